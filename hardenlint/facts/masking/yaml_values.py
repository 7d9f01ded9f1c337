"""The secret values of a text of YAML, by their keys, over all their lines and through aliases.

From the parser's events and without recursion, as the compose reader does it. What is no mapping,
and all behind a place where it is no YAML any more, is left to those who search text.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from hardenlint.text.yaml.composing import MAX_DEPTH
from hardenlint.text.yaml.events import UNREADABLE, Walk
from hardenlint.text.yaml.scalars import Scalar, flat

from . import commands, has_hints, names, secret_ranges
from .levels import Level
from .ranges import Range

_VALUE = ("value", "default", "content")
"""Keys whose value has its name beside it: `{name: DB_PASSWORD, value: x}`."""

_ANCHORED = 20  # anchors around a value that are kept


class _Anchored:
    """The scalars that an anchor names, and whether they were hidden for one of its aliases."""

    __slots__ = ("hidden", "scalars")

    def __init__(self, *scalars: Scalar) -> None:
        self.scalars = list(scalars)
        self.hidden = False


class _Values(Walk):
    open: list[Level]

    def __init__(self, text: str) -> None:
        super().__init__(text, MAX_DEPTH)
        self.anchors: dict[str, _Anchored] = {}
        self.anchored: list[tuple[int, _Anchored]] = []
        self.ranges: list[Range] = []

    def begin(self, event: Any) -> None:
        self.anchors = {}

    def scalar(self, event: Any) -> None:
        found = flat(self.text, event)
        for _, held in self.anchored[-_ANCHORED:]:
            held.scalars.append(found)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(found)
        self.search(found)  # a key as well: `DB_PASSWORD=x:`
        self.taken([found])

    def alias(self, event: Any) -> None:
        named = self.anchors.get(event.anchor)
        # However often it is named: what one alias has shown to be secret is hidden.
        if named is None or (named.hidden and len(named.scalars) > 1):
            self.taken([])
        else:
            named.hidden |= self.taken(named.scalars)

    def taken(self, found: list[Scalar]) -> bool:
        """Take a key, or what stands as a value, here or behind an alias; is it secret?"""
        level = self.open[-1] if self.open else None
        if level is None:
            return False
        if level.is_mapping and level.key is None:
            level.key = found[0].value if found else ""
            return False
        name = level.name if level.key is None else level.key
        is_secret = level.holds_secret(name)
        if is_secret:
            self.hide(name if names.names_secret(name) else "", found)
        if level.is_mapping:
            level.values[name.lower()] = found
            level.key = None
        else:
            level.parts += found[:1]
        return is_secret

    def start(self, event: Any, is_map: bool) -> Level:
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored()
            self.anchored.append((len(self.open), self.anchors[event.anchor]))
        return Level(self.open[-1] if self.open else None, is_mapping=is_map)

    def finish(self, level: Level, event: Any) -> None:
        if self.anchored and self.anchored[-1][0] == len(self.open):
            self.anchored.pop()
        if level.is_mapping:
            self.pair(level)
        elif level.parts:
            self.command(level.parts)
        if self.open:
            if not level.is_mapping:
                self.open[-1].values[level.name] = level.parts
            self.open[-1].key = None

    def command(self, parts: Sequence[Scalar]) -> None:
        for index, start, end in commands.in_list([part.value for part in parts], alone=False):
            self.ranges += parts[index].places(start, end)

    def pair(self, level: Level) -> None:
        """`{name: DB_PASSWORD, value: x}`, and `{key: DB_PASSWORD, value: x}`."""
        # The program may be named apart from what it is given.
        program, words = (level.values.get(key) for key in ("entrypoint", "command"))
        if program and words:
            self.command([*program, *words])
        named = level.values.get("name") or level.values.get("key")
        if named and names.names_secret(named[0].value):
            for key in _VALUE:
                self.hide(named[0].value, level.values.get(key, ()))

    def hide(self, name: str, found: Sequence[Scalar]) -> None:
        for scalar in found:
            if names.is_literal(name or "password", scalar.value):
                self.ranges += scalar.places(0, len(scalar.value))

    def search(self, scalar: Scalar) -> None:
        # What is written as it reads has been searched for tokens with the text around it.
        if not scalar.offsets and not has_hints(scalar.value):
            return
        for start, end in secret_ranges(scalar.value):
            self.ranges += scalar.places(start, end)


def ranges(text: str) -> Iterator[Range]:
    """Return the parts of a text that YAML shows to be secret; none for what is no YAML."""
    mark = len(text) - len(text.removeprefix("\ufeff"))
    values = _Values(text[mark:])
    with suppress(*UNREADABLE):
        values.walk()
    return ((start + mark, end + mark) for start, end in values.ranges)
