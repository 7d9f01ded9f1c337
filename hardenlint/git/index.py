"""The index of a repository: which files git tracks.

Source: gitformat-index(5), versions 2 to 4.
"""

import os
import stat
from collections.abc import Iterator

from .folders import read

SIZE_MAX = 256 * 1024 * 1024

_HEADER = 12
_STAT = 40
"""Bytes of an entry before the hash of its content; the mode is at 24."""
_HASHES = (20, 32)
"""Bytes of a hash: SHA-1, SHA-256. Which it is stands in the configuration, or is tried."""
_KINDS = (stat.S_IFREG, stat.S_IFLNK, 0o160000)
"""Files, links and the commits of submodules; a sparse index has folders as well."""
_NAME_MAX = 4096
"""Bytes of a path that Linux takes; each name of version 4 may repeat the whole one before it."""
_EXTENDED, _LENGTH = 0x4000, 0x0FFF


def names_in(path: str) -> frozenset[bytes] | None:
    """Return the names of the tracked files, told from the root; None when nobody can know."""
    content = read(path, SIZE_MAX)
    if not content:
        # Without one nothing is tracked; a link or a pipe in its place is not read.
        return None if content is None or os.path.lexists(path) else frozenset()
    for hash_size in _HASHES:
        try:
            return frozenset(_names(content, hash_size))
        except (ValueError, IndexError):
            continue
    return None


def _names(content: bytes, hash_size: int) -> Iterator[bytes]:
    """Yield the names; raises ValueError or IndexError where it is no index that is understood."""
    version, count = _uint32(content, 4), _uint32(content, 8)
    if content[:4] != b"DIRC" or version not in (2, 3, 4):
        raise ValueError
    at, before = _HEADER, b""
    for _ in range(count):
        mode = _uint32(content, at + 24)
        start = at + _STAT + hash_size + 2
        flags = int.from_bytes(content[start - 2 : start], "big")
        start += 2 if version > 2 and flags & _EXTENDED else 0
        kept, start = _kept(content, start, before) if version == 4 else (b"", start)
        end = content.index(b"\0", start)
        name = kept + content[start:end]
        # A hash of another size puts the name elsewhere, and its length no longer fits.
        if not 0 < len(name) <= _NAME_MAX or (flags & _LENGTH) != min(len(name), _LENGTH):
            raise ValueError
        if stat.S_IFMT(mode) in _KINDS:
            yield name
        # Up to version 3, one to eight zero bytes fill an entry up to a multiple of eight.
        at = end + 1 if version == 4 else at + ((end - at + 8) & ~7)
        before = name
    if any(name == b"link" for name in _extensions(content, at, hash_size)):
        raise ValueError  # the other entries are in a file of their own


def _kept(content: bytes, at: int, before: bytes) -> tuple[bytes, int]:
    """What a name of version 4 has in common with the one before it, and where the rest begins."""
    dropped = content[at] & 0x7F
    while content[at] & 0x80:
        at += 1
        dropped = ((dropped + 1) << 7) + (content[at] & 0x7F)
    if dropped > len(before):
        raise ValueError
    return before[: len(before) - dropped], at + 1


def _extensions(content: bytes, at: int, hash_size: int) -> Iterator[bytes]:
    while at < len(content) - hash_size:
        yield content[at : at + 4]
        at += 8 + _uint32(content, at + 4)


def _uint32(content: bytes, at: int) -> int:
    if at + 4 > len(content):
        raise ValueError
    return int.from_bytes(content[at : at + 4], "big")
