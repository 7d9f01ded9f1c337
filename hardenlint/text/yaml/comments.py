"""Which signs of a comment are text of a YAML value, and what a comment is about.

What belongs to a key is told by its indentation, as a person sees it: that is so also where a text
is no YAML any more.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from ..lines import following, says
from .events import is_block, scalar_tokens


class Keys:
    """The lines that belong to a key or an item of a YAML text, by their indentation."""

    def __init__(self, text: str, lines: Sequence[str]) -> None:
        self.scalars = list(_scalars(text))
        self.starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        self.next = following(lines)
        self.last = _last_below(lines)

    def is_text(self, line: int, column: int, _scope: str) -> bool:
        """Whether a place is inside a value."""
        place = self.starts[line - 1] + column - 1
        at = bisect_right(self.scalars, (place, sys.maxsize)) - 1
        return at >= 0 and place < self.scalars[at][1]

    def about(self, scope: str, number: int, *, alone: bool) -> tuple[int, int] | None:
        """Return the lines that a comment on a line is about, None for the whole file."""
        if scope:
            return None
        first = self.next[number] if alone else number
        return (first, self.last[first])


def _last_below(lines: Sequence[str]) -> list[int]:
    """For each line, counted from 1, the last one that is below it by indentation, else itself."""
    last = list(range(len(lines) + 1))
    before = [0] * (len(lines) + 1)
    end = 0  # the last line that says something
    for number, line in enumerate(lines, 1):
        before[number] = end
        end = number if says(line) else end
    # From the end: the lines that end what lies before them, the nearest one last, each with its
    # margin and the line that ends a key as far left.
    open_: list[tuple[int, int, int]] = []
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        margin, item = _margin(line), line.lstrip().startswith("- ")
        at = bisect_right(open_, margin, key=_margin_of)
        margin_there, there, behind = open_[at - 1] if at else (-1, 0, 0)
        # The items of a list may stand as far left as its key.
        after_items = behind if margin_there == margin else there
        stop = there if item else after_items
        last[number] = max(before[stop] if stop else end, number)
        if says(line):
            del open_[at:]
            open_.append((margin, number, after_items if item else number))
    return last


def _margin_of(line: tuple[int, int, int]) -> int:
    return line[0]


def _scalars(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the keys and values of a YAML text begin and end, but for inline Dockerfiles."""
    before = ""
    for token in scalar_tokens(text):
        start, end = token.start_mark.index, token.end_mark.index
        if is_block(token):  # a comment may follow these, before the text
            start = text.find("\n", start)
        if before != "dockerfile_inline":
            yield start, end
        before = token.value


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())
