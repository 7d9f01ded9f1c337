"""What is left of modes at the end of a build: later commands change, replace or remove files."""

from collections.abc import Iterable, Iterator

from .mode_changes import Change
from .modes import STICKY

_MAX_DEPTH = 32
"""How many folders above a path are looked at."""


def lasting(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes that give something, in their order, with what the later ones leave of it."""
    after = _After()
    found = []
    # From the end: what later commands take is known before what they take it from.
    for change in reversed(list(changes)):
        left = _left(change, after) if change.bits else None
        if left is not None:
            found.append(left)
        after.note(change)
    return reversed(found)


def _left(change: Change, after: "_After") -> Change | None:
    """What is left of a change: of its paths only those that it lasts for."""
    if not change.places:
        return change
    bits = [after.left(place, change.bits, deep=change.deep) for place in change.places]
    kept = [number for number, each in enumerate(bits) if each & ~STICKY]
    if not kept:
        return None
    # A sticky bit that one of the paths is given later says nothing about the others.
    kept = [number for number in kept if not bits[number] & STICKY] or kept
    paths = change.paths
    if len(paths) == len(bits):
        paths = tuple(paths[number] for number in kept)
    left = 0
    for number in kept:
        left |= bits[number]
    return change._replace(bits=left, paths=paths)


class _After:
    """The bits that the commands behind a place take, by path, and where they add a sticky bit.

    A path that ends in `/*` stands for what is in the folder.
    """

    __slots__ = ("_deep", "_here", "_sticky")

    def __init__(self) -> None:
        self._here: dict[str, int] = {}
        self._deep: dict[str, int] = {}
        self._sticky: set[str] = set()

    def note(self, change: Change) -> None:
        """Take one more change into account; the changes come from the last to the first."""
        taken = self._deep if change.deep else self._here
        for place in filter(_is_known, change.places if change.certain else ()):
            taken[place] = taken.get(place, 0) | change.taken
            if change.bits & STICKY:
                self._sticky.add(place)

    def left(self, place: str, bits: int, *, deep: bool) -> int:
        """Those of the bits that a path keeps."""
        if not _is_known(place):
            return bits
        if place in self._sticky:
            bits |= STICKY
        folder = place.rpartition("/")[0]
        taken = self._deep.get(place, 0) | self._deep.get("/", 0)
        if not deep:
            taken |= self._here.get(place, 0) | self._here.get(f"{folder}/*", 0)
        for _ in range(_MAX_DEPTH):
            if not folder:
                break
            taken |= self._deep.get(folder, 0) | self._deep.get(f"{folder}/*", 0)
            folder = folder.rpartition("/")[0]
        return bits & ~taken


def _is_known(place: str) -> bool:
    """Whether a text is the same file wherever it stands: no variable, no `{}` of find."""
    return not set(place) & set("$`{}")
