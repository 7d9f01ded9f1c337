"""Where programs take passwords on their command line. As of 2026-11; source: their manuals."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hardenlint.model import Command, pipelines

from . import accounts, interpreter, sql_passwords
from .password_programs import (
    ACCOUNTS,
    ANYWHERE,
    ASKING,
    ATTACHED,
    FLAGS,
    LOGINS,
    NOT_TAKING,
    OBJECTS,
    OPERANDS,
    OWN,
    POSITIONAL,
    SEPARATE,
    STDIN,
    TEXT,
)
from .secrets import is_literal_secret, is_placeholder, words_of

Found = tuple[str, str]
"""What takes the secret ("mysql -p"), and the secret."""


def secrets_of(commands: Sequence[Command]) -> Iterator[tuple[Command, str, str]]:
    """Every literal secret on the command lines: the command, what takes it, the secret."""
    for command in commands:
        for what, value in _of_one(command):
            if not is_placeholder(_bare(value)):
                yield command, what, _bare(value)
    if any(command.name in ("echo", "printf") for command in commands):
        yield from _piped(commands)


def _of_one(command: Command) -> Iterator[Found]:
    for name, value in command.assignments:
        if is_literal_secret(name, value):
            yield f"the variable {name}", value
    argv = command.argv
    if not argv:
        return
    if command.name in ("export", "env", "declare"):
        for word in argv[1:]:
            name, equals, value = word.partition("=")
            if equals and is_literal_secret(name, value):
                yield f"the variable {name}", value
    yield from given(command.name, argv)
    yield from _handed(command)
    yield from _sql(command)


def given(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """What the options and operands of one program give it, placeholders included."""
    yield from _options(program, argv)
    yield from _operands(program, argv)
    if program in ACCOUNTS:
        yield from _accounts(program, argv)
    if program in ("useradd", "usermod"):
        yield f"{program} -p", accounts.password_given(argv) or ""
    if program in POSITIONAL:
        from .password_operands import operands  # noqa: PLC0415 - few commands need it

        yield from operands(program, argv)


def _options(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """`-px`, `-p x`, `--password=x`, `--password x`, `-Dpassword=x`."""
    if program in TEXT:
        return
    letter = ATTACHED.get(program, "")
    separate = SEPARATE.get(program, ())
    if "login" in argv[1:4] and LOGINS.get(program):  # `docker --config x login` is one as well
        separate = (*separate, *LOGINS[program])
        letter = "p"
    for index, word in enumerate(argv):
        # The command of a container may be nothing but options of its entrypoint.
        if word[:1] != "-" or (index == 0 and word[:2] != "--"):
            continue
        following = argv[index + 1] if index + 1 < len(argv) else ""
        name, equals, value = word.partition("=")
        if name in separate:  # `-N ''` is a word less when it is written as `-N''`
            yield f"{program} {name}", value if equals else _word(following)
        elif letter and word[1:2] == letter and word[:2] != "--" and len(word) > 2:
            yield f"{program} -{letter}", word[2:]
        elif name.lstrip("-") in FLAGS:
            yield name, value or following
        elif word.startswith(("--", "-D", "-P")) or name in ANYWHERE or _is_long(name, equals):
            yield from _long(program, word, following)


def _word(following: str) -> str:
    return following if following[:1] != "-" else ""


def _is_long(name: str, equals: str) -> bool:
    """Whether it is a long option with one `-`, as programs in Go take them: `-token=x`."""
    return equals != "" and len(name) > 4


def _long(program: str, word: str, following: str) -> Iterator[Found]:
    name, equals, value = word.partition("=")
    shown = name if name.isascii() else "an option"
    if equals:
        key = name.lstrip("-").removeprefix("D")
        if (is_literal_secret(key, value) or name in ANYWHERE) and not _takes_other(program, name):
            yield shown, value
    elif name in ANYWHERE:
        yield shown, following if following[:1] not in _NO_WORD[name == "--pwd"] else ""
    elif _takes_word(program, name, following):
        yield shown, following


_NO_WORD = ("-", "-/.")
"""How what follows an option begins that is no password: an option, after --pwd a folder."""


def _takes_word(program: str, name: str, following: str) -> bool:
    """Whether `--token x` is an option with its secret."""
    is_option = name.startswith("--") and following[:1] != "-"
    return is_option and is_literal_secret(name[2:], following) and not _takes_other(program, name)


def _takes_other(program: str, name: str) -> bool:
    if program in OBJECTS and name not in OWN:
        return True
    return not NOT_TAKING.isdisjoint(words_of(name))


def _operands(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """`ngrok authtoken x`, `mysqladmin -u root password x`."""
    for start, place in OPERANDS.get(program, ()):
        words = [word for word in argv[1:] if word[:1] != "-"]
        at = _begin(words, start)
        if at is not None and at + place <= len(words):
            yield " ".join((program, *start)), words[at + place - 1]


def _begin(words: Sequence[str], start: Sequence[str]) -> int | None:
    """Where the words after `start` begin; None where it is not there."""
    if not start:
        return 0
    lowered = [word.lower() for word in words[:_FEW]]
    for index, word in enumerate(lowered):
        if word == start[0] and lowered[index : index + len(start)] == list(start):
            return index + len(start)
    return None


_FEW = 20
"""Words among which a subcommand is looked for."""


def _accounts(program: str, argv: Sequence[str]) -> Iterator[Found]:
    """`smbclient -U name%password`, `skopeo --creds=name:password`."""
    options, sign = ACCOUNTS[program]
    for index, word in enumerate(argv):
        option, equals, value = word.partition("=")
        if option in options:
            account = value if equals else "".join(argv[index + 1 : index + 2])
            yield f"{program} {option}", account.partition(sign)[2]


def _piped(commands: Sequence[Command]) -> Iterator[tuple[Command, str, str]]:
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


def _sql(command: Command) -> Iterator[Found]:
    """`mysql -e "… IDENTIFIED BY 'x'"`, and what is written for such a program."""
    if interpreter.is_shell(command.name) or command.name in ("su", "runuser", "eval"):
        return  # what they run tells
    for word in (*command.argv, *(text for op, text in command.redirects if op == "<<<")):
        for words, value, _ in sql_passwords.found(word) if " " in word else ():
            yield f"SQL's {words}", value


def _handed(command: Command) -> Iterator[Found]:
    """`chpasswd <<< root:secret`, `vncpasswd <<< secret`."""
    for operator, text in command.redirects:
        if operator != "<<<":
            continue
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


def _bare(value: str) -> str:
    """A password without what says how it is given: openssl's `pass:x`, `env:X`, `file:x`."""
    kind, colon, rest = value.partition(":")
    if colon and kind == "pass":
        return rest
    return "" if colon and kind in ("env", "file", "fd", "stdin") else value
