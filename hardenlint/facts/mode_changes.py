"""File modes that the commands and COPYs of a Dockerfile give and take away again.

Source: GNU coreutils chmod, install and mkdir, `COPY --chmod` of Dockerfiles.
"""

import posixpath
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from hardenlint.model import Build, Command, Instruction, Span

from .folders import Folders
from .modes import ALL, SETGID, SETUID, set_by, taken_by
from .running import commands_of
from .variables import Variables

_PROGRAMS = ("chmod", "install", "mkdir")


class Change(NamedTuple):
    """A mode given to paths: `text` as written, `bits` what it sets of the four bits of modes.

    `folders` tells that it is known to be given to folders only, `by_variable` that `text` may be
    the value of a variable. `taken` are the bits that it takes from what lies at `places`, the
    paths made absolute; `deep` tells that it is about all that is in them too, `certain` that it
    happens in any case, to these very files.
    """

    text: str
    bits: int
    paths: tuple[str, ...]
    span: Span
    folders: bool = False
    by_variable: bool = False
    taken: int = 0
    places: tuple[str, ...] = ()
    deep: bool = False
    certain: bool = True


def changes(build: Build) -> Iterator[Change]:
    """Every mode that is given in the image that ships, with what of it lasts."""
    found = list(_changes(build))
    if any(change.bits for change in found):
        from .lasting import lasting  # noqa: PLC0415 - only where a mode is given

        yield from lasting(found)


def _changes(build: Build) -> Iterator[Change]:
    variables, folders = Variables(build), Folders()
    for instruction in build.shipped:
        variables.see(instruction)
        folders.see(instruction)
        if instruction.keyword == "RUN":
            yield from _of_run(instruction, variables, folders)
        elif instruction.keyword in ("COPY", "ADD"):
            yield from _of_copy(instruction, folders)


def _of_run(instruction: Instruction, variables: Variables, folders: Folders) -> Iterator[Change]:
    made: set[str] = set()
    for command in commands_of(instruction):
        folders.pass_by(command)
        argv = variables.fill_all(command.argv, instruction.stage)
        found: Change | None
        if command.name == "rm":
            found = _of_rm(command._replace(argv=argv))
        elif command.name in _PROGRAMS:
            found = _of_command(command._replace(argv=argv), commands_of(instruction), made)
        else:
            continue
        if found is not None:
            tops = _searched(command, commands_of(instruction))
            places = tuple(folders.path(path, command.within) for path in tops or found.paths)
            yield found._replace(
                by_variable=argv != command.argv,
                places=places,
                deep=found.deep or bool(tops),
                # Of files that `find` chooses by these bits, these are surely taken; others it may
                # not have met.
                taken=found.taken & (SETUID | SETGID) if tops else found.taken,
                certain=found.certain and not command.within,
            )


def _of_rm(command: Command) -> Change:
    """What is removed has no bits left, and neither has what is in it."""
    paths = tuple(word for word in command.argv[1:] if word[:1] != "-")
    return Change("", 0, paths, command.span, taken=ALL, deep=True)


def _of_copy(instruction: Instruction, folders: Folders) -> Iterator[Change]:
    flag = instruction.flag("chmod")
    bits = None if flag is None else set_by(flag.text)
    if flag is None or bits is None or len(instruction.words) < 2:
        return
    *sources, target = (w.text for w in instruction.words)
    inside = len(sources) > 1 or target.endswith("/")
    names = (posixpath.basename(source.rstrip("/")) for source in sources)
    places = tuple(folders.path(posixpath.join(target, n) if inside else target) for n in names)
    yield Change(
        flag.text,
        bits,
        tuple(word.value for word in instruction.words[-1:]),
        flag.span,
        by_variable=flag.resolved is not None,
        taken=taken_by(flag.text),
        places=places,
        deep=not all(map(_is_file, sources)),
    )


def _is_file(source: str) -> bool:
    """Whether a source is one file by its name, not a folder of which the content is copied."""
    # By its name, since the context is not looked into.
    return source.startswith("<<") or "." in posixpath.basename(source).strip(".")


def _of_command(command: Command, commands: tuple[Command, ...], made: set[str]) -> Change | None:
    """`made` are the folders that earlier commands have made; grows."""
    from hardenlint.text.options import Options  # noqa: PLC0415 - only for these programs

    deep, certain = False, True
    if command.name == "chmod":
        options = [word for word in command.argv[1:] if _is_option(word)]
        words = [word for word in command.argv[1:] if not _is_option(word)]
        mode, paths = (words[0], tuple(words[1:])) if words else ("", ())
        deep = any(word == "--recursive" or (word[1:2] != "-" and "R" in word) for word in options)
        only = _finds_folders(command, commands) or (
            bool(paths) and all(path.endswith("/") or path in made for path in paths)
        )
    elif command.name == "install":
        given = Options(command.argv, "mogtS", ("--mode", "--owner", "--group"))
        mode = (*given.values("-m", "--mode"), "")[0]
        paths, only = tuple(given.operands[-1:]), given.has("-d", "--directory")
        certain = only  # else the last word may be the folder that the file is put into
    else:
        given = Options(command.argv, "m", ("--mode",))
        mode = (*given.values("-m", "--mode"), "")[0]
        paths, only = tuple(given.operands), True
        certain = False  # a folder that is there keeps its mode
    if only:
        made.update(paths)
    bits = set_by(mode)
    if bits is None:
        return None
    taken = taken_by(mode)
    return Change(mode, bits, paths, command.span, only, taken=taken, deep=deep, certain=certain)


def _is_option(word: str) -> bool:
    """Whether a word of chmod is an option: `-x` and `-rwx` are modes."""
    return word.startswith("--") or (word[:1] == "-" and not word[1:].strip("Rvcf"))


def _searched(command: Command, commands: tuple[Command, ...]) -> tuple[str, ...]:
    """Where `find` looks for all the files that it runs a command for; () where it chooses some.

    Files with the bits that are taken from them (`-perm /6000`) are all of these.
    """
    words = () if command.parent is None else commands[command.parent].argv[1:]
    if "{}" not in command.argv or "-exec" not in words:
        return ()
    ends = next((at for at, word in enumerate(words) if word[:1] in ("-", "(", "!")), len(words))
    tests = {word for word in words[ends : words.index("-exec")] if word[:1] == "-"}
    exact = any(word == "-perm" and mode[:1] not in "/+-" for word, mode in pairwise(words))
    is_all = tests <= _TESTS and not exact and ("-type", "d") not in pairwise(words)
    return words[:ends] if is_all else ()


_TESTS = frozenset("-perm -type -xdev -mount".split())


def _finds_folders(command: Command, commands: tuple[Command, ...]) -> bool:
    """Whether `find … -type d -exec chmod …` runs it."""
    if command.parent is not None:
        words = commands[command.parent].argv
        return _of_folders(words)
    before = (other for other in commands if other.pipeline == command.pipeline)
    return "xargs" in command.via and any(
        other.name == "find" and _of_folders(other.argv) for other in before
    )


def _of_folders(words: tuple[str, ...]) -> bool:
    return any(words[at : at + 2] == ("-type", "d") for at in range(len(words)))
