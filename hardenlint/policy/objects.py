"""What a revision holds, read from git by names and by objects; nothing of it is converted."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hardenlint.git.ask import Git

FILE, LINK, COMMIT = b"100", b"120000", b"160000"
"""How the modes of files begin; those of links, of submodules."""

SIZE_MAX = 100 * 1024 * 1024
"""Bytes of an object that is read; no input is larger."""
_TREE_MAX = 64 * 1024 * 1024
_AT_ONCE = 16 * 1024 * 1024
_SHA1_DIGITS = 40
_WORDS = 100_000
"""Bytes of a command line, well below what systems take."""


class Entry(NamedTuple):
    """What a tree has under a name."""

    mode: bytes
    oid: bytes

    def is_content(self, data: bytes) -> bool:
        """Whether it is a file or a link with this content."""
        return self.oid == oid_of(data, len(self.oid))


def oid_of(data: bytes, digits: int) -> bytes:
    """The name that git has for a content; `digits` tell whether by SHA-1 or SHA-256."""
    kind = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    return kind(b"blob %d\0" % len(data) + data).hexdigest().encode()


def entries(git: Git, commit: str, names: Iterable[bytes]) -> dict[bytes, Entry]:
    """Return what a commit has under some names, those that it has."""
    found: dict[bytes, Entry] = {}
    for part in _parts(sorted(names)):
        found.update(_read(git.run("ls-tree", "-z", "--full-tree", commit, "--", *part)))
    return found


def everything(git: Git, commit: str) -> dict[bytes, Entry]:
    """Return all that a commit has; raises GitError when that is too much."""
    told = git.run("ls-tree", "-r", "-z", "--full-tree", commit, most=_TREE_MAX)
    return dict(_read(told))


def contents(git: Git, oids: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield objects and their bytes; those that are too large or are not here are left out."""
    some: list[bytes] = []
    total = 0
    for oid, size in sizes(git, oids).items():
        if size > SIZE_MAX:
            continue
        if some and total + size > _AT_ONCE:
            yield from _contents(git, some)
            some, total = [], 0
        some.append(oid)
        total += size
    yield from _contents(git, some)


def sizes(git: Git, oids: Iterable[bytes]) -> dict[bytes, int]:
    """Return the sizes of objects, of those that are here."""
    feed = b"".join(oid + b"\n" for oid in dict.fromkeys(oids))
    told = git.run("cat-file", "--batch-check", feed=feed) if feed else b""
    words = (line.split() for line in told.splitlines())
    return {line[0]: int(line[2]) for line in words if len(line) == 3}


def _contents(git: Git, oids: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    told = (
        git.run("cat-file", "--batch", feed=b"".join(oid + b"\n" for oid in oids)) if oids else b""
    )
    at = 0
    for oid in oids:
        head = told.index(b"\n", at)
        size = int(told[at:head].split()[2])
        at = head + 1 + size + 1
        yield oid, told[head + 1 : at - 1]


def _read(told: bytes) -> Iterator[tuple[bytes, Entry]]:
    """Read what `ls-tree -z` prints: mode, type, object, tab, name."""
    for line in told.split(b"\0")[:-1]:
        fields, _, name = line.partition(b"\t")
        mode, _, oid = fields.split(b" ")
        yield name, Entry(mode, oid)


def _parts(names: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Split names into as many as a command line takes."""
    part: list[bytes] = []
    length = 0
    for name in names:
        if part and length + len(name) > _WORDS:
            yield part
            part, length = [], 0
        part.append(name)
        length += len(name) + 1
    if part:
        yield part
