"""Where a parser is in a script, and what it has found so far."""

from typing import Final

from hardenlint.model.command import Command

from .lexer import ShellWord
from .source import Source

Within = tuple[tuple[int, int], ...]
"""The (pipeline, position) of each group around a command, outermost first."""

# Every command keeps a copy, so deep nesting would cost its square.
_MAX_WITHIN: Final = 16


class Pending:
    """A here-document whose body has not been read: `owner` is the command that gets it."""

    __slots__ = ("name", "owner", "quoted", "strip")

    def __init__(self, owner: int | None, name: str, *, strip: bool, quoted: bool) -> None:
        self.owner = owner
        self.name = name
        self.strip = strip
        self.quoted = quoted


class Found:
    """What a simple command is made of, while it is read."""

    __slots__ = ("assignments", "bodies", "function", "redirects", "strings", "words")

    def __init__(self) -> None:
        self.words: list[ShellWord] = []
        self.assignments: list[str] = []
        self.redirects: list[tuple[str, str]] = []
        self.strings: list[ShellWord] = []
        self.bodies: list[tuple[Pending, Source]] = []
        self.function = False


class Flow:
    """Where in a script the parser is: the pipeline, the groups around it, whose words hold it."""

    __slots__ = ("closing", "frames", "parens", "parent", "pipeline", "position", "role", "within")

    def __init__(self, parent: int | None, role: str, pipeline: int, *, closing: bool) -> None:
        self.parent = parent
        self.role = role
        self.closing = closing
        self.pipeline = pipeline
        self.position = 0
        self.within: Within = ()
        self.frames: list[tuple[str, int, int, Within]] = []
        self.parens = 0

    def enter(self, closer: str) -> None:
        """Note the group that begins here and the word that ends it."""
        self.frames.append((closer, self.pipeline, self.position, self.within))
        if len(self.within) < _MAX_WITHIN:
            self.within = (*self.within, (self.pipeline, self.position))
        self.parens += closer == ")"

    def leave(self, closer: str) -> bool:
        """Go back to where a group began, and whether there is one to leave.

        What was left open in it is left too; a closer without a group is nothing.
        """
        if closer == ")" and not self.parens:
            return False
        if closer != ")" and (not self.frames or self.frames[-1][0] != closer):
            return False
        found = ""
        while found != closer:
            found, self.pipeline, self.position, self.within = self.frames.pop()
        self.parens -= closer == ")"
        return True


class Output:
    """The commands found, shared by a parser and those of nested scripts."""

    __slots__ = ("commands", "pipelines")

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.pipelines = 0

    def next_pipeline(self) -> int:
        """A number that no pipeline has yet."""
        self.pipelines += 1
        return self.pipelines - 1
