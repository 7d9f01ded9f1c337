"""A piece of shell text and where each of its characters was written, and a word of it."""

from bisect import bisect_right

from hardenlint.model.instruction import Heredoc
from hardenlint.model.span import Span

# Greater than every line, so that bisect finds a piece that begins at the very offset.
_HUGE = 1 << 62
# A character for private use, which means nothing to any shell.
_MASK = "\ue000"

Piece = tuple[int, int, int]
"""(offset in the text, line, column): from there on, one column a character."""

Part = tuple[int, int, bool]
"""(start, end, whether the shell that reads it computes these characters)."""


class Source:
    """Shell text; without `pieces` all of it lies at `base`.

    `text` is what is read, `shown` the same with what an outer shell computes (`$(…)`) in clear:
    a script that is handed over in double quotes holds results there, no commands.
    """

    __slots__ = ("base", "pieces", "shown", "text")

    def __init__(
        self, text: str, base: Span, pieces: tuple[Piece, ...] = (), shown: str = ""
    ) -> None:
        self.text = text
        self.shown = shown or text
        self.base = base
        self.pieces = pieces

    @classmethod
    def of_heredoc(cls, heredoc: Heredoc) -> "Source":
        """The body of a here-document, line by line."""
        text, base, tabs = heredoc.content, heredoc.span, heredoc.tabs
        pieces = [(0, base.line, base.column + (tabs[0] if tabs else 0))]
        count, at = 1, text.find("\n")
        while at >= 0:
            column = 1 + (tabs[count] if count < len(tabs) else 0)
            pieces.append((at + 1, base.line + count, column))
            count, at = count + 1, text.find("\n", at + 1)
        return cls(text, base, tuple(pieces))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        start, line, column = self.pieces[max(bisect_right(self.pieces, (offset, _HUGE, 0)) - 1, 0)]
        return line, column + offset - start

    def span(self, start: int, end: int) -> Span:
        """The place of text[start:end]."""
        base = self.base
        if not self.pieces:
            return base
        line, column = self.place(start)
        # From the last character, since the one after it may be written in another line.
        end_line, end_column = self.place(max(end - 1, start))
        return Span(
            base.path, line, column, end_line, end_column + 1,
            base.pointer, base.host, base.container,
        )  # fmt: skip

    def slice(self, start: int, end: int) -> "Source":
        """text[start:end] as a source of its own."""
        return self.compose([(start, end, False)])

    def compose(self, parts: list[Part]) -> "Source":
        """A text made of parts of this one: a word with its quotes removed."""
        text = "".join(
            _MASK * (end - start) if masked else self.text[start:end]
            for start, end, masked in parts
        )
        shown = "".join(self.shown[start:end] for start, end, _ in parts)
        if not self.pieces:
            return Source(text, self.base, (), shown)
        pieces: list[Piece] = []
        at = 0
        for start, end, _ in parts:
            pieces.append((at, *self.place(start)))
            first = bisect_right(self.pieces, (start, _HUGE, 0))
            last = bisect_right(self.pieces, (end - 1, _HUGE, 0))
            for offset, line, column in self.pieces[first:last]:
                pieces.append((at + offset - start, line, column))
            at += end - start
        return Source(text, self.base, tuple(pieces), shown)


class ShellWord:
    """A word: `value` without quotes, its place in the source, and the parts it is made of.

    `parts` is None when the value is what the source says, character by character. `inner` is
    the value as a source of its own, where it comes from no shell text (exec form).
    """

    __slots__ = ("end", "inner", "parts", "start", "value")

    def __init__(self, value: str, start: int, end: int, parts: list[Part] | None = None) -> None:
        self.value = value
        self.start = start
        self.end = end
        self.parts = parts
        self.inner: Source | None = None
