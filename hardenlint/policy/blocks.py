"""The block that a place is the head of: what is missing in it is told at `FROM`, at a key."""

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from typing import Any

from hardenlint.model import Span

_FROM = re.compile(r"\s*FROM\s+(?:--\S+\s+)*(?P<base>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)
_DOCKERFILE = ("/stages", "/instructions")
_YAML = (".yaml", ".yml", ".json")
_YAML_MAX = 5_000_000
"""Larger texts are not parsed once more: all that follows is the block."""
_FOREIGN = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
"""What ends a line for YAML, but not for an editor."""

Changed = Callable[[int, int], bool]
"""Whether anything has changed from one line to another, or was taken away right behind it."""


class Blocks:
    """The blocks of a text; each is asked for by its head."""

    def __init__(self, text: str, changed: Changed) -> None:
        self._text = text.removeprefix("\ufeff")
        self._lines = self._text.split("\n")
        self._changed = changed

    def touched(self, span: Span) -> bool:
        """Whether a place is the head of a block in which anything has changed."""
        head = self._lines[span.line - 1] if 0 < span.line <= len(self._lines) else ""
        if _FROM.match(head):
            return self._stages.get(span.line, False)
        if span.pointer.startswith(_DOCKERFILE):
            return False
        if not span.pointer and not (span.path or "").endswith(_YAML):
            return False
        if self._values is None:
            return self._changed(span.line, len(self._lines))
        return self._values.touched(span.line, span.column)

    @cached_property
    def _stages(self) -> dict[int, bool]:
        """By the line of its FROM, whether a stage or one that it is built from has changed."""
        heads = [(at, m) for at, line in enumerate(self._lines, 1) if (m := _FROM.match(line))]
        ends = [at - 1 for at, _ in heads[1:]] + [len(self._lines)]
        names: dict[str, int] = {}
        found: dict[int, bool] = {}
        for (at, match), end in zip(heads, ends, strict=True):
            found[at] = found.get(names.get(match["base"].lower(), 0), False) or self._changed(
                at, end
            )
            names[(match["name"] or "").lower()] = at
        return found

    @cached_property
    def _values(self) -> "_Values | None":
        """None where the text is no YAML, or too much of it."""
        import yaml  # noqa: PLC0415 - not for a Dockerfile

        if len(self._text) > _YAML_MAX:
            return None
        try:
            return _Values(self._text, self._changed)
        except yaml.YAMLError:
            return None


_Place = tuple[int, int]
_Lines = tuple[int, int]
"""First and last line of a value."""


class _Open:
    """A collection that is being read: where it starts, and the key whose value is to come."""

    __slots__ = ("anchor", "is_flow", "is_mapping", "key", "last", "start")

    def __init__(self, event: Any, start: _Place, *, is_mapping: bool) -> None:
        self.anchor = event.anchor
        self.is_flow = event.flow_style
        self.is_mapping = is_mapping
        self.key: _Place | None = None
        self.start = start
        self.last = start[0]


class _Values:
    """The values in a YAML text, by where their keys begin, or they themselves in a list.

    Raises yaml.YAMLError.
    """

    def __init__(self, text: str, changed: Changed) -> None:
        self._changed = changed
        self._breaks: list[int] | None = None
        if _FOREIGN.search(text):
            self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._by_head: dict[_Place, _Lines] = {}
        self._anchors: dict[str, _Lines] = {}
        # By alias, in their order: its line, and how many so far stand for something changed.
        self._alias_lines: list[int] = []
        self._hits = [0]
        self._open: list[_Open] = []
        self._read(text)

    def touched(self, line: int, column: int) -> bool:
        """Whether anything has changed in a value, or in what an alias in it stands for."""
        lines = self._by_head.get((line, column))
        return lines is not None and self._has_changed(lines)

    def _has_changed(self, lines: _Lines) -> bool:
        start = bisect_left(self._alias_lines, lines[0])
        end = bisect_left(self._alias_lines, lines[1] + 1)
        return self._hits[end] > self._hits[start] or self._changed(*lines)

    def _read(self, text: str) -> None:
        import yaml  # noqa: PLC0415 - not for a Dockerfile

        for event in yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                start = self._place(event.start_mark)
                self._open.append(_Open(event, start, is_mapping=is_mapping))
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                done = self._open.pop()
                # The parser ends a block collection only where the next token begins.
                last = self._place(event.end_mark)[0] if done.is_flow else done.last
                self._add(done.start, last, done.anchor)
            elif isinstance(event, yaml.NodeEvent):
                start, (last, column) = map(self._place, (event.start_mark, event.end_mark))
                # A block scalar ends with its line break.
                last -= column == 1 and last > start[0]
                is_alias = isinstance(event, yaml.AliasEvent)
                if is_alias:
                    self._add_alias(event.anchor, start[0])
                self._add(start, last, None if is_alias else event.anchor)

    def _place(self, mark: Any) -> _Place:
        """Line and column of a place, as an editor counts them."""
        if self._breaks is None:
            return mark.line + 1, mark.column + 1
        line = bisect_left(self._breaks, mark.index)
        return line + 1, mark.index - (self._breaks[line - 1] + 1 if line else 0) + 1

    def _add(self, start: _Place, last: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = (start[0], last)
        if not self._open:
            return  # it begins where its first key does, which is what is meant
        head = start
        around = self._open[-1]
        around.last = max(around.last, last)
        if around.is_mapping:
            around.key, head = (None, around.key) if around.key else (start, start)
        self._by_head[head] = (head[0], last)

    def _add_alias(self, anchor: str | None, line: int) -> None:
        """What an anchor stands for is above, so it is known by now whether that has changed."""
        lines = self._anchors.get(anchor or "")
        hit = lines is not None and self._has_changed(lines)
        self._alias_lines.append(line)
        self._hits.append(self._hits[-1] + hit)
