"""A value of an inspect document together with its pointer, read without trusting its type."""

from typing import Generic, NamedTuple, TypeVar

from hardenlint.errors import Problem
from hardenlint.model import Field, Span
from hardenlint.model.span import Origin
from hardenlint.text.pointer import joined

from .position import Positions

T = TypeVar("T")

_MOST = 1000  # problems of one document
_LONGEST = 10_000  # entries of one array or object: no container has as many of anything
_LARGEST = 1 << 64  # engines count in 64 bits; longer numbers would overflow a float


class _Missing:
    __slots__ = ()


MISSING = _Missing()
"""The value of a key that is not there: the engine said nothing, which is not `null`."""


class Entry(NamedTuple, Generic[T]):
    """A key of an object and what it holds."""

    key: str
    node: T


class Where:
    """What all nodes of one document share: whose it is, where its values stand, what was wrong.

    base        the span of the document: path, host, container and the pointer to its root
    positions   places in the text, None when there is no text (a live engine)
    problems    collects a Problem for every value of an unexpected type
    """

    __slots__ = ("base", "positions", "problems")

    def __init__(self, base: Span, positions: Positions | None = None) -> None:
        self.base = base
        self.positions = positions
        self.problems: dict[Problem, None] = {}

    def span(self, pointer: str) -> Span:
        """The span of the value at `pointer`."""
        base = self.base
        place = self.positions[pointer] if self.positions else (1, 1, 0, 0)
        return Span(base.path, *place, pointer, base.host, base.container)


class Node:
    """A value of the document.

    `null` and a missing key are told apart by `missing`; a value of the wrong type is reported
    once, as a Problem, and then counts as unknown. The pointer of a missing key is that of the
    object which should have held it, so that every pointer leads somewhere.
    """

    __slots__ = ("pointer", "value", "where")

    def __init__(self, value: object, pointer: str, where: Where) -> None:
        self.value = value
        self.pointer = pointer
        self.where = where

    @property
    def missing(self) -> bool:
        """Whether the document has no such key (or what should hold it is unreadable)."""
        return self.value is MISSING

    @property
    def absent(self) -> bool:
        """Whether there is nothing to read: no such key, or null."""
        return self.value is None or self.value is MISSING

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return self.where.span(self.pointer)

    def field(self, value: T | None, default: T | None = None) -> Field[T]:
        """`value` as a Field of this node; it is "defaulted" when it is what engines assume."""
        origin: Origin = "defaulted" if value is None or value == default else "stated"
        return Field(value, self.span, origin)

    def get(self, key: str) -> "Node":
        """What an object holds under `key`."""
        if isinstance(self.value, dict):
            if key in self.value:
                return Node(self.value[key], joined(self.pointer, key), self.where)
        elif not self.absent:
            self.wrong("an object")
        return Node(MISSING, self.pointer, self.where)

    def items(self) -> "list[Node]":
        """The elements of an array; none for null."""
        if isinstance(self.value, list):
            where = self.where
            found = self._first(self.value)
            return [Node(v, f"{self.pointer}/{i}", where) for i, v in enumerate(found)]
        if not self.absent:
            self.wrong("an array")
        return []

    def entries(self) -> "list[Entry[Node]]":
        """The keys and values of an object; none for null."""
        if isinstance(self.value, dict):
            return [Entry(key, self.get(key)) for key in self._first(list(self.value))]
        if not self.absent:
            self.wrong("an object")
        return []

    def _first(self, entries: list[T]) -> list[T]:
        """As many entries as are read; says so where there are more."""
        if len(entries) > _LONGEST:
            self.wrong(f"of at most {_LONGEST:,} entries, and only these are read")
        return entries[:_LONGEST]

    def text(self) -> str | None:
        """A string; None when it is null, missing or something else."""
        if isinstance(self.value, str):
            return self.value
        self._expected("a string")
        return None

    def boolean(self) -> bool | None:
        """True or false; None when it is null, missing or something else."""
        if isinstance(self.value, bool):
            return self.value
        self._expected("true or false")
        return None

    def integer(self) -> int | None:
        """A whole number; None when it is null, missing or something else."""
        value = self.value
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
            return value
        self._expected("a whole number")
        return None

    def switch(self) -> Field[bool]:
        """True or false as a field; engines assume false."""
        return self.field(self.boolean(), False)

    def limit(self) -> Field[int]:
        """A whole number as a field; null and a missing key are 0, which is no limit."""
        return self.field(0 if self.absent else self.integer(), 0)

    def texts(self) -> tuple[str, ...] | None:
        """An array of strings (or one string); None when unknown, () for null."""
        if isinstance(self.value, str):
            return (self.value,)
        if self.missing or not (self.value is None or isinstance(self.value, list)):
            self._expected("an array of strings")
            return None
        texts = [item.text() for item in self.items()]
        return None if None in texts else tuple(text for text in texts if text is not None)

    def _expected(self, expected: str) -> None:
        if not self.absent:
            self.wrong(expected)

    def wrong(self, expected: str) -> None:
        """Note that the value is not of the expected type; its own text is never quoted."""
        if len(self.where.problems) >= _MOST:
            return
        problem = Problem("invalid", f"{self._name} should be {expected}", self.span)
        self.where.problems.setdefault(problem)

    @property
    def _name(self) -> str:
        from hardenlint.facts.telling import pointer  # noqa: PLC0415 - only for a mistake

        own = self.pointer.removeprefix(self.where.base.pointer).strip("/")
        return pointer(own).replace("/", ".") or "the document"
