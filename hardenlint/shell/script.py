"""One text while it is read: the commands found so far, and the texts within it."""

from collections.abc import Callable, Iterator
from typing import Final

from hardenlint.model.command import Command
from hardenlint.model.instruction import Heredoc
from hardenlint.model.span import Span

from .bodies import Bodies
from .lexer import Lexer
from .pieces import MAX_DEPTH, Pieces
from .source import Source

_NOTHING: Final = Command((), "", Span(None))

NESTED = 3
"""What a nested script counts for in depth: unlike `$(…)` it is text that is read once more."""

Parse = Callable[[Lexer, str, bool], None]
"""Read the commands at a lexer; the role they have, and whether a `)` ends them."""


class Output:
    """The commands found, shared by a text and those nested in it."""

    __slots__ = ("commands", "pipelines")

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.pipelines = 0

    def next_pipeline(self) -> int:
        """A number that no pipeline has yet."""
        self.pipelines += 1
        return self.pipelines - 1


class Script:
    """A text and what is found in it.

    `owner` is the index of the command that is being read, to which belongs what is found in its
    words. `fed` is what the command at a place in a pipeline is given: (pipeline, position, text).
    `parse` reads the texts within this one. `heredocs` are the here-documents whose bodies lie
    outside of it, in order.
    """

    __slots__ = ("bodies", "commands", "fed", "out", "owner", "parse")

    def __init__(
        self,
        out: Output,
        parse: Parse,
        owner: int | None = None,
        heredocs: Iterator[Heredoc] | None = None,
    ) -> None:
        self.out = out
        self.commands = out.commands
        self.parse = parse
        self.owner = owner
        self.bodies = Bodies(heredocs)
        self.fed: tuple[int, int, Source] | None = None

    def reserve(self) -> int:
        """Take the place of a command that is still to be read."""
        # What its words hold is found before the command has ended, and is told behind it.
        self.commands.append(_NOTHING)
        return len(self.commands) - 1

    def substitution(self, lexer: Lexer, role: str) -> None:
        """Read commands up to and with the `)` that closes them, in the same text."""
        self.parse(lexer, role, True)

    def nested(self, source: Source, role: str, depth: int) -> None:
        """Read all commands of another text, which the command that is being read holds."""
        if depth < MAX_DEPTH:
            inner = Script(self.out, self.parse, self.owner)
            self.parse(Lexer(source, inner, depth + NESTED), role, False)

    def expansions(self, source: Source, depth: int) -> None:
        """Read the `$(…)` of another text, the body of a here-document."""
        if depth < MAX_DEPTH:
            inner = Script(self.out, self.parse, self.owner)
            Pieces(Lexer(source, inner, depth + NESTED)).expansions(until="")
