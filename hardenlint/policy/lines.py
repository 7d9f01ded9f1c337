"""Which lines of a text are new to an older one, in time that grows with both.

Lines that are in both texts once, in the same order, are the same ones; what lies between is
compared in the way of Myers as long as the budget lasts, and is all new afterwards.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

Ranges = list[tuple[int, int]]
"""First and last line of what is new; where lines were only taken away, those after and before."""

_STEPS = 1_000_000
_EDITS_MAX = 400

_Pair = tuple[int, int]


def changed(old: Sequence[bytes], new: Sequence[bytes]) -> Ranges:
    """Return the ranges of new lines, told from 1."""
    comparison = _Comparison(old, new)
    comparison.between((0, 0), (len(old), len(new)), is_first=True)
    return comparison.ranges()


class _Comparison:
    """For each new line, the old one that it is (`same`), -1 where there is none."""

    def __init__(self, old: Sequence[bytes], new: Sequence[bytes]) -> None:
        # Numbers are compared faster than texts.
        numbers: dict[bytes, int] = {}
        self.old = [numbers.setdefault(line, len(numbers)) for line in old]
        self.new = [numbers.setdefault(line, len(numbers)) for line in new]
        self.same = [-1] * len(new)
        self.left = _STEPS

    def between(self, start: _Pair, end: _Pair, *, is_first: bool = False) -> None:
        """Compare a part of both texts, told by an old and a new line, the end not included."""
        (i, k), (i_end, k_end) = start, end
        while i < i_end and k < k_end and self.old[i] == self.new[k]:
            self.same[k] = i
            i, k = i + 1, k + 1
        while i < i_end and k < k_end and self.old[i_end - 1] == self.new[k_end - 1]:
            i_end, k_end = i_end - 1, k_end - 1
            self.same[k_end] = i_end
        if i == i_end or k == k_end:
            return
        anchors = self._anchors((i, k), (i_end, k_end)) if is_first else []
        if not anchors:
            self._myers((i, k), (i_end, k_end))
            return
        for old, new in anchors:
            self.same[new] = old
            self.between((i, k), (old, new))
            i, k = old + 1, new + 1
        self.between((i, k), (i_end, k_end))

    def _anchors(self, start: _Pair, end: _Pair) -> list[_Pair]:
        """The lines that are once in both parts, as many as are in the same order."""
        old, new = self.old[start[0] : end[0]], self.new[start[1] : end[1]]
        once = {line for line, count in Counter(new).items() if count == 1}
        place = {line: at for at, line in enumerate(new, start[1]) if line in once}
        counts = Counter(old)
        pairs = [
            (at, place[line])
            for at, line in enumerate(old, start[0])
            if line in place and counts[line] == 1
        ]
        return _rising(pairs)

    def _myers(self, start: _Pair, end: _Pair) -> None:
        """Find what both parts share by the fewest edits (Myers 1986), or nothing when it is far.

        `reached` has, for each diagonal, how far in the old part some edits have led.
        """
        old, new = self.old[start[0] : end[0]], self.new[start[1] : end[1]]
        reached = {1: 0}
        history: list[dict[int, int]] = []
        for edits in range(min(len(old) + len(new), _EDITS_MAX) + 1):
            history.append(dict(reached))
            for diagonal in range(-edits, edits + 1, 2):
                i = _next(reached, edits, diagonal)
                before, k = i, i - diagonal
                while i < len(old) and k < len(new) and old[i] == new[k]:
                    i, k = i + 1, k + 1
                reached[diagonal] = i
                self.left -= 1 + i - before
                if i >= len(old) and k >= len(new):
                    self._keep(history, diagonal, (len(old), len(new)), start)
                    return
            self.left -= len(reached)
            if self.left < 0:
                return

    def _keep(self, history: list[dict[int, int]], diagonal: int, end: _Pair, start: _Pair) -> None:
        """Go back the way that was found, and keep the lines that it shares."""
        i, k = end
        for edits in range(len(history) - 1, -1, -1):
            reached = history[edits]
            from_i = _next(reached, edits, diagonal)
            from_k = from_i - diagonal
            while i > from_i and k > from_k:
                i, k = i - 1, k - 1
                self.same[start[1] + k] = start[0] + i
            diagonal += 1 if _goes_down(reached, edits, diagonal) else -1
            i = reached[diagonal]
            k = i - diagonal

    def ranges(self) -> Ranges:
        """Read from `same` what is new, and where something was taken away."""
        self._slide()
        found: Ranges = []
        i = k = 0
        for end, same in enumerate([*self.same, len(self.old)]):
            if same < 0:
                continue
            if end > k:
                found.append((k + 1, end))
            elif same > i:
                found.append((k + 1, k))
            i, k = same + 1, end + 1
        return found

    def _slide(self) -> None:
        """Move what was only added as far down as it goes: `b: x` after `a: x` is what is new.

        Of two blocks that end alike, the first one could as well have got its end anew.
        """
        start = end = 0
        old = 0  # the line that follows in the old text
        while start < len(self.new):
            if self.same[start] >= 0:
                start, old = start + 1, self.same[start] + 1
                continue
            end = max(start, end)
            while end < len(self.new) and self.same[end] < 0:
                end += 1
            moves = (
                end < len(self.new)
                and self.same[end] == old  # nothing was taken away here
                and self.new[start] == self.new[end]
            )
            if not moves:
                start = end
                continue
            self.same[start], self.same[end] = old, -1


def _goes_down(reached: dict[int, int], edits: int, diagonal: int) -> bool:
    """Whether the next edit takes a new line rather than leave out an old one."""
    if diagonal in (-edits, edits):
        return diagonal == -edits
    return reached[diagonal - 1] < reached[diagonal + 1]


def _next(reached: dict[int, int], edits: int, diagonal: int) -> int:
    """How far in the old part an edit leads on a diagonal."""
    if _goes_down(reached, edits, diagonal):
        return reached[diagonal + 1]
    return reached[diagonal - 1] + 1


def _rising(pairs: Sequence[_Pair]) -> list[_Pair]:
    """The longest run of pairs, sorted by the first, whose second ones rise as well."""
    ends: list[int] = []  # of the run of each length, the place of its last pair
    seconds: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        length = bisect_left(seconds, second)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [at]
        seconds[length : length + 1] = [second]
    run: list[_Pair] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]
