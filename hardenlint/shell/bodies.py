"""Here-documents of shell text: where their bodies are."""

from collections.abc import Iterator

from hardenlint.model.instruction import Heredoc

from .lexer import Lexer
from .source import Source


class Announced:
    """A here-document that a redirection announces: `owner` is the command that gets the body."""

    __slots__ = ("name", "owner", "quoted", "strip")

    def __init__(self, owner: int | None, name: str, *, strip: bool, quoted: bool) -> None:
        self.owner = owner
        self.name = name
        self.strip = strip
        self.quoted = quoted


class Bodies:
    """The bodies of the here-documents of one text.

    They follow the line that announces them. In a Dockerfile they were read with the instruction
    already: these lie `outside`, in the order of their announcement.
    """

    __slots__ = ("_outside", "_pending")

    def __init__(self, outside: Iterator[Heredoc] | None) -> None:
        self._outside = outside
        self._pending: list[Announced] = []

    def announce(self, heredoc: Announced) -> Source | None:
        """Note a here-document; the body, where it lies outside."""
        given = next(self._outside, None) if self._outside is not None else None
        if given is None:
            self._pending.append(heredoc)
            return None
        heredoc.quoted = not given.expand
        return Source.of_heredoc(given)

    def disown(self, index: int) -> None:
        """Note that what was found from this command on is none: nobody gets its bodies."""
        for heredoc in self._pending:
            if heredoc.owner is not None and heredoc.owner >= index:
                heredoc.owner = None

    def read(self, lexer: Lexer, *, closing: bool) -> Iterator[tuple[Announced, Source]]:
        """Read the bodies that follow the line that ends here."""
        pending, self._pending = self._pending, []
        for heredoc in pending:
            yield heredoc, _body(lexer, heredoc, closing=closing)


def _body(lexer: Lexer, heredoc: Announced, *, closing: bool) -> Source:
    """The lines up to the terminator, which is stepped over."""
    text, start = lexer.text, lexer.pos
    while lexer.pos < len(text):
        line, end = lexer.pos, text.find("\n", lexer.pos)
        end = len(text) if end < 0 else end
        content = text[line:end].lstrip("\t") if heredoc.strip else text[line:end]
        lexer.pos = min(end + 1, len(text))
        if content == heredoc.name:
            return lexer.source.slice(start, line)
        # Inside `$(…)` bash lets the parenthesis that closes it end the body too.
        if closing and content == heredoc.name + ")":
            lexer.pos = end - 1
            return lexer.source.slice(start, line)
    return lexer.source.slice(start, len(text))
