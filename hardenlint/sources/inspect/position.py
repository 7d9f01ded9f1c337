"""Where each value of a JSON text stands, for documents that were read from a file."""

import re
from bisect import bisect_right

# Possessive (`*+`): the engine must not remember every character of a long string.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_DEEPEST = 10  # nothing that is read lies deeper; longer pointers would cost quadratic memory
_LARGEST = 16_000_000  # characters; of larger texts every value is said to be on line 1

Place = tuple[int, int, int, int]
"""Line, column, end line and end column, as in Span."""


class Positions:
    """The place of every value of a JSON text that is known to be valid, by JSON pointer.

    One pass over the tokens, without recursion; of duplicated keys the last one counts, as it
    does for the decoder.
    """

    __slots__ = ("_lines", "_offsets")

    def __init__(self, text: str) -> None:
        self._lines: list[int] = [0]
        self._offsets: dict[str, tuple[int, int]] = {}
        if len(text) <= _LARGEST:
            self._lines += [match.end() for match in re.finditer("\n", text)]
            self._scan(text)

    def __getitem__(self, pointer: str) -> Place:
        start, end = self._offsets.get(pointer, (0, 0))
        return (*self._line_column(start), *self._line_column(end))

    def _line_column(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _scan(self, text: str) -> None:
        offsets = self._offsets
        open_: list[_Open] = []
        for match in _TOKEN.finditer(text):
            token = match[0]
            first = token[0]
            if first in ",:":
                if first == ",":
                    open_[-1].next()
                continue
            if first in "}]":
                done = open_.pop()
                _record(offsets, done.pointer, done.start, match.end())
                continue
            if open_ and open_[-1].wants_key:
                open_[-1].name(token)
                continue
            pointer = open_[-1].child() if open_ else ""
            if first in "{[":
                open_.append(_Open(pointer, match.start(), first == "{"))
            else:
                _record(offsets, pointer, match.start(), match.end())


class _Open:
    """An object or array whose end has not been seen."""

    __slots__ = ("index", "key", "pointer", "start", "wants_key")

    def __init__(self, pointer: str | None, start: int, is_object: bool) -> None:
        self.pointer = pointer if pointer is None or pointer.count("/") < _DEEPEST else None
        self.start = start
        self.key = ""
        self.index = -1 if is_object else 0
        self.wants_key = is_object

    def next(self) -> None:
        if self.index < 0:
            self.wants_key = True
        else:
            self.index += 1

    def name(self, token: str) -> None:
        self.key = _text(token)
        self.wants_key = False

    def child(self) -> str | None:
        if self.pointer is None:
            return None
        return f"{self.pointer}/{self.index if self.index >= 0 else escaped(self.key)}"


def _record(offsets: dict[str, tuple[int, int]], pointer: str | None, start: int, end: int) -> None:
    if pointer is not None:
        offsets[pointer] = (start, end)


def _text(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    import json  # noqa: PLC0415 - a key with an escape is rare

    return str(json.loads(token, strict=False))


def escaped(key: str) -> str:
    """One part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
