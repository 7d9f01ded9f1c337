"""Changes of a text, and the text they are changes of."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from hardenlint.model import Span


class RefusedError(Exception):
    """A fix cannot be written into this text; the message is the reason."""


class Change(NamedTuple):
    """Text that replaces what stands between two offsets of a file.

    Changes with the same `claim` exclude each other: two would make the same key twice.
    """

    path: str
    start: int
    end: int
    text: str
    claim: str = ""


class Text:
    """The text of a file, without its byte order mark; knows where lines begin.

    `newline` is the line end that it is written with.
    """

    __slots__ = ("content", "mark", "newline", "path", "starts")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.mark = "\ufeff" if text.startswith("\ufeff") else ""
        self.content = text.removeprefix("\ufeff")
        self.newline = "\r\n" if "\r\n" in self.content else "\n"
        self.starts = [0]
        for line in self.content.split("\n")[:-1]:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def offset(self, line: int, column: int) -> int:
        """Where a place is; raises RefusedError when the text has no such place."""
        if not 1 <= line <= len(self.starts):
            raise RefusedError("the place is not in the file")
        at = self.starts[line - 1] + column - 1
        if not 0 <= at <= len(self.content):
            raise RefusedError("the place is not in the file")
        return at

    def ends(self, span: Span) -> tuple[int, int]:
        """Where a span begins and ends; raises RefusedError when that is not known."""
        if span.end_line < span.line:
            raise RefusedError("the place is not known exactly")
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    @property
    def whole(self) -> str:
        """The text as it is in the file."""
        return self.mark + self.content

    def line_number(self, at: int) -> int:
        """The number of the line that an offset is in, counted from 1."""
        return bisect_right(self.starts, at)

    def line_start(self, at: int) -> int:
        """Where the line of an offset begins."""
        return self.starts[bisect_right(self.starts, at) - 1]

    def line_end(self, at: int) -> int:
        """Where the line of an offset ends, before its line end."""
        end = self.content.find("\n", at)
        if end < 0:
            return len(self.content)
        return end - 1 if end > at and self.content[end - 1] == "\r" else end

    def after_line(self, at: int) -> int:
        """Where the line after an offset begins."""
        end = self.content.find("\n", at)
        return len(self.content) if end < 0 else end + 1

    def cut_lines(self, start: int, end: int) -> Change:
        """Take away all lines from one offset to another; the last line's end goes with it."""
        first, last = self.line_start(start), self.after_line(end)
        # The last line has no end of its own to take away, so that of the line before goes.
        if last == len(self.content) and not self.content.endswith("\n"):
            first = self.line_end(first - 1) if first else 0
        return Change(self.path, first, last, "")

    def changed(self, changes: Iterable[Change]) -> str:
        """The text after some changes that do not overlap, its byte order mark included."""
        parts: list[str] = [self.mark]
        at = 0
        for change in sorted(changes, key=lambda each: (each.start, each.end)):
            parts += (self.content[at : change.start], change.text)
            at = change.end
        return "".join((*parts, self.content[at:]))


class Taken:
    """The parts of a file that changes are made to; several may add text at the same place."""

    __slots__ = ("_claims", "_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._claims: set[str] = set()

    def is_free(self, change: Change) -> bool:
        """Whether a change can be made besides the others."""
        first = bisect_right(self._ends, change.start)
        crosses = first < len(self._starts) and self._starts[first] < change.end
        return not crosses and change.claim not in self._claims

    def take(self, change: Change) -> None:
        """Make a change that is free."""
        at = bisect_right(self._ends, change.end)
        while at and self._starts[at - 1] > change.start:
            at -= 1
        self._starts.insert(at, change.start)
        self._ends.insert(at, change.end)
        if change.claim:
            self._claims.add(change.claim)
