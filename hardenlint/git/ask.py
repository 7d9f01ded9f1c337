"""Git itself, asked for what only it can read: objects, revisions, the user's own settings.

It believes nothing of the repository. What git takes for the configuration is in a folder of ours,
made for the question, in which links lead to the branches; so no filter, no hook, no monitor, no
promisor, no other file of settings is known to it, whatever else git may learn to run one day. The
repository is named to it, so it looks for none; and the commands here open no file of a checkout.
"""

import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from . import GitError
from .folders import Folders, read
from .special import refuse_special

_SECONDS = 60
OUTPUT_MAX = 256 * 1024 * 1024
"""Bytes that an answer may have: a tree that holds itself many times never ends."""
_CONFIG_MAX = 1_000_000

# The user's own settings are trusted, and yet nothing is to run: no monitor, no hook, no fetch.
_OURS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.untrackedCache": "false",
    "safe.bareRepository": "explicit",
    "protocol.allow": "never",
}
_ALONE = {
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone would fetch what it lacks
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",  # the index is not refreshed: a scan writes nothing
    "GIT_TERMINAL_PROMPT": "0",  # nobody is there to give a password
    "GIT_LITERAL_PATHSPECS": "1",  # a name of a file is no pattern
    "LC_ALL": "C",  # what it complains about is told, in one language
}
_TRUSTED = re.compile(
    r"GIT_(EXEC_PATH|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_[0-9]+|VALUE_[0-9]+))"
)
"""What the user tells git by the environment; a hook's repository is not the one that is asked."""
_LINKED = ("refs", "packed-refs", "logs", "reftable", "shallow")
_FORMATS = {
    "objectformat": re.compile(rb"(?im)^[ \t]*objectformat[ \t]*=[ \t]*(sha1|sha256)[ \t\r]*$"),
    "refstorage": re.compile(rb"(?im)^[ \t]*refstorage[ \t]*=[ \t]*(files|reftable)[ \t\r]*$"),
}
"""The settings without which git cannot read a repository, and the values that they may have."""


class Git:
    """A repository, asked; `settings` are further ones, which git takes for the user's."""

    def __init__(self, config: str, place: Mapping[str, str], scratch: str) -> None:
        self._config = config
        self._place = place
        self._scratch = scratch
        self.settings: list[tuple[str, str]] = []

    def run(self, *arguments: str | bytes, feed: bytes = b"", most: int = OUTPUT_MAX) -> bytes:
        """Return what git prints, which reads `feed`; raises GitError."""
        environment = {**_environment(self.settings), **self._place}
        # Files, not pipes: nobody has to read and write at the same time.
        with open(os.path.join(self._scratch, "stdin"), "wb+") as stdin:
            stdin.write(feed)
            stdin.seek(0)
            with open(os.path.join(self._scratch, "stderr"), "wb+") as stderr:
                code, told = _answer(arguments, environment, stdin.fileno(), stderr.fileno(), most)
                stderr.seek(0)
                complaint = stderr.read(10_000)
        name = os.fsdecode(arguments[0])
        if len(told) > most:
            raise GitError(f"git {name}: the answer is larger than {most} bytes")
        if code is None:
            raise GitError(f"git did not answer within {_SECONDS} seconds")
        if code != 0:
            lines = complaint.decode("utf-8", "replace").strip().splitlines() or ["failed"]
            # After what is wrong git may print advice.
            said = next((line for line in lines if line.startswith("fatal: ")), lines[-1])
            raise GitError(f"git {name}: {said.removeprefix('fatal: ')}")
        return told

    def said(self, pattern: str) -> list[tuple[str, str]]:
        """What the repository's own configuration says, of names that a pattern describes."""
        words = ("--file", self._config, "--no-includes", "-z", "--get-regexp", pattern)
        try:
            told = self.run("config", *words, most=_CONFIG_MAX)
        except GitError:
            return []
        pairs = (entry.partition("\n") for entry in os.fsdecode(told).split("\0") if entry)
        return [(name, value) for name, _, value in pairs]


