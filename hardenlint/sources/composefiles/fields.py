"""Typed fields from nodes: what a value says, or that nobody can know."""

from typing import TypeVar

from ...model import Field, Healthcheck, Span
from .merge import pairs
from .nodes import Node

T = TypeVar("T")
_TRUE = frozenset(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y", "1"))
_FALSE = frozenset(
    ("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N", "0")
)


class Reader:
    """Reads the keys of one mapping; remembers what compose would refuse."""

    def __init__(self, node: Node, pointer: str, span: Span) -> None:
        self.node = node
        self.pointer = pointer
        self.default_span = span
        self.refused: list[tuple[str, Node, str]] = []

    def refuse(self, message: str, node: Node, pointer: str) -> None:
        """Remember that compose would not load this value."""
        self.refused.append((message, node, pointer))

    def default(self, value: T | None) -> Field[T]:
        """Say what holds because nobody wrote anything."""
        return Field(value, self.default_span, "defaulted")

    def get(self, key: str) -> Node | None:
        """The node under a key; null counts as absent."""
        node = self.node.get(key)
        return None if node is None or node.is_null else node

    def place(self, key: str) -> str:
        """The pointer to a key."""
        return f"{self.pointer}/{key.replace('~', '~0').replace('/', '~1')}"

    def inner(self, key: str) -> "Reader | None":
        """A reader for a mapping below a key."""
        node = self.get(key)
        if node is None:
            return None
        if node.kind != "map":
            self.refuse(f"{key} must be a mapping", node, self.place(key))
            return None
        reader = Reader(node, self.place(key), node.span(self.place(key)))
        reader.refused = self.refused
        return reader

    def text(self, key: str, default: str | None = None) -> Field[str]:
        """Read a text."""
        node = self.get(key)
        if node is None:
            return self.default(default)
        if node.kind != "scalar":
            self.refuse(f"{key} must be text", node, self.place(key))
            return Field(None, node.span(self.place(key)))
        return self.field(node, self.place(key), node.value)

    def boolean(self, key: str, default: bool | None = False) -> Field[bool]:
        """Read a boolean in compose's spellings."""
        node = self.get(key)
        if node is None:
            return self.default(default)
        value = node.value if node.kind == "scalar" else ""
        known = True if value in _TRUE else False if value in _FALSE else None
        if known is None and node.known:
            self.refuse(f"{key} must be true or false", node, self.place(key))
        return self.field(node, self.place(key), known)

    def number(self, key: str) -> Field[float]:
        """Read a number; 0 when nobody wrote one."""
        node = self.get(key)
        if node is None:
            return self.default(0)
        try:
            value = float(node.value) if node.kind == "scalar" and node.known else None
        except ValueError:
            self.refuse(f"{key} must be a number", node, self.place(key))
            value = None
        return self.field(node, self.place(key), value)

    def field(self, node: Node, pointer: str, value: T | None) -> Field[T]:
        """Make a field of a node's value, unknown when a variable without value feeds it."""
        return Field(value if node.known else None, node.span(pointer), "stated", node.note)

    def items(self, key: str) -> list[tuple[Node, str]]:
        """The items of a list (a single value counts as one), each with its pointer."""
        node = self.get(key)
        if node is None:
            return []
        if node.kind == "seq":
            return [(item, f"{self.place(key)}/{n}") for n, item in enumerate(node.value)]
        self.refuse(f"{key} must be a list", node, self.place(key))
        return [(node, self.place(key))] if node.kind == "scalar" else []

    def texts(self, key: str) -> tuple[Field[str], ...]:
        """A list of texts."""
        return tuple(
            self.field(item, pointer, item.value)
            for item, pointer in self.items(key)
            if item.kind == "scalar"
        )

    def mapping(self, key: str) -> dict[str, tuple[Node, str]]:
        """The entries of a mapping, or of a list of `KEY=value`."""
        node = self.get(key)
        if node is None or node.kind == "scalar":
            if node is not None:
                self.refuse(f"{key} must be a mapping or a list", node, self.place(key))
            return {}
        if node.kind == "seq":
            node = pairs(node)
        return {
            name: (value, f"{self.place(key)}/{name.replace('~', '~0').replace('/', '~1')}")
            for name, value in node.value.items()
        }


def healthcheck(reader: Reader) -> Field[Healthcheck]:
    """Read `healthcheck:`."""
    inner = reader.inner("healthcheck")
    if inner is None:
        return reader.default(Healthcheck())
    span = inner.default_span
    test = inner.get("test")
    disabled = inner.boolean("disable")
    if disabled.value is True:
        return Field(Healthcheck(disabled=True), disabled.span, "stated", disabled.note)
    if test is None:
        return Field(Healthcheck(), span, "defaulted")
    words = argv(test)
    if words[:1] == ("NONE",):
        return Field(Healthcheck(disabled=True), test.span(inner.place("test")))
    return inner.field(test, inner.place("test"), Healthcheck(words))


def argv(node: Node) -> tuple[str, ...]:
    """The words of a command, a list or a text that is split as a shell does."""
    if node.kind == "seq":
        return tuple(item.value for item in node.value if item.kind == "scalar")
    if node.kind != "scalar":
        return ()
    from shlex import split  # noqa: PLC0415 - only for commands written as text

    try:
        return tuple(split(node.value))
    except ValueError:
        return (node.value,)
