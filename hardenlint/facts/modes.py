"""File modes that a command or a COPY gives: octal (`4755`) and symbolic (`u+s,o=rwx`).

Source: POSIX chmod, GNU coreutils chmod, install and mkdir, `COPY --chmod` of Dockerfiles.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hardenlint.model import Build, Command, Instruction, Span

from .variables import Variables

SETUID, SETGID, STICKY, OTHERS_WRITE = 0o4000, 0o2000, 0o1000, 0o002

_WHO = {"u": SETUID, "g": SETGID, "a": SETUID | SETGID}
_PROGRAMS = ("chmod", "install", "mkdir")


class Change(NamedTuple):
    """A mode given to paths: `text` as written, `bits` what it sets of the four bits above.

    `folders` tells that it is known to be given to folders only, `by_variable` that `text` may be
    the value of a variable.
    """

    text: str
    bits: int
    paths: tuple[str, ...]
    span: Span
    folders: bool = False
    by_variable: bool = False


def changes(build: Build) -> Iterator[Change]:
    """Every mode that is given in the image that ships."""
    variables = Variables(build)
    for instruction in build.shipped:
        variables.see(instruction)
        if instruction.keyword == "RUN":
            folders: set[str] = set()
            for command in instruction.commands:
                if command.name in _PROGRAMS:
                    argv = variables.fill_all(command.argv, instruction.stage)
                    known = command._replace(argv=argv)
                    for change in _of_command(known, instruction.commands, folders):
                        yield change._replace(by_variable=argv != command.argv)
        elif instruction.keyword in ("COPY", "ADD"):
            yield from _of_copy(instruction)


def keeps_setuid(build: Build, change: Change) -> bool:
    """Whether no later `chown` takes the bits away again, as the kernel does with every file."""
    left = set(change.paths)
    for instruction in build.shipped:
        for command in instruction.commands if instruction.keyword == "RUN" else ():
            if command.name == "chown" and change.span < command.span:
                left.difference_update(_given_away(command.argv, left))
    return bool(left) or not change.paths


def _given_away(argv: tuple[str, ...], paths: Iterable[str]) -> list[str]:
    """Those of the paths whose owner a `chown` changes."""
    options = [word for word in argv[1:] if word[:1] == "-"]
    operands = [word.rstrip("/") for word in argv[1:] if word[:1] != "-"][1:]
    is_deep = any(option == "--recursive" or "R" in option.strip("-") for option in options)
    tops = tuple(f"{operand}/" for operand in operands) if is_deep else ()
    return [path for path in paths if path in operands or path.startswith(tops)]


def _of_copy(instruction: Instruction) -> Iterator[Change]:
    flag = instruction.flag("chmod")
    bits = None if flag is None else set_by(flag.text)
    if flag is not None and bits is not None:
        paths = tuple(word.value for word in instruction.words[-1:])
        variable = flag.resolved is not None
        yield Change(flag.text, bits, paths, flag.span, by_variable=variable)


def _of_command(
    command: Command, commands: tuple[Command, ...], folders: set[str]
) -> Iterator[Change]:
    """`folders` are those that earlier commands have made; grows."""
    from hardenlint.knowledge.options import Options  # noqa: PLC0415 - only for these programs

    if command.name == "chmod":
        words = [word for word in command.argv[1:] if not _is_option(word)]
        mode, paths = (words[0], tuple(words[1:])) if words else ("", ())
        only = _finds_folders(command, commands) or (
            bool(paths) and all(path.endswith("/") or path in folders for path in paths)
        )
    elif command.name == "install":
        options = Options(command.argv, "mogtS", ("--mode", "--owner", "--group"))
        mode = (*options.values("-m", "--mode"), "")[0]
        paths, only = tuple(options.operands[-1:]), options.has("-d", "--directory")
    else:
        options = Options(command.argv, "m", ("--mode",))
        mode = (*options.values("-m", "--mode"), "")[0]
        paths, only = tuple(options.operands), True
    if only:
        folders.update(paths)
    bits = set_by(mode)
    if bits is not None:
        yield Change(mode, bits, paths, command.span, only)


def _is_option(word: str) -> bool:
    """Whether a word of chmod is an option: `-x` and `-rwx` are modes."""
    return word.startswith("--") or (word[:1] == "-" and not word[1:].strip("Rvcf"))


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


def set_by(mode: str) -> int | None:
    """Which of the four bits a mode sets; None for what is no mode that can be read."""
    if mode and not mode.strip("01234567"):
        return int(mode, 8) & 0o7002 if len(mode) <= 6 else None
    parts = [_symbolic(part) for part in mode.split(",")]
    if not mode or any(part is None for part in parts):
        return None
    return _union(part for part in parts if part is not None)


def _union(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def _symbolic(part: str) -> int | None:
    """`go+w`, `u=rwxs`, `a+rwX-t`: who, then operators each with permissions."""
    who = part[: len(part) - len(part.lstrip("ugoa"))]
    rest = part[len(who) :]
    if rest[:1] not in ("+", "-", "="):
        return None
    found, adding = 0, False
    for char in rest:
        if char in "+-=":
            adding = char != "-"
        elif char not in "rwxXstugo":
            return None
        elif adding:
            found |= _bit(char, who)
    return found


def _bit(char: str, who: str) -> int:
    """What a permission means for these; without who, the umask keeps others from writing."""
    if char == "s":
        return _union(_WHO.get(letter, 0) for letter in who or "a")
    if char == "w":
        return OTHERS_WRITE if set(who) & {"o", "a"} else 0
    return STICKY if char == "t" else 0