@contextmanager
def asked(folders: Folders, index: str = "") -> Iterator[Git]:
    """Ask about the repository with these folders; raises GitError."""
    refuse_special(folders)
    with _scratch() as scratch:
        ours = os.path.join(scratch, "common")
        os.mkdir(ours)
        for name in _LINKED:
            target = os.path.abspath(os.path.join(folders.common, name))
            if os.path.lexists(target):
                os.symlink(target, os.path.join(ours, name))
        with open(os.path.join(ours, "config"), "wb") as file:
            file.write(_config(folders))
        place = {
            "GIT_DIR": os.path.abspath(folders.own),
            "GIT_COMMON_DIR": ours,
            "GIT_OBJECT_DIRECTORY": os.path.abspath(os.path.join(folders.common, "objects")),
            # No command here opens a file of the checkout, so it gets none.
            "GIT_WORK_TREE": ours,
        }
        config = os.path.abspath(os.path.join(folders.common, "config"))
        yield Git(config, {**place, "GIT_INDEX_FILE": index} if index else place, scratch)


def users(setting: str) -> bytes | None:
    """A path in the settings of the user, None where there is none, or no git."""
    # With a repository that is none, git knows what holds for all of them.
    environment = {**_environment([]), "GIT_DIR": os.devnull}
    command = ("git", "config", "-z", "--type=path", "--get", setting)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, options of ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return done.stdout.partition(b"\0")[0] if done.returncode == 0 else None


@contextmanager
def _scratch() -> Iterator[str]:
    import tempfile  # noqa: PLC0415 - a folder that is searched needs none

    try:
        made = tempfile.TemporaryDirectory(prefix="hardenlint-")
    except OSError as error:
        raise GitError(f"no folder for temporary files: {error.strerror or error}") from None
    with made as folder:
        yield folder


def _config(folders: Folders) -> bytes:
    """The whole of what git is told about a repository: how to read it."""
    said = read(os.path.join(folders.common, "config"), _CONFIG_MAX) or b""
    lines = [b"[core]", b"repositoryformatversion = 1", b"bare = false", b"[extensions]"]
    for name, pattern in _FORMATS.items():
        found = pattern.findall(said)
        lines += [name.encode() + b" = " + found[-1].lower()] if found else []
    return b"\n".join(lines) + b"\n"


def _environment(settings: list[tuple[str, str]]) -> dict[str, str]:
    """The environment for git: nothing that points to a repository, and our settings last."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or _TRUSTED.fullmatch(name)
    }
    count = kept.get("GIT_CONFIG_COUNT", "")
    first = int(count) if re.fullmatch(r"[0-9]{1,4}", count) else 0
    every = [*settings, *_OURS.items()]
    for number, (name, value) in enumerate(every, first):
        # Not by `-c NAME=VALUE`: a name may hold a `=` of its own.
        kept[f"GIT_CONFIG_KEY_{number}"] = name
        kept[f"GIT_CONFIG_VALUE_{number}"] = value
    return {**kept, **_ALONE, "GIT_CONFIG_COUNT": str(first + len(every))}


def _answer(
    arguments: tuple[str | bytes, ...],
    environment: Mapping[str, str],
    stdin: int,
    stderr: int,
    most: int,
) -> tuple[int | None, bytes]:
    """Run git; return its exit code, None when it took too long, and one byte more than `most`."""
    late = threading.Event()
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed program, options of ours
            ("git", "--no-pager", *arguments),  # noqa: S607
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment,
        )
    except (OSError, ValueError) as error:
        raise GitError(f"git cannot be run: {getattr(error, 'strerror', None) or error}") from None

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(_SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        with process:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            told = process.stdout.read(most + 1)
            if len(told) > most:
                process.kill()
    finally:
        timer.cancel()
        if process.poll() is None:
            process.kill()
    return None if late.is_set() else process.returncode, told
