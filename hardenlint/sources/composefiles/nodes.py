"""YAML as compose reads it: nodes with exact positions, built from libyaml's events.

An explicit stack instead of recursion (deep nesting crashes the libyaml composer), YAML 1.2
scalars, duplicate keys as errors, caps against bombs.
"""

from typing import Any

import yaml

from ...errors import InputError
from ...model import Span

MAX_DEPTH = 200
MAX_VISITED = 100_000
"""Nodes that a document may have once its aliases are followed (compose-go has the same cap)."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Node:
    """A scalar, a mapping or a sequence, and where its text is.

    kind     "scalar", "map" or "seq"
    value    str, dict[str, Node] or list[Node]
    keys     for a mapping: the node of each key
    plain    whether a scalar was written without quotes
    tag      "!reset", "!override" or another explicit tag, "" for none
    known    False when a variable without a value feeds it
    note     where an interpolated value came from
    size     nodes in it, aliases followed
    """

    __slots__ = (
        "column", "end_column", "end_line", "file", "keys", "kind", "known", "line", "note",
        "plain", "size", "tag", "value",
    )  # fmt: skip

    def __init__(self, kind: str, value: Any, file: str, place: tuple[int, int, int, int]) -> None:
        self.kind = kind
        self.value = value
        self.file = file
        self.line, self.column, self.end_line, self.end_column = place
        self.keys: dict[str, Node] = {}
        self.plain = False
        self.tag = ""
        self.known = True
        self.note = ""
        self.size = 1

    def span(self, pointer: str = "") -> Span:
        """Where it is, under a JSON pointer."""
        place = (self.line, self.column, self.end_line, self.end_column)
        return Span(self.file, *place, pointer)

    def get(self, key: str) -> "Node | None":
        """The value under a key of a mapping."""
        return self.value.get(key) if self.kind == "map" else None

    @property
    def is_null(self) -> bool:
        """Whether it is YAML's null."""
        return self.kind == "scalar" and self.plain and self.value in _NULL

    @property
    def boolean(self) -> bool | None:
        """The value of a plain YAML 1.2 boolean."""
        return _BOOL.get(self.value) if self.kind == "scalar" and self.plain else None

    def copy(self) -> "Node":
        """A shallow copy."""
        place = (self.line, self.column, self.end_line, self.end_column)
        other = Node(self.kind, self.value, self.file, place)
        other.keys, other.plain, other.tag = self.keys, self.plain, self.tag
        other.known, other.note, other.size = self.known, self.note, self.size
        return other


def parse(text: str, file: str) -> list[Node]:
    """Read every document of a file; raises InputError with line and column."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text.removeprefix("\ufeff"), Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise builder.error(_explain(error, text, line), line, column) from None
    except yaml.YAMLError as error:
        raise builder.error(f"is not valid YAML: {_first_line(str(error))}", 1, 1) from None
    except RecursionError:
        raise builder.error("is nested too deeply", 1, 1) from None
    return builder.documents


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _explain(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    lines = text.split("\n", line)
    own = lines[line - 1] if line <= len(lines) else ""
    if own[: len(own) - len(own.lstrip())].count("\t"):
        return "is not valid YAML: a tab cannot indent, use spaces"
    return f"is not valid YAML: {error.problem or error.context}"


class _Builder:
    """Events to nodes, with one stack entry per open collection."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.documents: list[Node] = []
        self.stack: list[tuple[Node, Node | None]] = []
        self.anchors: dict[str, Node] = {}
        self.pending: Node | None = None

    def error(self, message: str, line: int, column: int, kind: str = "parse") -> InputError:
        return InputError(kind, message, Span(self.file, line, column))

    def take(self, event: Any) -> None:
        """Take the next event."""
        if isinstance(event, yaml.ScalarEvent):
            node = self._node("scalar", event.value, event)
            node.plain = event.style is None
            self._add(node, event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            is_map = isinstance(event, yaml.MappingStartEvent)
            node = self._node("map" if is_map else "seq", {} if is_map else [], event)
            if len(self.stack) >= MAX_DEPTH:
                raise self.error(
                    f"is nested deeper than {MAX_DEPTH} levels", node.line, node.column
                )
            if event.anchor:
                self.anchors[event.anchor] = node
            self.stack.append((node, self.pending))
            self.pending = None
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.anchors = {}

    def _node(self, kind: str, value: Any, event: Any) -> Node:
        start, end = event.start_mark, event.end_mark
        place = (start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        node = Node(kind, value, self.file, place)
        node.tag = event.tag if event.tag and event.tag != "!" else ""
        return node

    def _alias(self, event: Any) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        target = self.anchors.get(event.anchor)
        if target is None:
            raise self.error(f"is not valid YAML: no anchor named {event.anchor!r}", line, column)
        if any(target is node for node, _ in self.stack):
            raise self.error(f"the anchor {event.anchor!r} contains itself", line, column)
        self._add(target, None)

    def _close(self, event: Any) -> None:
        node, key = self.stack.pop()
        node.end_line, node.end_column = event.end_mark.line + 1, event.end_mark.column + 1
        self.pending = key
        if node.kind == "map":
            self._merge_keys(node)
        self._place(node)

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        self._place(node)

    def _place(self, node: Node) -> None:
        """Put a finished node into what is open."""
        if not self.stack:
            self.documents.append(node)
            return
        parent = self.stack[-1][0]
        parent.size += node.size
        if parent.size > MAX_VISITED:
            message = f"expands to more than {MAX_VISITED} values through its aliases"
            raise self.error(message, parent.line, parent.column)
        if parent.kind == "seq":
            parent.value.append(node)
        elif self.pending is None:
            self.pending = node
            if node.kind != "scalar":
                raise self.error("a key must be text", node.line, node.column)
        else:
            key, self.pending = self.pending, None
            self._entry(parent, key, node)

    def _entry(self, parent: Node, key: Node, node: Node) -> None:
        name = key.value
        if name in parent.value and not (name == "<<" and key.plain):
            first = parent.keys[name].line
            message = f"the key {name!r} is given twice (first on line {first})"
            raise self.error(message, key.line, key.column)
        if name == "<<" and key.plain and name in parent.value:
            raise self.error("the key '<<' is given twice", key.line, key.column)
        parent.value[name] = node
        parent.keys[name] = key

    def _merge_keys(self, node: Node) -> None:
        """Replace `<<` by the keys of what it names; own keys win, earlier sources win."""
        key = node.keys.get("<<")
        if key is None or not key.plain:
            return
        source = node.value.pop("<<")
        del node.keys["<<"]
        for one in source.value if source.kind == "seq" else [source]:
            if one.kind != "map":
                raise self.error("`<<` merges mappings only", one.line, one.column)
            for name, value in one.value.items():
                if name not in node.value:
                    node.value[name] = value
                    node.keys[name] = one.keys[name]
