"""The tree of a YAML text with the places of everything, as it is written.

Unlike the tree that projects are read from, it tells aliases, anchors and flow style, which
decide how the text may be changed.
"""

from collections.abc import Iterator
from typing import Any, Literal

import yaml

from .change import RefusedError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Kind = Literal["scalar", "map", "list", "alias"]


class Node:
    """A node as written: `start` and `end` are offsets, without what only separates it.

    `children` of a map are its keys and values in turn. `style` is the quote or block sign of a
    scalar. `marked` is whether it carries an anchor or a tag; `target` is what an alias means.
    """

    __slots__ = (
        "children", "end", "flow", "kind", "marked", "parent", "position", "start", "style",
        "target", "value",
    )  # fmt: skip

    def __init__(self, kind: Kind, event: Any, parent: "Node | None") -> None:
        self.kind: Kind = kind
        self.start: int = event.start_mark.index
        self.end: int = event.end_mark.index
        self.parent = parent
        self.position = len(parent.children) if parent is not None else 0
        self.target: Node | None = None
        self.children: list[Node] = []
        self.flow = bool(getattr(event, "flow_style", False))
        self.style: str = getattr(event, "style", "") or ""
        self.value: str = getattr(event, "value", "")
        tag = getattr(event, "tag", None)
        self.marked = kind == "alias" or event.anchor is not None or tag is not None

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


class Tree:
    """All nodes of a text, found by where they begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at: dict[int, list[Node]] = {}
        self.nodes: list[Node] = []
        self._open: list[Node] = []
        self._anchors: dict[str, Node] = {}
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self._take(event)
        except (yaml.YAMLError, ValueError, RecursionError):
            raise RefusedError("the file is no YAML") from None

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._add("scalar", event)
        elif isinstance(event, yaml.AliasEvent):
            self._add("alias", event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open.append(self._add("map", event))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open.append(self._add("list", event))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close(event)

    def _close(self, event: Any) -> None:
        node = self._open.pop()
        node.end = event.end_mark.index
        # PyYAML lets a block end where the next token begins, past comments and blank lines.
        if not node.flow and node.children:
            node.end = node.children[-1].end

    def _add(self, kind: Kind, event: Any) -> Node:
        parent = self._open[-1] if self._open else None
        node = Node(kind, event, parent)
        if node.style in ("|", ">"):
            node.end = node.start + len(self.text[node.start : node.end].rstrip())
        if parent is not None:
            parent.children.append(node)
        if kind == "alias":
            node.target = self._anchors.get(event.anchor)
        elif event.anchor is not None:
            self._anchors[event.anchor] = node
        self.at.setdefault(node.start, []).append(node)
        self.nodes.append(node)
        return node

    def find(self, start: int, end: int) -> Node:
        """The node at a place; raises RefusedError when nothing begins there.

        Of several that begin there the one that ends there too, else the outermost.
        """
        nodes = self.at.get(start)
        if not nodes:
            raise RefusedError("nothing of the file begins at this place")
        return next((node for node in nodes if node.end == end), nodes[0])

    def value_of(self, start: int) -> Node:
        """The value of the key at a place; raises RefusedError when there is no key."""
        for node in self.at.get(start, ()):
            entry = node.entry
            if entry is not None and entry[0] is node:
                return entry[1].target or entry[1]
        raise RefusedError("the service is not written where it is named")
