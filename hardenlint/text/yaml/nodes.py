"""The tree of a YAML text with the places of everything, as it is written.

Unlike the values that projects are read from, it tells aliases, anchors, tags and flow style, which
decide how the text may be changed.
"""

from collections.abc import Iterator
from typing import Any, Literal

from .composing import Composer, Open
from .events import ANY_DEPTH, is_block, written

Kind = Literal["scalar", "map", "list", "alias"]


class Node:
    """A node as written: `start` and `end` are offsets, without what only separates it.

    `children` of a map are its keys and values in turn. `style` is the quote or block sign of a
    scalar. `marked` is whether it carries an anchor or a tag; `target` is what an alias means.
    `line` is the one in which it starts, as YAML counts lines.
    """

    __slots__ = (
        "children", "end", "flow", "kind", "line", "marked", "parent", "position", "start",
        "style", "tag", "target", "value",
    )  # fmt: skip

    def __init__(self, kind: Kind, event: Any, parent: "Node | None") -> None:
        self.kind: Kind = kind
        self.start: int = event.start_mark.index
        self.end: int = event.end_mark.index
        self.line: int = event.start_mark.line + 1
        self.parent = parent
        self.position = len(parent.children) if parent is not None else 0
        self.target: Node | None = None
        self.children: list[Node] = []
        self.flow = bool(getattr(event, "flow_style", False))
        self.style: str = getattr(event, "style", "") or ""
        self.value: str = getattr(event, "value", "")
        self.tag: str | None = getattr(event, "tag", None)
        self.marked = kind == "alias" or event.anchor is not None or self.tag is not None

    @property
    def entries(self) -> "Iterator[tuple[Node, Node]]":
        """The keys of a map with their values."""
        if self.kind == "map":
            yield from zip(self.children[::2], self.children[1::2], strict=False)

    @property
    def entry(self) -> "tuple[Node, Node] | None":
        """The key and the value that it is one of; None in a list or at the top."""
        if self.parent is None or self.parent.kind != "map":
            return None
        first = self.position - self.position % 2
        return self.parent.children[first], self.parent.children[first + 1]

    def get(self, name: str) -> "Node | None":
        """The value of a key that is written in this map itself."""
        return next((value for key, value in self.entries if key.value == name), None)

    @property
    def last(self) -> "Node":
        """The node that is written last within this one."""
        node = self
        while node.children and not node.flow:
            node = node.children[-1]
        return node

    @property
    def is_text(self) -> bool:
        """Whether it is a scalar in one piece, not a block."""
        return self.kind == "scalar" and self.style not in ("|", ">")


class Tree(Composer):
    """All nodes of a text, found by where they begin. Raises one of events.UNREADABLE."""

    def __init__(self, text: str, deepest: int = ANY_DEPTH) -> None:
        super().__init__(text, deepest)
        self.at: dict[int, list[Node]] = {}
        self.nodes: list[Node] = []
        self.walk()

    def scalar_node(self, event: Any) -> Node:
        """Return the node of a scalar."""
        node = self._node("scalar", event)
        if is_block(event):
            node.end = node.start + len(written(self.text, event))
        return node

    def collection_node(self, event: Any, is_map: bool) -> Node:
        """Return the node of a collection that starts."""
        return self._node("map" if is_map else "list", event)

    def start(self, event: Any, is_map: bool) -> Open:
        """Take the start of a collection; its node has what is in it as soon as it is read."""
        level = super().start(event, is_map)
        level.children = level.node.children
        return level

    def alias_node(self, event: Any, target: Node | None) -> Node:
        """Return a node for the alias itself."""
        node = self._node("alias", event)
        node.target = target
        return node

    def complete(self, done: Open, event: Any) -> None:
        """Say where a collection ends."""
        done.node.end = event.end_mark.index if done.last is None else done.last.end

    def end(self) -> None:
        """Take the end of a document: the tree is that of all of them."""

    def _node(self, kind: Kind, event: Any) -> Node:
        node = Node(kind, event, self.open[-1].node if self.open else None)
        self.at.setdefault(node.start, []).append(node)
        self.nodes.append(node)
        return node

    def find(self, start: int, end: int) -> Node | None:
        """The node at a place; of several that begin there the one that ends there, too.

        Else the outermost; None when nothing begins there.
        """
        nodes = self.at.get(start, ())
        return next((node for node in nodes if node.end == end), nodes[0] if nodes else None)

    def value_of(self, start: int) -> Node | None:
        """The value of the key at a place; None when there is no key."""
        for node in self.at.get(start, ()):
            entry = node.entry
            if entry is not None and entry[0] is node:
                return entry[1].target or entry[1]
        return None
