"""One text while it is read: where its parser is, what it has found, the texts within it."""

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


Within = tuple[tuple[int, int], ...]
"""The (pipeline, position) of each group around a command, outermost first."""

# Every command keeps a copy, so deep nesting would cost its square.
_MAX_WITHIN: Final = 16


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
