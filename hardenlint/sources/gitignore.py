"""`.gitignore`: what the lines of one such file say of a path, as git reads them.

For where git itself does not answer. Source: gitignore(5), and what git does (tests compare). All
is bytes, as with git: names of files are in no encoding. The files of a repository are not to be
trusted: each pattern becomes a regular expression whose every star takes the nearest place and
never another, so a match costs its pattern times its path and not more.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

SIZE_MAX = 1_000_000
WILD_MAX = 2_000
"""Patterns with wildcards in a file: more than anybody writes, since each is tried on each path."""

_STAR = b"*"
_SPECIAL = re.compile(rb"[*?\[\\]")
_NAMED = re.compile(rb"\[:([^\]]*):\]")
_SLASH = ord("/")
_ANY = b"[^/]"

_ALPHA = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGIT = frozenset(b"0123456789")
_PRINT = frozenset(range(0x20, 0x7F))
_CLASSES = {
    b"alpha": _ALPHA,
    b"digit": _DIGIT,
    b"alnum": _ALPHA | _DIGIT,
    b"xdigit": _DIGIT | frozenset(b"abcdefABCDEF"),
    b"lower": frozenset(byte for byte in _ALPHA if byte >= ord("a")),
    b"upper": frozenset(byte for byte in _ALPHA if byte < ord("a")),
    b"blank": frozenset(b" \t"),
    b"space": frozenset(b" \t\n\r"),  # git's own, not C's
    b"cntrl": frozenset((*range(0x20), 0x7F)),
    b"print": _PRINT,
    b"graph": _PRINT - {0x20},
    b"punct": _PRINT - {0x20} - _ALPHA - _DIGIT,
}


class TooMuchError(Exception):
    """A file that holds more than anybody writes; the message says of what."""


class _Pattern(NamedTuple):
    """One line: `text` without its marks; `anchored` is told from the file's folder."""

    text: bytes
    negated: bool
    folders_only: bool
    anchored: bool


class Rules:
    """The lines of one file; the last that speaks of a path decides. Raises TooMuchError.

    Plain names are looked up (`_plain`: the number of the line and whether it brings back), only
    those with wildcards are tried one by one.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) > SIZE_MAX:
            raise TooMuchError(f"holds more than {SIZE_MAX} bytes")
        self._plain: dict[tuple[bytes, bool], tuple[int, bool]] = {}
        self._wild: list[tuple[int, _Pattern, re.Pattern[bytes]]] = []
        for number, pattern in enumerate(map(_pattern, _lines(content))):
            self._add(number, pattern)
        # From the last line on, so that the first one that fits decides.
        self._wild.reverse()

    def _add(self, number: int, pattern: _Pattern) -> None:
        if not _SPECIAL.search(pattern.text):
            key = b"/" + pattern.text if pattern.anchored else pattern.text
            for is_folder in (True,) if pattern.folders_only else (True, False):
                self._plain[key, is_folder] = (number, pattern.negated)
            return
        if len(self._wild) == WILD_MAX:
            raise TooMuchError(f"holds more than {WILD_MAX} patterns with wildcards")
        expression = expressed(pattern.text)
        if expression is not None:
            self._wild.append((number, pattern, expression))

    @property
    def cost(self) -> int:
        """How many patterns are tried on a path."""
        return len(self._wild)

    def ignores(self, path: bytes, *, is_folder: bool) -> bool | None:
        """Whether a path below the file's folder is left out; None when no line speaks of it."""
        name = path.rpartition(b"/")[2]
        nobody = (-1, True)
        last, negated = max(
            self._plain.get((name, is_folder), nobody),
            self._plain.get((b"/" + path, is_folder), nobody),
        )
        for number, pattern, expression in self._wild:
            if number < last:
                break
            if (is_folder or not pattern.folders_only) and expression.fullmatch(
                path if pattern.anchored else name
            ):
                return not pattern.negated
        return None if last < 0 else not negated


def _lines(content: bytes) -> Iterator[bytes]:
    """The lines that are patterns; spaces at the end count only behind a backslash."""
    for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        # To git a line is a string of C, which ends at a zero byte.
        text = line.removesuffix(b"\r").partition(b"\0")[0]
        if not text or text.startswith(b"#"):
            continue
        short = text.rstrip(b" ")
        escapes = len(short) - len(short.rstrip(b"\\"))
        yield text[: len(short) + 1] if escapes % 2 else short


