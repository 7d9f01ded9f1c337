"""Where each value of a JSON text stands, for documents that were read from a file."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from hardenlint.text.pointer import escaped

Place = tuple[int, int, int, int]
"""Line, column, end line and end column, as in Span."""

_Extent = tuple[int, int]
"""Where a value begins and ends in the text."""


@cache
def _token() -> re.Pattern[str]:
    """Match what matters in valid JSON: a string, a sign of structure, another scalar."""
    return re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)


class Lines:
    """The lines of a text."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = array("Q", (0,))
        self._starts.extend(match.end() for match in re.finditer("\n", text))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class Positions:
    """The place of every value of a JSON document that is known to be valid, by JSON pointer.

    Only what is asked for is looked at: the members of an object when one of them is. Without
    recursion; of duplicated keys the last one counts, as it does for the decoder. `root` is the
    pointer of the document, `start` where it begins in the text.
    """

    __slots__ = ("_lines", "_members", "_root", "_start", "_text", "_whole")

    def __init__(self, text: str, lines: Lines, root: str = "", start: int = 0) -> None:
        self._text = text
        self._lines = lines
        self._root = root
        self._start = start
        self._whole: _Extent | None = None
        self._members: dict[str, dict[str, _Extent]] = {}

    def __getitem__(self, pointer: str) -> Place:
        start, end = self._extent(pointer) or (0, 0)
        return (*self._lines.place(start), *self._lines.place(end))

    def _extent(self, pointer: str) -> _Extent | None:
        if pointer == self._root:
            if self._whole is None:
                self._whole = (self._start, _end(self._text, self._start))
            return self._whole
        if not pointer.startswith(self._root + "/"):
            return None
        parent, _, key = pointer.rpartition("/")
        if parent not in self._members:
            outer = self._extent(parent)
            self._members[parent] = dict(_members(self._text, outer[0])) if outer else {}
        return self._members[parent].get(key)


def _members(text: str, start: int) -> Iterator[tuple[str, _Extent]]:
    """The members of an object or array: how a pointer names each, and its extent."""
    is_object = text[start] == "{"
    if not is_object and text[start] != "[":
        return
    match_token = _token().search
    index, at = 0, start + 1
    while (match := match_token(text, at)) is not None and match[0] not in ("}", "]"):
        token, at = match[0], match.end()
        if token in (",", ":"):
            continue
        key = str(index)
        if is_object:
            key = escaped(_text(token))
            colon = match_token(text, at)
            match = match_token(text, colon.end()) if colon else None
            if match is None:
                return
        begin = match.start()
        at = _end(text, begin) if match[0] in ("{", "[") else match.end()
        index += 1
        yield key, (begin, at)


def _end(text: str, start: int) -> int:
    """Where the value ends that begins at a place: its decoder passes it faster than we could."""
    import json  # noqa: PLC0415 - only for inspect data

    try:
        end: int = json.JSONDecoder().raw_decode(text, start)[1]
    except RecursionError:  # it was decoded once, with fewer calls around
        return start
    return end


def _text(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    import json  # noqa: PLC0415 - a key with an escape is rare

    return str(json.loads(token, strict=False))
