"""Parts of a text, and its lines where they are continued."""

import re
from collections.abc import Iterable

MASK = "********"

Range = tuple[int, int]
"""Start and end of a part of a text, counted from 0, the end exclusive."""


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Sort ranges and join those that overlap."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif start < end:
            result.append((start, end))
    return result


_find_continued = re.compile(r"[\\`][ \t\r]*+\n(?:[ \t]*+#[^\n]*+\n)*+").finditer


def joined(text: str) -> str:
    """Return a text with blanks in place of what continues a line: every character keeps its place.

    The comments between the lines of a Dockerfile's instruction are such blanks too.
    """
    pieces: list[str] = []
    last = 0
    for match in _find_continued(text):
        pieces += (text[last : match.start()], " " * (match.end() - match.start()))
        last = match.end()
    return "".join((*pieces, text[last:])) if pieces else text
