"""The literal secrets that programs are given on their standard input."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hardenlint.knowledge.password_programs import ASKING, STDIN
from hardenlint.knowledge.secrets import is_placeholder
from hardenlint.model import Command, pipelines

from . import accounts
from .password_options import Found


def piped(commands: Sequence[Command]) -> Iterator[tuple[Command, str, str]]:
    """`echo secret | docker login --password-stdin`, `echo root:secret | chpasswd`."""
    for members in pipelines(commands):
        for (_, source), (_, sink) in pairwise(members):
            if source.name not in ("echo", "printf") or not source.argv[1:]:
                continue
            value = " ".join(word for word in source.argv[1:] if word not in _HOW_WRITTEN)
            if accounts.sets_password(sink.name, sink.argv, piped=True):
                typed = accounts.typed(sink.name, value)
                if not is_placeholder(typed):
                    yield sink, f"the input of {sink.name}", typed
            elif _asks_with_sudo(sink):
                typed = accounts.typed("sudo", value)
                if not is_placeholder(typed):
                    yield source, "the input of sudo -S", typed
            elif _reads_secret(sink) and not is_placeholder(value):
                yield source, f"the input of {sink.name}", value


_HOW_WRITTEN = ("-n", "-e", "-ne", "-en", "%s", "%s\\n")
"""Words of echo and printf that are not written."""


def handed(command: Command, here: Sequence[str]) -> Iterator[Found]:
    """`chpasswd <<< root:secret`, `vncpasswd <<< secret`; `here` are the texts behind `<<<`."""
    for text in here:
        if accounts.sets_password(command.name, command.argv, piped=True):
            yield f"the input of {command.name}", accounts.typed(command.name, text)
        elif _reads_secret(command):
            yield f"the input of {command.name}", text


def _asks_with_sudo(command: Command) -> bool:
    """`sudo -S …`, which takes the first line for itself."""
    words = command.before if "sudo" in command.via else command.argv
    return "sudo" in (command.name, *command.via) and any(
        word == "--stdin" or (word[:1] == "-" and word[1:2] != "-" and "S" in word)
        for word in words
    )


def _reads_secret(command: Command) -> bool:
    options = STDIN.get(command.name, ())
    return command.name in ASKING or any(
        word.partition("=")[0] in options for word in command.argv[1:]
    )
