"""The values of compose files, each with the place where it is written and what is known of it."""

from typing import Any

from hardenlint.model import Span
from hardenlint.model.span import Cause

Place = tuple[str, int, int, int, int]
"""The file, and where in it: line and column of the start and of the end, from 1."""


def top_of(path: str) -> Place:
    """Where a file begins."""
    return (path, 1, 1, 1, 1)


class Node:
    """A value and where it is written.

    `value` is a str, int, float, bool or None, a list of nodes, or a dict of nodes by key; then
    `keys` has a node for each key that is written. `known` is False when a variable without a
    value went into it; `causes` tell where the value comes from. `tag` is "!reset", "!override"
    or "". `style` is the quote or block sign of a scalar. `size` is that of a whole document: how
    many values are written in it; `lost` are the `losses` of a service. Both may be unset.
    """

    __slots__ = ("causes", "keys", "known", "lost", "place", "size", "style", "tag", "value")
    lost: tuple[Any, ...]
    size: int

    def __init__(self, value: Any, place: Place) -> None:
        self.value = value
        self.place = place
        self.keys: dict[str, Node] = {} if isinstance(value, dict) else _NO_KEYS
        self.causes: tuple[Cause, ...] = ()
        self.known = True
        self.tag = ""
        self.style: str | None = None

    def span(self, pointer: str = "") -> Span:
        """Where it is written, as reports count."""
        return Span(*self.place, pointer)

    def derive(self, value: Any) -> "Node":
        """Another value that is written at the same place and known as well or as badly."""
        node = Node(value, self.place)
        node.known, node.causes, node.style = self.known, self.causes, self.style
        if len(node.causes) > 1:
            from hardenlint.model.parts import aligned  # noqa: PLC0415 - rare

            node.causes = aligned(node.causes, self.value, value)
        return node

    def get(self, key: str) -> "Node | None":
        """The value of a key, None when there is none or this is no mapping."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def at(self, *keys: str) -> "Node | None":
        """The value at the end of a path of keys."""
        node: Node | None = self
        for key in keys:
            node = node.get(key) if node is not None else None
        return node

    def items_at(self, *keys: str) -> "list[Node]":
        """The items of the list at the end of a path of keys, none when there is no list."""
        node = self.at(*keys)
        return node.items if node is not None else []

    def entries_at(self, *keys: str) -> "dict[str, Node]":
        """The entries of the mapping at the end of a path of keys, none when there is none."""
        node = self.at(*keys)
        return node.entries if node is not None else {}

    @property
    def items(self) -> "list[Node]":
        """The items of a list, none when this is no list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def entries(self) -> "dict[str, Node]":
        """The entries of a mapping, none when this is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def is_empty(self) -> bool:
        """Whether it is null."""
        return self.value is None

    def key_span(self, key: str, pointer: str = "") -> Span:
        """Where a key is written; where the mapping is when it was made up."""
        node = self.keys.get(key)
        return (node or self).span(pointer)


_NO_KEYS: dict[str, Node] = {}
"""Of whatever is no mapping; nobody writes to it."""
