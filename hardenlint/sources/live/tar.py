"""A tar archive as it comes, header by header, as Docker reads one (archive/tar of Go).

Python's tarfile takes a header of any length into memory, keeps every member that it has met, and
takes a header that is broken for the end. Formats: ustar and pax (POSIX.1-1988, POSIX.1-2001),
GNU tar's long names and sparse files; all that is asked of a member is its name, kind, mode, size.
"""

from collections.abc import Iterator
from typing import NamedTuple

from .stream import BrokenError, Stream

_BLOCK = 512
_HEADER_MAX = 1 << 20
"""Bytes of a long name or a pax header: what archive/tar takes, too."""

_HEADERS_MAX = 16
"""Such headers before one member; there is use for three."""

_SPARSE_MAX = 1 << 15
"""Blocks of a sparse file's map; a file of so many holes is none that anybody packs."""

_LONG_NAME, _LONG_LINK, _PAX, _PAX_FOR_ALL, _SPARSE = b"L", b"K", b"xX", b"g", b"S"
_WITHOUT_CONTENT = b"123456"
_EMPTY = bytes(_BLOCK)


class Member(NamedTuple):
    """What an archive says of a file. `kind` is the letter of its header: `is_file` and so on."""

    name: str
    kind: bytes
    mode: int
    size: int
    link: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file whose content follows as it is."""
        return self.kind in b"07\0"

    @property
    def is_hard_link(self) -> bool:
        return self.kind == b"1"

    @property
    def is_link(self) -> bool:
        return self.kind == b"2"

    @property
    def is_folder(self) -> bool:
        return self.kind == b"5"

    @property
    def is_sparse(self) -> bool:
        """Whether it is a file that is stored without its holes."""
        return self.kind == _SPARSE


class Archive:
    """Members one after the other; what was not read of one is skipped.

    Raises BrokenError for what is no archive, or ends in the middle.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._content = 0
        self._padding = 0

    def __iter__(self) -> Iterator[Member]:
        while True:
            self._skip()
            block = self._stream.take(_BLOCK)
            if not block or block == _EMPTY:
                return
            yield self._member(block)

    def read(self, size: int) -> bytes:
        """The next bytes of the member's content, so many at most; none at its end."""
        size = min(size, self._content)
        if not size:
            return b""
        found = self._stream.some(size)
        if not found:
            raise BrokenError("it ends in the middle")
        self._content -= len(found)
        return found

    def _skip(self) -> None:
        self._content, self._padding = self._content + self._padding, 0
        while self.read(self._content):
            pass

    def _member(self, block: bytes) -> Member:
        """Read the headers of one member, the one that names it last."""
        long: dict[str, bytes] = {}
        for _ in range(_HEADERS_MAX):
            _verify(block)
            kind, size = block[156:157], _octal(block[124:136])
            if kind in (_LONG_NAME, _LONG_LINK):
                text = self._header(size).partition(b"\0")[0]
                long["path" if kind == _LONG_NAME else "linkpath"] = text
            elif kind in _PAX:
                long |= _records(self._header(size))
            elif kind == _PAX_FOR_ALL:
                self._header(size)  # archive/tar gives nobody what it says
            else:
                return self._last(block, kind, size, long)
            block = self._block()
        raise BrokenError("a member of it has too many headers")

    def _last(self, block: bytes, kind: bytes, size: int, long: dict[str, bytes]) -> Member:
        name = long.get("path", _ustar_name(block))
        link = long.get("linkpath", block[157:257].partition(b"\0")[0])
        if kind == _SPARSE:
            self._skip_map(block)
        if "size" in long:
            size = _decimal(long["size"])
        if any(key.startswith("GNU.sparse.") for key in long):
            kind, name = _SPARSE, long.get("GNU.sparse.name", name)
        if kind == b"\0" and name.endswith(b"/"):
            kind = b"5"  # tar before POSIX
        if kind in _WITHOUT_CONTENT:
            size = 0
        self._content, self._padding = size, -size % _BLOCK
        mode = _octal(block[100:108]) & 0o7777
        return Member(_text(name), kind, mode, size, _text(link))

    def _header(self, size: int) -> bytes:
        if size > _HEADER_MAX:
            raise BrokenError("a header of it is too long")
        padded = size + -size % _BLOCK
        data = self._stream.take(padded)
        if len(data) < padded:
            raise BrokenError("it ends in the middle")
        return data[:size]

    def _block(self) -> bytes:
        block = self._stream.take(_BLOCK)
        if len(block) < _BLOCK:
            raise BrokenError("it ends in the middle")
        return block

    def _skip_map(self, block: bytes) -> None:
        """The map of GNU tar's sparse files goes on for as many blocks as each of them says."""
        more = block[482]
        for _ in range(_SPARSE_MAX):
            if not more:
                return
            more = self._block()[504]
        raise BrokenError("a sparse file of it has too many holes")


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")


def _verify(block: bytes) -> None:
    """Compare the sum of a header; some programs of old took the bytes for signed."""
    if len(block) < _BLOCK:
        raise BrokenError("it ends in the middle")
    told = _octal(block[148:156])
    rest = block[:148] + b" " * 8 + block[156:]
    total = sum(rest)
    if total != told and total - 256 * sum(byte > 127 for byte in rest) != told:
        raise BrokenError("it is no archive")


def _octal(field: bytes) -> int:
    """A number in octal digits, or as GNU tar writes large ones: in binary, with the top bit."""
    if field[0] & 0x80:
        if field[0] != 0x80:
            raise BrokenError("a header of it holds a number that makes no sense")
        return int.from_bytes(field[1:], "big")
    text = field.strip(b" \0").partition(b"\0")[0].strip()
    if text.strip(b"01234567"):
        raise BrokenError("a header of it holds a number that makes no sense")
    return int(text or b"0", 8)


def _decimal(text: bytes) -> int:
    if not text.isdigit() or len(text) > 19:
        raise BrokenError("a header of it holds a number that makes no sense")
    return int(text)


def _ustar_name(block: bytes) -> bytes:
    name = block[:100].partition(b"\0")[0]
    # GNU tar keeps other things where ustar has the beginning of a long path.
    prefix = block[345:500].partition(b"\0")[0] if block[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name


def _records(data: bytes) -> dict[str, bytes]:
    """The records of a pax header, `LENGTH KEY=VALUE`, each with a line end."""
    found: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        space = data.find(b" ", at, at + 8)
        length = _decimal(data[at:space]) if space > at else 0
        record = data[space + 1 : at + length]
        key, equals, value = record[:-1].partition(b"=")
        if not 0 < length <= len(data) - at or record[-1:] != b"\n" or not equals:
            raise BrokenError("a header of it makes no sense")
        name = key.decode("utf-8", "replace")
        # An empty value takes back what was said before.
        if name in ("path", "linkpath", "size") or name.startswith("GNU.sparse."):
            found[name] = value
        at += length
    return {name: value for name, value in found.items() if value}
