"""Scripts that a Dockerfile writes into its image, as far as its text says what is in them.

Read are here-documents of COPY and RUN, and what `echo`, `printf`, `cat` and `tee` write.
"""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hardenlint.model import Build, Command, Heredoc, Instruction, Span, pipelines
from hardenlint.shell import commands_of_heredoc, commands_of_texts, feeding

from . import interpreter
from .folders import Folders
from .running import commands_of

# That of Debian's and most other images, in its order.
_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_OVER, _MORE = (">", ">|", "&>"), (">>", "&>>")
_MAX_SCRIPTS = 16
"""How many scripts that start each other are followed."""

Part = tuple[str, Span] | Heredoc
"""A text with its place, or a here-document, each line of which has a place."""


class Write(NamedTuple):
    """What an instruction puts at a path; `parts` is None for what its text does not say."""

    path: str
    parts: tuple[Part, ...] | None
    appends: bool = False


class Script(NamedTuple):
    """A script that is started: what it runs in any case, and `every` command of it."""

    path: str
    commands: tuple[Command, ...]
    every: tuple[Command, ...]


def started(
    build: Build, commands: Iterable[Command], workdir: str | None, *, copied: bool = False
) -> Iterator[Script]:
    """The scripts that these commands start, and those that scripts start in turn.

    `copied` are those of the build context, too.
    """
    names = [name for command in commands if (name := _names(command))]
    if not copied and not any(_may_write(instruction, names) for instruction in build.shipped):
        return
    written, home = _written(build)
    told: set[str] = set()
    for name in names:  # grows
        places = _places(name, workdir or home)
        path = next((place for place in places if place in written), "")
        parts = written.get(path, ())
        if copied and not path:
            path, parts = _of_context(build, places)
        if path and path not in told and len(told) < _MAX_SCRIPTS:
            told.add(path)
            every = _commands(parts)
            script = Script(path, tuple(c for c in every if not c.within), every)
            names += [name for command in script.commands if (name := _names(command))]
            yield script


def _of_context(build: Build, places: Iterable[str]) -> tuple[str, tuple[Part, ...]]:
    """The first of these paths that a file of the context is copied to, and its text."""
    from .context_files import copied_to  # noqa: PLC0415 - few ask for the files of the context

    for place in places:
        found = copied_to(build, place)
        if found is not None:
            path, text = found
            return place, ((text, Span(path)),)
    return "", ()


def _names(command: Command) -> str:
    """The file that a command runs: by its path, its name, or as the script of a shell."""
    if command.name in (".", "source"):
        return command.argv[1] if len(command.argv) > 1 else ""
    if interpreter.language(command.name):
        return interpreter.script(command.name, command.argv) or ""
    return command.argv[0] if command.argv else ""


def _may_write(instruction: Instruction, names: list[str]) -> bool:
    """Whether it may write a script of one of these names: a cheap question."""
    if not (instruction.heredocs or (instruction.keyword == "RUN" and instruction.mentions(">"))):
        return instruction.keyword == "RUN" and instruction.mentions("tee")
    return instruction.mentions(*map(posixpath.basename, names))


def _places(name: str, workdir: str) -> list[str]:
    """The paths that a script may have that is started by this name."""
    # A shell looks for its script in the working directory.
    folders = (workdir,) if "/" in name else (*_PATH, workdir)
    return [posixpath.normpath(posixpath.join(folder, name)) for folder in folders]


def _written(build: Build) -> tuple[dict[str, tuple[Part, ...]], str]:
    """Every file whose whole text is known, by its path; and the last working directory."""
    found: dict[str, tuple[Part, ...]] = {}
    folders = Folders()
    for instruction in build.shipped:
        folders.see(instruction)
        for path, parts, appends in _writes(instruction, folders):
            before = found.pop(path, ()) if appends else ()
            found.pop(path, None)  # the file is another one from here on
            if parts is not None:
                found[path] = before + parts
    return found, folders.path(".")


def _writes(instruction: Instruction, folders: Folders) -> Iterator[Write]:
    if instruction.keyword in ("COPY", "ADD"):
        yield from _copied(instruction, folders)
    elif instruction.keyword == "RUN":
        for command in commands_of(instruction):
            folders.pass_by(command)
        for members in pipelines(commands_of(instruction)):
            yield from _piped([command for _, command in members], instruction, folders)


def _copied(instruction: Instruction, folders: Folders) -> Iterator[Write]:
    texts = {f"<<{heredoc.name}": heredoc for heredoc in instruction.heredocs}
    words = [w.text for w in instruction.words]
    inside = len(words) > 2 or words[-1:] == ["."] or (words[-1:] or [""])[0].endswith("/")
    for word in words[:-1]:
        heredoc = texts.get(word)
        base = posixpath.basename(word.rstrip("/")) if heredoc is None else heredoc.name
        path = folders.path(posixpath.join(words[-1], base) if inside else words[-1])
        yield Write(path, None if heredoc is None else (heredoc,))


def _piped(
    commands: Sequence[Command], instruction: Instruction, folders: Folders
) -> Iterator[Write]:
    targets = [(op, path, c) for c in commands for op, path in c.redirects if op in _OVER + _MORE]
    for command in commands:
        if command.name == "tee":
            words = [word for word in command.argv[1:] if word[:1] != "-"]
            operator = ">>" if {"-a", "--append"} & set(command.argv) else ">"
            targets += [(operator, word, command) for word in words]
    if not targets:
        return
    said = [_said(command, instruction) for command in commands]
    parts = None if None in said else tuple(part for each in said for part in each or ())
    for operator, path, command in targets:
        yield Write(folders.path(path, command.within), parts, operator in _MORE)


def _said(command: Command, instruction: Instruction) -> tuple[Part, ...] | None:
    """What a command writes out; None for what is not known."""
    if command.name in ("", "tee"):
        return ()
    if command.argv in feeding.CAT:
        names = [target for operator, target in command.redirects if operator.startswith("<<")]
        return tuple(doc for doc in instruction.heredocs if doc.name in names) or None
    start = None
    if command.name in feeding.WRITERS:
        start = feeding.first_written(command.name, list(command.argv))
    if start is None:
        return None
    # `printf '%s\n' a b` writes an argument a line.
    between = "\n" if command.name == "printf" else " "
    return ((between.join(command.argv[start:]).replace("\\n", "\n") + "\n", command.span),)


def _commands(parts: tuple[Part, ...]) -> tuple[Command, ...]:
    """What a script runs, as a shell reads it; nothing for one in another language."""
    texts = [_text(part) for part in parts]
    first = texts[0][0].partition("\n")[0] if texts else ""
    words = first.replace("/", " ").split()  # `#!/bin/bash`, `#!/usr/bin/env bash`
    if first.startswith("#!") and not any(map(interpreter.is_shell, words)):
        return ()
    if len(parts) == 1 and isinstance(parts[0], Heredoc):
        return commands_of_heredoc(parts[0])
    return commands_of_texts(texts)


def _text(part: Part) -> tuple[str, Span]:
    return (part.content, part.span) if isinstance(part, Heredoc) else part
