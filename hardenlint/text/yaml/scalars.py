"""A scalar of YAML as one text, each of its characters with the place where it is written."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from .events import is_block


class Scalar(NamedTuple):
    """What a scalar says; `offsets` are the places of its characters, () for one after another."""

    value: str
    base: int
    offsets: Sequence[int] = ()

    def places(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where a part of the value is written: one range, or one for each piece of it."""
        if not self.offsets:
            yield (self.base + start, self.base + end)
        elif start < end:
            yield (self.offsets[start], self.offsets[min(end, len(self.offsets)) - 1] + 1)


_find_pieces = re.compile(
    r"(?P<fold>[ \t\r]*+\n(?:[ \t\r]*+\n)*+[ \t]*+)"
    r"|(?P<escape>\\(?:x..|u.{4}|U.{8}|\r?\n[ \t]*+|.))"
    r"|(?P<quote>'')|(?P<plain>[^\\\n' \t\r]++|.)",
    re.DOTALL,
).finditer
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "e": "\x1b", "b": "\b", "_": "\xa0"}


def flat(text: str, event: Any) -> Scalar:
    """The value of an event of the parser: in one piece where it is written as it reads."""
    start, end = event.start_mark.index, event.end_mark.index
    if is_block(event):
        return _block(text, start, end, folded=event.style == ">")
    quotes = event.style in ("'", '"')
    start, end = start + quotes, end - quotes
    if text[start:end] == event.value:
        return Scalar(event.value, start)
    chars: list[str] = []
    offsets: list[int] = []
    for match in _find_pieces(text, start, end):
        kind, piece = match.lastgroup, match[0]
        if kind == "fold":
            said = "\n" * (piece.count("\n") - 1) or " "
        elif kind == "escape" and event.style == '"':
            said = _unescaped(piece)
        elif kind == "quote" and event.style == "'":
            said = "'"
        else:
            chars.append(piece)
            offsets += range(match.start(), match.end())
            continue
        chars.append(said)
        offsets += [match.end() - 1] * len(said)
    return Scalar("".join(chars), start, offsets)


def _unescaped(piece: str) -> str:
    sign = piece[1]
    if sign in "xuU":
        digits = piece[2:]
        is_code = not digits.strip("0123456789abcdefABCDEF") and int(digits, 16) < 0x110000
        return chr(int(digits, 16)) if is_code else "?"
    return "" if sign in "\r\n" else _ESCAPES.get(sign, sign)


def _block(text: str, start: int, end: int, *, folded: bool) -> Scalar:
    """The lines of a block without their indent; folded ones with blanks between them."""
    start = text.find("\n", start, end) + 1
    if start == 0:
        return Scalar("", end)
    lines = text[start:end].split("\n")
    indents = (len(line) - len(line.lstrip(" ")) for line in lines if line.strip())
    indent = min(indents, default=0)
    chars: list[str] = []
    offsets: list[int] = []
    for line in lines:
        chars.append(line[indent:])
        offsets += range(start + min(indent, len(line)), start + len(line))
        chars.append(" " if folded else "\n")
        start += len(line) + 1
        offsets.append(start - 1)
    return Scalar("".join(chars[:-1]), start, offsets[:-1])
