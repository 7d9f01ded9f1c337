"""Physical lines to logical ones, with the place of every character kept."""

from bisect import bisect_right

from ...errors import InputError
from ...model import Span
from .directives import LOOKED_AT, Directives
from .space import SPACE

MAX_SIZE = 8 * 1024 * 1024
"""Characters of one file; generated ones of 100,000 instructions are smaller."""
MAX_LINE = 64 * 1024
"""A physical line of this many bytes is refused, as BuildKit's scanner does."""

BOM = "\ufeff"

_HUGE = 1 << 62


class Line:
    """A logical line: its text, the lines it was read from, and where its pieces were written.

    `pieces` are (offset in the text, line, column); from there on it is one column a character.
    `last` is the last line that belongs to it, here-documents included, and `width` its length.
    """

    __slots__ = ("column", "first", "last", "path", "pieces", "text", "width")

    def __init__(
        self, text: str, path: str, first: int, column: int, pieces: list[tuple[int, int, int]]
    ) -> None:
        self.text = text
        self.path = path
        self.first = first
        self.last = first
        self.width = 0
        self.column = column
        self.pieces = pieces

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        pieces = self.pieces
        if not pieces:
            return self.first, self.column + offset
        start, line, column = pieces[max(bisect_right(pieces, (offset, _HUGE, 0)) - 1, 0)]
        return line, column + offset - start

    def span(self, start: int, end: int, pointer: str = "") -> Span:
        """The place of text[start:end]."""
        if not self.pieces:
            column = self.column
            return Span(self.path, self.first, column + start, self.first, column + end, pointer)
        line, column = self.place(start)
        if end <= start:
            return Span(self.path, line, column, line, column, pointer)
        end_line, end_column = self.place(end - 1)
        return Span(self.path, line, column, end_line, end_column + 1, pointer)

    def offsets(self, start: int, end: int) -> tuple[tuple[int, int, int], ...]:
        """The pieces of text[start:end], counted from its own beginning."""
        line, column = self.place(start)
        first = bisect_right(self.pieces, (start, _HUGE, 0))
        last = bisect_right(self.pieces, (end, _HUGE, 0))
        later = ((at - start, line, column) for at, line, column in self.pieces[first:last])
        return ((0, line, column), *later)


class Reader:
    """Reads logical lines, and the bodies of here-documents between them; `at` counts lines."""

    __slots__ = ("_last", "_next", "_text", "at", "directives", "path")

    def __init__(self, text: str, path: str) -> None:
        if len(text) > MAX_SIZE:
            message = f"is larger than {MAX_SIZE >> 20} MiB: copy what it holds from files instead"
            raise InputError("unreadable", message, Span(path))
        self.path = path
        self.directives = Directives(path, text.split("\n", LOOKED_AT)[:LOOKED_AT])
        self.at = 0
        self._text = text
        self._next = 0
        self._last = ""

    def physical(self) -> str | None:
        """The next line as it is written, without its LF; None at the end."""
        # Searched for line by line: a list of all lines would hold a long file twice.
        text, start = self._text, self._next
        if start >= len(text):
            return None
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = self._last = text[start:end]
        self._next = end + 1
        self.at += 1
        # No character has more than four bytes: most lines need not be encoded to be measured.
        if len(line) * 4 >= MAX_LINE and len(line.encode("utf-8", "surrogatepass")) >= MAX_LINE:
            raise InputError("parse", "a line of 64 KiB or more", Span(self.path, self.at))
        return line

    def logical(self) -> Line | None:
        """The next instruction with its continuations joined; None at the end."""
        while (written := self.physical()) is not None:
            if self.at == 1:
                written = written.removeprefix(BOM)
            written = written.rstrip("\r")
            text = written.lstrip(SPACE)
            if self.directives.open:
                self.directives.feed(text, self.at)
            if text and text[0] != "#":
                return self._continued(text, len(written) - len(text) + 1)
        return None

    def _continued(self, text: str, column: int) -> Line:
        escape = self.directives.escape
        first = self.at
        line = Line(text, self.path, first, column, [])
        start = _without_token(text, escape)
        if start is None:
            return line
        parts, pieces, size = [start], [(0, first, column)], len(start)
        while (written := self.physical()) is not None:
            written = written.rstrip("\r")
            stripped = written.lstrip(SPACE)
            # Neither of them ends the instruction: BuildKit only warns, and reads the next line as
            # a part of it.
            if not stripped or stripped[0] == "#":
                continue
            part = _without_token(written, escape)
            pieces.append((size, self.at, 1))
            parts.append(written if part is None else part)
            size += len(parts[-1])
            if part is None:
                break
        line.text, line.pieces = "".join(parts), pieces
        self.extend(line)
        return line

    def extend(self, line: Line) -> None:
        """Let a logical line reach to the physical line that was read last."""
        line.last = self.at
        line.width = len(self._last.rstrip("\r"))


def _without_token(text: str, escape: str) -> str | None:
    """A line without the token that continues it; None when it is not continued.

    Exactly one token at the end continues: the character before must be another one.
    """
    end = text.rstrip(" \t")
    if not end.endswith(escape) or end[-2:-1] == escape:
        return None
    return end[:-1]
