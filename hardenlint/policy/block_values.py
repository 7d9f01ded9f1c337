"""The lines that the values of a YAML text take up, by where their keys begin."""

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from hardenlint.text.yaml.events import ANY_DEPTH, NoYamlError, Places, Walk

if TYPE_CHECKING:
    from .blocks import Changed

_Place = tuple[int, int]
_Lines = tuple[int, int]
"""First and last line of a value."""


def values(text: str, changed: "Changed") -> "Values | None":
    """Return the values of a text, None where it is no YAML."""
    try:
        return Values(text, changed)
    except NoYamlError:
        return None


class _Open:
    """A collection that is being read: where it starts, and the key whose value is to come."""

    __slots__ = ("anchor", "is_flow", "is_mapping", "key", "last", "start")

    def __init__(self, event: Any, start: _Place, is_mapping: bool) -> None:
        self.anchor = event.anchor
        self.is_flow = event.flow_style
        self.is_mapping = is_mapping
        self.key: _Place | None = None
        self.start = start
        self.last = start[0]


class Values(Walk):
    """The values, by where their keys begin, or they themselves in a list.

    No tree is kept: a text of some megabytes has a place for each value, and that is all.
    """

    open: list[_Open]

    def __init__(self, text: str, changed: "Changed") -> None:
        super().__init__(text, ANY_DEPTH)
        self._changed = changed
        self._place = Places(text).of
        self._by_head: dict[_Place, _Lines] = {}
        self._anchors: dict[str, _Lines] = {}
        # By alias, in their order: its line, and how many so far stand for something changed.
        self._alias_lines: list[int] = []
        self._hits = [0]
        self.walk()

    def touched(self, line: int, column: int) -> bool:
        """Whether anything has changed in a value, or in what an alias in it stands for."""
        lines = self._by_head.get((line, column))
        return lines is not None and self._has_changed(lines)

    def _has_changed(self, lines: _Lines) -> bool:
        start = bisect_left(self._alias_lines, lines[0])
        end = bisect_left(self._alias_lines, lines[1] + 1)
        return self._hits[end] > self._hits[start] or self._changed(*lines)

    def start(self, event: Any, is_map: bool) -> _Open:
        """Return where a collection starts."""
        return _Open(event, self._place(event.start_mark), is_map)

    def finish(self, done: _Open, event: Any) -> None:
        """Take the end of a collection; that of a block is told only where the next token is."""
        last = self._place(event.end_mark)[0] if done.is_flow else done.last
        self._add(done.start, last, done.anchor)

    def scalar(self, event: Any) -> None:
        """Take a scalar."""
        self._add(*self._ends(event), event.anchor)

    def alias(self, event: Any) -> None:
        """What an anchor stands for is above, so it is known by now whether that has changed."""
        start, last = self._ends(event)
        lines = self._anchors.get(event.anchor)
        hit = lines is not None and self._has_changed(lines)
        self._alias_lines.append(start[0])
        self._hits.append(self._hits[-1] + hit)
        self._add(start, last, None)

    def _ends(self, event: Any) -> tuple[_Place, int]:
        """Where something starts, and its last line; a block scalar ends with its line break."""
        start, (last, column) = map(self._place, (event.start_mark, event.end_mark))
        return start, last - (column == 1 and last > start[0])

    def _add(self, start: _Place, last: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = (start[0], last)
        if not self.open:
            return  # it begins where its first key does, which is what is meant
        head = start
        around = self.open[-1]
        around.last = max(around.last, last)
        if around.is_mapping:
            around.key, head = (None, around.key) if around.key else (start, start)
        self._by_head[head] = (head[0], last)
