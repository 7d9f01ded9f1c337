"""Bytes of an archive as they come: unpacked a portion at a time, and no longer than until.

A gigabyte of zeros packs into a megabyte, and into some fifty bytes of bzip2: nothing here takes
more than a portion into memory, and the clock is looked at between two portions.
"""

import time
import zlib
from collections.abc import Callable
from typing import Any

PORTION = 1 << 16
_PACKED = 1 << 14
"""Packed bytes that are handed on at a time: what is left of them is copied for each part."""

_DICTIONARY = 128 << 20
"""Bytes that xz may take to unpack; `xz -9` needs 65 MiB."""
_WINDOW = 27
"""The same for zstd, as a power of two; more takes a switch of its own (`--ultra --long`)."""

Read = Callable[[int], bytes]
"""Gives so many bytes at most, at least one, none at the end."""


class BrokenError(ValueError):
    """What came is not what it says it is, or cannot be unpacked here."""


class Stream:
    """Bytes from somewhere; raises TimeoutError after `until`, a point of `time.monotonic()`."""

    def __init__(self, read: Read, until: float) -> None:
        self._read = read
        self._until = until
        self._held = b""
        self._at = 0

    def some(self, size: int) -> bytes:
        """So many bytes at most, at least one but at the end."""
        if self._at == len(self._held):
            if time.monotonic() >= self._until:
                raise TimeoutError
            self._held, self._at = self._read(PORTION), 0
        found = self._held[self._at : self._at + size]
        self._at += len(found)
        return found

    def take(self, size: int) -> bytes:
        """So many bytes, fewer at the end only; for sizes that are known to be small."""
        found = self.some(size)
        if len(found) == size or not found:
            return found
        parts, left = [found], size - len(found)
        while left and (part := self.some(left)):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def peek(self) -> bytes:
        """What comes next, a few bytes at least but at the end; it is still there afterwards."""
        start = self.take(_LONGEST_MAGIC)
        self._held, self._at = start + self._held[self._at :], 0
        return start


def unpacked(stream: Stream, until: float) -> Stream:
    """What a stream holds, whether it is packed or not; raises BrokenError for what is unknown."""
    start = stream.peek()
    for magic, make in _PACKERS:
        if start.startswith(magic):
            return Stream(_Unpacker(stream, make, magic).read, until)
    return stream


class _Unpacker:
    """Unpacks one part after another: pigz, pbzip2, pixz and eStargz write many."""

    def __init__(self, stream: Stream, make: Callable[[], Any], magic: bytes) -> None:
        self._stream = stream
        self._make = make
        self._magic = magic
        self._errors: tuple[type[Exception], ...] = _errors()
        self._decoder = make()

    def read(self, size: int) -> bytes:
        while True:
            packed = b""
            if self._decoder.eof:
                packed = self._decoder.unused_data or self._stream.some(_PACKED)
                # What comes after the end may be filled up to whole blocks.
                if not packed.startswith(self._magic[: len(packed)]) or not packed:
                    return b""
                self._decoder = self._make()
            elif self._decoder.needs_input:
                packed = self._stream.some(_PACKED)
                if not packed:
                    raise BrokenError("it ends in the middle")
            if found := self._step(packed, size):
                return found

    def _step(self, packed: bytes, size: int) -> bytes:
        try:
            found: bytes = self._decoder.decompress(packed, size)
        except self._errors:
            raise BrokenError("it cannot be unpacked") from None
        return found


class _Gzip:
    """zlib's decoder with the names that those of bz2, lzma and zstd have."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail

    def decompress(self, packed: bytes, size: int) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + packed, size)


def _bzip2() -> Any:
    import bz2  # noqa: PLC0415 - engines pack with gzip, if at all

    return bz2.BZ2Decompressor()


def _xz() -> Any:
    import lzma  # noqa: PLC0415 - see above

    return lzma.LZMADecompressor(memlimit=_DICTIONARY)


def _zstd() -> Any:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore] # noqa: PLC0415 - new in Python 3.14
    except ImportError:
        raise BrokenError("it is packed with zstd, which takes Python 3.14") from None
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW})


def _errors() -> tuple[type[Exception], ...]:
    """What the decoders raise; an OSError is that of bz2."""
    import lzma  # noqa: PLC0415 - see above

    found: tuple[type[Exception], ...] = (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError)
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore] # noqa: PLC0415 - see above
    except ImportError:
        return (*found, MemoryError)
    return (*found, MemoryError, zstd.ZstdError)


_PACKERS: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b\x08", _Gzip),
    (b"BZh", _bzip2),
    (b"\xfd7zXZ\x00", _xz),
    (b"\x5d\x00\x00\x80", _xz),  # lzma alone, from before xz
    (b"\x28\xb5\x2f\xfd", _zstd),
)
_LONGEST_MAGIC = 6
