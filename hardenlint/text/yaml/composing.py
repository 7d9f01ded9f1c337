"""Trees of YAML out of the parser's events, within limits; who wants one says what its nodes are.

Duplicate anchors are legal (the latest counts), and what has an anchor is known as soon as it
starts, so an alias may stand inside of what it names.
"""

from collections.abc import Iterator
from typing import Any

from .events import UNREADABLE, Places, Walk

# Those who read trees are recursive, with several calls a level, and Python stops at a thousand.
MAX_DEPTH = 200


class BrokenError(Exception):
    """A text is no YAML, or more of it than is read; `place` is line and column.

    Where nobody knows, it is the start of the file.
    """

    def __init__(self, message: str, place: tuple[int, int] = (1, 1)) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


class Open:
    """A collection that is being read: the keys and values that came so far, in turn."""

    __slots__ = ("children", "is_flow", "is_mapping", "node", "start")

    def __init__(self, node: Any, event: Any, is_mapping: bool) -> None:
        self.node = node
        self.is_flow = event.flow_style
        self.is_mapping = is_mapping
        self.start = event.start_mark
        self.children: list[Any] = []

    @property
    def wants_key(self) -> bool:
        """Whether what comes next is a key."""
        return self.is_mapping and len(self.children) % 2 == 0

    @property
    def last(self) -> Any:
        """The node whose end is that of a block: the parser ends it only where the next token is.

        That may be lines below. None where the parser is right.
        """
        return None if self.is_flow or not self.children else self.children[-1]


class Composer(Walk):
    """Makes a tree of each document.

    `most` is how many values a document may hold, 0 for any number; `count` how many there are so
    far, `roots` the documents that are read, `anchors` what the anchors of this one name.
    """

    open: list[Open]
    anchors: dict[str, Any]
    roots: list[Any]
    root: Any

    def __init__(self, text: str, deepest: int = MAX_DEPTH, most: int = 0) -> None:
        super().__init__(text, deepest)
        self.most = most
        self.mark = Places(text).of
        self.anchors = {}
        self.roots = []
        self.root = None
        self.count = 0

    def scalar_node(self, event: Any) -> Any:
        """Return the node of a scalar."""
        raise NotImplementedError

    def collection_node(self, event: Any, is_map: bool) -> Any:
        """Return the node of a collection that starts."""
        raise NotImplementedError

    def alias_node(self, event: Any, target: Any) -> Any:
        """Return the node that stands for an alias; there may be nothing that it names."""
        raise NotImplementedError

    def complete(self, done: Open, event: Any) -> None:
        """Give a node its children, now that it ends."""
        raise NotImplementedError

    def documents(self) -> list[Any]:
        """The root of each document; raises BrokenError with what is wrong and where."""
        try:
            self.walk()
        except UNREADABLE as error:
            from .errors import explained  # noqa: PLC0415 - only for what is no YAML

            raise explained(error, self.text, self.mark, self.unclosed(), self.deepest) from None
        return self.roots

    def fail(self, message: str, mark: Any) -> BrokenError:
        """Build the error about a place."""
        return BrokenError(message, self.mark(mark))

    def unclosed(self) -> Iterator[tuple[int, int]]:
        """Where the collections start that are being read, the innermost first."""
        for level in reversed(self.open):
            yield self.mark(level.start)

    def scalar(self, event: Any) -> None:
        """Take a scalar."""
        self._add(self.scalar_node(event), event)

    def start(self, event: Any, is_map: bool) -> Open:
        """Take the start of a collection."""
        node = self.collection_node(event, is_map)
        self._add(node, event)
        return Open(node, event, is_map)

    def finish(self, done: Open, event: Any) -> None:
        """Take the end of a collection."""
        self.complete(done, event)

    def alias(self, event: Any) -> None:
        """Take an alias."""
        self.attach(self.alias_node(event, self.anchors.get(event.anchor)))

    def end(self) -> None:
        """Take the end of a document; no alias of the next one names what is in it."""
        if self.root is not None:
            self.roots.append(self.root)
            self.root, self.anchors, self.count = None, {}, 0

    def counted(self, event: Any) -> None:
        """Count a value; raises BrokenError when there are too many."""
        self.count += 1
        if self.count > self.most > 0:
            raise self.fail(f"holds more than {self.most:,} values", event.start_mark)

    def _add(self, node: Any, event: Any) -> None:
        self.counted(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self.attach(node)

    def attach(self, node: Any) -> None:
        """Put a node where it belongs: below the innermost collection, or at the top."""
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