def _pattern(line: bytes) -> _Pattern:
    negated = line.startswith(b"!")
    text = line[negated:]
    folders_only = text.endswith(b"/")
    text = text[:-1] if folders_only else text
    anchored = b"/" in text
    return _Pattern(text.removeprefix(b"/"), negated, folders_only, anchored)


def expressed(pattern: bytes) -> re.Pattern[bytes] | None:
    """Turn a pattern into a regular expression for whole paths; None when it fits none."""
    segments = _segments(pattern)
    if segments is None:
        return None
    written, behind_deep = b"", False
    chunk: list[bytes] = []
    for segment in segments[:-1]:
        if not _is_deep(segment):
            chunk.append(_segment(segment) + b"/")
            continue
        written += _chunk(chunk, atomic=behind_deep)
        chunk, behind_deep = [], True
    if _is_deep(segments[-1]):
        written += _chunk(chunk, atomic=behind_deep) + b".*"
    else:
        chunk.append(_segment(segments[-1]))
        written += _chunk(chunk, atomic=False, behind_deep=behind_deep)
    return re.compile(written, re.DOTALL)


def _chunk(segments: list[bytes], *, atomic: bool, behind_deep: bool = False) -> bytes:
    """Write segments; those behind a `**/` begin at any depth, the first that fits, for good."""
    text = b"".join(segments)
    if not atomic and not behind_deep:
        return text
    text = b"(?:[^/]*/)*?" + text
    return b"(?>" + text + b")" if atomic else text


def _is_deep(segment: list[bytes]) -> bool:
    """Whether it is `**`: any number of folders."""
    return len(segment) > 1 and all(token == _STAR for token in segment)


def _segment(tokens: list[bytes]) -> bytes:
    """Write what stands between two slashes."""
    fixed = [b""]
    for before, token in zip([b"", *tokens], tokens, strict=False):
        if token != _STAR:
            fixed[-1] += token
        elif before != _STAR:
            fixed.append(b"")
    first, *others = fixed
    if not others:
        return first
    middle = b"".join(b"(?>[^/]*?" + part + b")" for part in others[:-1])
    # Only the last star may give back what it took: what follows it has to reach the end.
    return first + middle + b"[^/]*" + others[-1]


def _segments(pattern: bytes) -> list[list[bytes]] | None:
    """Read a pattern: for each segment its stars, and an expression for each other character.

    None when it is malformed, which fits nothing.
    """
    segments: list[list[bytes]] = [[]]
    at = 0
    while at < len(pattern):
        char = pattern[at : at + 1]
        at += 1
        if char == b"[":
            members, at = _members(pattern, at)
            if not members:
                return None
            segments[-1].append(b"[" + b"".join(b"\\x%02x" % byte for byte in members) + b"]")
            continue
        if char == b"\\":
            char = pattern[at : at + 1]
            at += 1
            if not char:
                return None
        elif char in (_STAR, b"?"):
            segments[-1].append(_STAR if char == _STAR else _ANY)
            continue
        if char == b"/":
            segments.append([])
        else:
            segments[-1].append(re.escape(char))
    return segments


def _members(pattern: bytes, at: int) -> tuple[list[int], int]:
    """Read a class behind its bracket: its members, none when it is malformed, and its end."""
    negated = pattern[at : at + 1] in (b"!", b"^")
    at += negated
    start, found = at, set[int]()
    before = -1  # the character that a range may begin with
    while at < len(pattern) and (at == start or pattern[at] != ord("]")):
        named = _NAMED.match(pattern, at)
        if named:
            if named[1] not in _CLASSES:
                return [], at
            found |= _CLASSES[named[1]]
            before, at = -1, named.end()
            continue
        is_range = pattern[at] == ord("-") and before >= 0 and pattern[at + 1 : at + 2] != b"]"
        at += is_range and at + 1 < len(pattern)
        at += pattern[at] == ord("\\")
        if at == len(pattern):
            break
        found |= set(range(before, pattern[at] + 1)) if is_range else {pattern[at]}
        before = -1 if is_range else pattern[at]
        at += 1
    if at >= len(pattern):
        return [], at
    if negated:
        found = set(range(1, 256)) - found
    return sorted(found - {_SLASH}), at + 1
