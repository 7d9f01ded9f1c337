"""Under which other name a file was before: told by what both contain, as git does."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from hardenlint.git.ask import Git

from .objects import FILE, Entry, contents, oid_of, sizes

_ALIKE = 0.5
"""The part of the larger file that both must share."""
_NEAR = 20
"""Old files that a new one is compared with, of those called alike, and of all of them."""
_BYTES = 32 * 1024 * 1024
"""Of old files that are read; of what is compared ten times as much."""


def renamed(
    git: Git, gone: Mapping[bytes, Entry], new: Mapping[bytes, bytes]
) -> dict[bytes, Entry]:
    """Return, by new name, the file that it was; an old file has become one new file at most.

    `gone` are the files of the revision that are no more, `new` are names and contents.
    """
    files = {name: entry for name, entry in gone.items() if entry.mode.startswith(FILE)}
    found: dict[bytes, Entry] = {}
    taken = set[bytes]()
    # What is the same to the byte comes first, whatever else is alike.
    for old, name in _pairs(_equal(files, new)):
        if old not in taken and name not in found:
            found[name] = files[old]
            taken.add(old)
    rest = {name: content for name, content in new.items() if name not in found}
    left = {name: entry for name, entry in files.items() if name not in taken}
    for old, name in _pairs(_alike(git, left, rest)):
        if old not in taken and name not in found:
            found[name] = files[old]
            taken.add(old)
    return found


_Match = tuple[float, bytes, bytes]
"""How good it is, the old name, the new one."""


def _pairs(matches: Iterable[_Match]) -> Iterator[tuple[bytes, bytes]]:
    """The pairs of names, the best first."""
    for _, old, new in sorted(matches, key=lambda match: (-match[0], match)):
        yield old, new


def _equal(files: Mapping[bytes, Entry], new: Mapping[bytes, bytes]) -> Iterator[_Match]:
    by_oid: dict[bytes, _Near] = {}
    for name, entry in files.items():
        by_oid.setdefault(entry.oid, _Near()).add(name)
    digits = len(next(iter(by_oid), b""))
    for name, content in new.items():
        near = by_oid.get(oid_of(content, digits))
        for old in near.names(name) if near else ():
            yield _common_end(old, name), old, name


def _alike(git: Git, files: Mapping[bytes, Entry], new: Mapping[bytes, bytes]) -> Iterator[_Match]:
    near = _Near()
    for name in files:
        near.add(name)
    tried = {name: near.names(name) for name in new}
    texts = _texts(git, (files[old].oid for names in tried.values() for old in names))
    budget = 10 * _BYTES
    for name, olds in tried.items():
        lines = Counter(new[name].splitlines(keepends=True))
        for old in olds:
            text = texts.get(files[old].oid)
            if text is None or budget < 0:
                continue
            budget -= len(text) + len(new[name])
            share = _share(lines, text, len(new[name]))
            if share >= _ALIKE:
                yield share, old, name


def _texts(git: Git, oids: Iterable[bytes]) -> dict[bytes, bytes]:
    """The contents of as many objects as are not too large together."""
    wanted: list[bytes] = []
    total = 0
    for oid, size in sizes(git, oids).items():
        if total + size <= _BYTES:
            wanted.append(oid)
            total += size
    return dict(contents(git, wanted))


def _share(lines: Counter[bytes], old: bytes, size: int) -> float:
    """The part that both have, of the larger one."""
    if 2 * min(size, len(old)) < max(size, len(old)):
        return 0
    both = lines & Counter(old.splitlines(keepends=True))
    return sum(len(line) * count for line, count in both.items()) / max(size, len(old), 1)


class _Near:
    """Names, found by those that end like them: `b/web/compose.yaml` by `a/web/compose.yaml`."""

    def __init__(self) -> None:
        self._by_end: dict[bytes, list[bytes]] = {}

    def add(self, name: bytes) -> None:
        for end in _ends(name):
            some = self._by_end.setdefault(end, [])
            if len(some) < _NEAR:
                some.append(name)

    def names(self, name: bytes) -> list[bytes]:
        """Some names, those with the longest common end first."""
        found: dict[bytes, None] = {}
        for end in _ends(name):
            found.update(dict.fromkeys(self._by_end.get(end, ())))
        return list(found)


def _ends(name: bytes) -> list[bytes]:
    """The last three, two, one parts of a name, and nothing, which all names end in."""
    parts = name.rsplit(b"/", 3)
    return [b"/".join(parts[-count:]) for count in (3, 2, 1)] + [b""]


def _common_end(first: bytes, second: bytes) -> int:
    ends = zip(reversed(first.split(b"/")), reversed(second.split(b"/")), strict=False)
    return next((count for count, (a, b) in enumerate(ends) if a != b), 99)
