"""Here-documents of shell text: their bodies, and who reads them."""

from collections.abc import Iterator

from hardenlint.model.instruction import Heredoc

from . import feeding
from .flow import Flow, Found, Output, Pending
from .lexer import MAX_DEPTH, Lexer
from .source import Source
from .wrappers import reads_stdin

NESTED = 3
"""What a nested script counts for in depth: unlike `$(…)` it is text that is read once more."""


class Bodies(Lexer):
    """Hands the bodies of here-documents to the commands that announced them.

    `owner` is the command that is being read, `fed` what the command at a place in a pipeline is
    given: (pipeline, position, text). `heredocs` are those whose bodies lie outside of the text,
    in order.
    """

    def __init__(
        self, source: Source, out: Output, depth: int = 0, heredocs: Iterator[Heredoc] | None = None
    ) -> None:
        super().__init__(source, depth)
        self.out = out
        self.heredocs = heredocs or iter(())
        self.pending: list[Pending] = []
        self.owner: int | None = None
        self.fed: tuple[int, int, Source] | None = None
        self.flow = Flow(None, "", 0, closing=False)

    @property
    def found(self) -> int:
        return len(self.out.commands)

    def announce(self, found: Found, name: str, *, strip: bool, quoted: bool) -> None:
        pending = Pending(self.owner, name, strip=strip, quoted=quoted)
        # In a Dockerfile the bodies were read with the instruction, in the order of their names.
        given = next(self.heredocs, None)
        if given is None:
            self.pending.append(pending)
        else:
            pending.quoted = not given.expand
            found.bodies.append((pending, Source.of_heredoc(given)))

    def deliver_pending(self) -> None:
        """Read the bodies that follow the line that ends here."""
        pending, self.pending = self.pending, []
        for heredoc in pending:
            self._deliver(heredoc, self._body(heredoc))

    def deliver_given(self, found: Found) -> None:
        """Hand over the here-documents whose bodies lie outside of the text."""
        for heredoc, body in found.bodies:
            self._deliver(heredoc, body)

    def _body(self, heredoc: Pending) -> Source:
        """The lines up to the terminator, which is stepped over."""
        text, start = self.text, self.pos
        while self.pos < len(text):
            line, end = self.pos, text.find("\n", self.pos)
            end = len(text) if end < 0 else end
            content = text[line:end].lstrip("\t") if heredoc.strip else text[line:end]
            self.pos = min(end + 1, len(text))
            if content == heredoc.name:
                return self.source.slice(start, line)
            # Inside `$(…)` bash lets the parenthesis that closes it end the body too.
            if self.flow.closing and content == heredoc.name + ")":
                self.pos = end - 1
                return self.source.slice(start, line)
        return self.source.slice(start, len(text))

    def _deliver(self, heredoc: Pending, body: Source) -> None:
        """A body is the script of a shell; for anything else only its `$(…)` are run."""
        command = None if heredoc.owner is None else self.out.commands[heredoc.owner]
        owner, self.owner = self.owner, heredoc.owner
        if command and command.argv in feeding.CAT:
            # A body from outside the text is handed over before the shell behind the pipe is read,
            # one that follows the line after it.
            at = self._behind(heredoc.owner or 0)
            self.fed = (command.pipeline, command.position + 1, body)
            if at is not None:
                self.owner = at
                self.nested(body, "script")
        if command and reads_stdin(command.name, list(command.argv)):
            self.nested(body, "script")
        elif not heredoc.quoted and self.depth < MAX_DEPTH:
            inner = type(self)(body, self.out, self.depth + NESTED)
            inner.owner = heredoc.owner
            inner.expansions([], until="")
        self.owner = owner

    def _behind(self, index: int) -> int | None:
        """The shell that a command is piped into, where it has been read already."""
        this = self.out.commands[index]
        # What substitutions hold may stand between the two; a few places, so that many bodies do
        # not cost many searches of a long script.
        for at in range(index + 1, min(index + 8, len(self.out.commands))):
            command = self.out.commands[at]
            if (command.pipeline, command.position) == (this.pipeline, this.position + 1):
                return at if reads_stdin(command.name, list(command.argv)) else None
        return None
