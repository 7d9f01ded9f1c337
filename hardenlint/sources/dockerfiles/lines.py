"""Physical lines to logical ones: directives, comments, continuations, here-documents.

Follows BuildKit's frontend/dockerfile/parser. Every logical line remembers where each of its
pieces was written, so that any offset in it leads back to a line and a column.
"""

from bisect import bisect_right
from collections.abc import Iterator

from ...errors import InputError
from ...model import Span

MAX_LINE = 65535
"""Bytes of a physical line that BuildKit still reads (bufio.MaxScanTokenSize - 1)."""


class Line:
    """One logical line: its text with continuations joined, and where the pieces came from.

    `pieces` are (offset in text, line, column), sorted; `end` is the last physical line read.
    """

    __slots__ = ("end", "path", "pieces", "start", "text", "text_end")

    def __init__(self, path: str, start: int) -> None:
        self.path = path
        self.start = start
        self.end = start
        self.text = ""
        self.pieces: list[tuple[int, int, int]] = []
        self.text_end = (start, 1)

    def at(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset into the text."""
        index = bisect_right(self.pieces, offset, key=lambda piece: piece[0]) - 1
        begin, line, column = self.pieces[max(index, 0)]
        return line, column + offset - begin

    def span(self, start: int, end: int, pointer: str = "") -> Span:
        """Return where a part of the text was written."""
        line, column = self.at(start)
        end_line, end_column = self.at(max(end - 1, start))
        return Span(self.path, line, column, end_line, end_column + 1, pointer)


class Reader:
    """Reads a Dockerfile line by line; raises InputError("parse") where BuildKit refuses."""

    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.rows = [row.rstrip("\r") for row in text.removeprefix("\ufeff").split("\n")]
        self.number = 0
        self.escape = "\\"
        self.directives: dict[str, str | None] = {"syntax": None, "escape": None, "check": None}
        if self.rows[-1] == "":
            self.rows.pop()
        self._directives()

    def error(self, message: str, line: int, column: int = 1) -> InputError:
        """Make the error for a line."""
        return InputError("parse", message, Span(self.path, line, column))

    def _directives(self) -> None:
        """Read the parser directives at the very top."""
        seen: set[str] = set()
        first = 1 if self.rows and self.rows[0].startswith("#!") else 0
        for number, row in enumerate(self.rows[first:], first + 1):
            name, value = _directive(row)
            if name not in self.directives or (first and name == "escape"):
                return
            if name != "escape" and row[:1] != "#":
                return
            if name in seen:
                raise self.error(f"the directive {name} is given twice", number)
            seen.add(name)
            self.directives[name] = value
            if name == "escape":
                if value not in ("\\", "`"):
                    message = f"escape must be a backslash or a backtick, not {value!r}"
                    raise self.error(message, number)
                self.escape = value

    def lines(self) -> Iterator[Line]:
        """Yield the logical lines that hold instructions."""
        while self.number < len(self.rows):
            row = self.row()
            text = row.lstrip()
            if not text or text[0] == "#":
                continue
            line = Line(self.path, self.number)
            self._join(line, text, len(row) - len(text) + 1)
            yield line

    def row(self) -> str:
        """Read the next physical line."""
        row = self.rows[self.number]
        self.number += 1
        if len(row) > MAX_LINE or (not row.isascii() and len(row.encode("utf-8", "replace")) > MAX_LINE):
            raise self.error(f"is longer than {MAX_LINE} bytes", self.number)
        return row

    def _join(self, line: Line, text: str, column: int) -> None:
        """Append continued lines; comments and blank lines between them vanish."""
        parts: list[str] = []
        length, number = 0, self.number
        while True:
            continued = self._continued(text)
            part = text if continued is None else continued
            line.pieces.append((length, number, column))
            parts.append(part)
            length += len(part)
            if continued is None or not self._next_is_there():
                break
            text, column, number = self.row(), 1, self.number
        line.text = "".join(parts)
        line.end = self.number
        line.text_end = line.at(max(len(line.text.rstrip()) - 1, 0))

    def _next_is_there(self) -> bool:
        """Skip comments and blank lines; tell whether another line follows."""
        while self.number < len(self.rows):
            text = self.rows[self.number].strip()
            if text and text[0] != "#":
                return True
            self.row()
        return False

    def _continued(self, text: str) -> str | None:
        """Return a line without the escape token that continues it; None when it ends."""
        bare = text.rstrip(" \t")
        if bare[-1:] != self.escape or bare[-2:-1] == self.escape:
            return None
        return bare[:-1]

    def heredoc(self, name: str, strip_tabs: bool, start: int) -> tuple[str, int]:
        """Read a here-document's body up to its terminator; return it and its first line."""
        body: list[str] = []
        first = self.number + 1
        while self.number < len(self.rows):
            row = self.rows[self.number]
            self.number += 1
            if strip_tabs:
                row = row.lstrip("\t")
            if row == name:
                return "".join(f"{line}\n" for line in body), first
            body.append(row)
        raise self.error(f"the here-document {name!r} has no end", start)


def _directive(row: str) -> tuple[str, str]:
    """Split `# name=value`; ("", "") for any other line."""
    text = row.strip()
    if text[:1] != "#":
        return "", ""
    name, equals, value = text[1:].partition("=")
    name = name.strip().lower()
    if not equals or not name.isascii() or not name.isalpha():
        return "", ""
    return name, value.strip()
