"""YAML text to nodes with exact places, from the parser's events and without recursion.

Duplicate anchors are legal (the latest counts), duplicate keys are not. Nothing is constructed
from tags: `!reset` and `!override` are kept, others tell scalar types at most.
"""

from collections.abc import Iterator
from sys import intern
from typing import Any

import yaml

from hardenlint.errors import InputError
from hardenlint.model import Span
from hardenlint.model.span import Cause

from .log import Log, named
from .scalars import resolve
from .yaml_errors import disallowed, explained

# What follows is recursive, with several calls a level, and Python stops at a thousand.
MAX_DEPTH = 200
MAX_SIZE = 16 * 1024 * 1024
"""Characters of one file: compose itself takes a fifth of that."""
MAX_NODES = 100_000
"""As many as compose itself visits in a document; `scan` reads on, but expands no more aliases."""

_TOO_DEEP = f"is nested more than {MAX_DEPTH} levels deep"

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_FOREIGN = "\x85\u2028\u2029"
"""What ends a line for YAML, but not for an editor; so does a carriage return of its own."""

_UNTYPED = (None, "", "!")
_MARKS = ("!reset", "!override")


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


class _Open:
    """A collection that is being read: the keys and values that came so far, in turn."""

    __slots__ = ("children", "is_flow", "is_mapping", "node")

    def __init__(self, node: Node, event: Any) -> None:
        self.node = node
        self.is_flow = event.flow_style
        self.is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.children: list[Node] = []

    @property
    def wants_key(self) -> bool:
        """Whether what comes next is a key."""
        return self.is_mapping and len(self.children) % 2 == 0


class _Builder:
    """Turns the events of one file into its documents."""

    def __init__(self, text: str, path: str, log: Log) -> None:
        self.text = text
        self.path = path
        self.log = log
        self.anchors: dict[str, Node] = {}
        self.open: list[_Open] = []
        self.count = 0
        self.root: Node | None = None
        self.breaks = _has_foreign_breaks(text)
        self.lines = [at for at, sign in enumerate(text) if sign == "\n"] if self.breaks else []

    def documents(self, events: Iterator[Any]) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self.add(self.scalar(event), event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.start(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.finish(event)
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event)
            elif isinstance(event, yaml.DocumentEndEvent) and self.root is not None:
                self.root.size = self.count
                yield self.root
                self.root, self.anchors, self.count = None, {}, 0

    def fail(self, message: str, mark: Any) -> InputError:
        return InputError("parse", message, Span(self.path, *self.mark(mark)))

    def counted(self, event: Any) -> None:
        self.count += 1
        if self.count > MAX_NODES and self.log.strict:
            raise self.fail(f"holds more than {MAX_NODES:,} values", event.start_mark)

    def mark(self, mark: Any) -> tuple[int, int]:
        """Line and column of a place, as an editor counts them."""
        if not self.breaks:
            return mark.line + 1, mark.column + 1
        from bisect import bisect_left  # noqa: PLC0415 - only for such texts

        line = bisect_left(self.lines, mark.index)
        start = self.lines[line - 1] + 1 if line else 0
        return line + 1, mark.index - start + 1

    def add(self, node: Node, event: Any) -> None:
        self.counted(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self.attach(node)

    def unclosed(self) -> Iterator[tuple[int, int]]:
        """Where the collections start that are being read, the innermost first."""
        for level in reversed(self.open):
            yield level.node.place[1:3]

    def attach(self, node: Node) -> None:
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node

    def scalar(self, event: Any) -> Node:
        style, tag = event.style, event.tag
        line, column = self.mark(event.start_mark)
        if style in ("|", ">"):
            end = self.trimmed(event, line, column)
        else:
            end = self.mark(event.end_mark)
        plain = style in (None, "")
        if tag in _UNTYPED:
            value = resolve(event.value) if plain else event.value
        else:
            value = resolve(event.value, tag)
        # one number for the line of both, as nearly always
        node = Node(value, (self.path, line, column, line if end[0] == line else end[0], end[1]))
        node.style = style or ""
        if type(value) is not str and self.open and self.open[-1].wants_key:
            node.value = event.value or "null"
            self.log.invalid("a key must be text: quote it", node)
        if tag in _MARKS:
            node.tag = tag
        return node

    def trimmed(self, event: Any, line: int, column: int) -> tuple[int, int]:
        """The end of a block scalar without the line break after it."""
        written = self.text[event.start_mark.index : event.end_mark.index].rstrip()
        breaks = written.count("\n")
        last = len(written) - written.rfind("\n") if breaks else column + len(written)
        return line + breaks, last

    def start(self, event: Any) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise self.fail(_TOO_DEEP, event.start_mark)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        start = self.mark(event.start_mark)
        node = Node(value, (self.path, *start, *start))
        if event.tag in _MARKS:
            node.tag = event.tag
        self.add(node, event)
        self.open.append(_Open(node, event))

    def finish(self, event: Any) -> None:
        done = self.open.pop()
        node, children = done.node, done.children
        end = self.mark(event.end_mark)
        if not done.is_flow and children:
            # The parser ends a block collection only where the next token begins, lines below.
            end = children[-1].place[3:]
        node.place = (*node.place[:3], *end)
        if done.is_mapping:
            self.fill(node, children)
        else:
            node.value.extend(children)

    def fill(self, node: Node, children: list[Node]) -> None:
        """Pair keys with values; the last of two equal keys is kept."""
        for key, value in zip(children[::2], children[1::2], strict=True):
            name = self.name(key)
            if name in node.keys:
                line = node.keys[name].place[1]
                message = f"the key {named(name)!r} is here twice: first in line {line}"
                self.log.invalid(message, key)
            node.value[name] = value
            node.keys[name] = key

    def name(self, key: Node) -> str:
        """The text of a key, of which there is one however often it is written."""
        if isinstance(key.value, (dict, list)):
            message = "a key must be text, not a collection"
            raise InputError("parse", message, Span(*key.place[:3]))
        if type(key.value) is not str:  # through an alias
            self.log.invalid("a key must be text: quote it", key)
            return str(key.value)
        name = key.value = intern(key.value)
        return name

    def alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            self.unanchored(event)
            return
        self.counted(event)
        if any(level.node is node for level in self.open):
            raise self.fail("this alias contains itself", event.start_mark)
        self.attach(node)

    def unanchored(self, event: Any) -> None:
        """An alias of nothing: what it stands for is unknown to who reads on."""
        error = self.fail("there is no anchor of this name before the alias", event.start_mark)
        if self.log.strict:
            raise error
        self.log.error(*error.problem)
        node = Node(None, (self.path, *self.mark(event.start_mark), *self.mark(event.end_mark)))
        node.known = False
        self.attach(node)


def _has_foreign_breaks(text: str) -> bool:
    if not text.isascii() and any(sign in text for sign in _FOREIGN):
        return True
    return "\r" in text and text.count("\r") != text.count("\r\n")


def parse(text: str, path: str, log: Log) -> list[Node]:
    """Return the root of every document in a file; raises InputError when it is no YAML."""
    if len(text) > MAX_SIZE:
        message = f"is larger than {MAX_SIZE >> 20} MiB: split it into files that it includes"
        raise InputError("unreadable", message, Span(path))
    text = text.removeprefix("\ufeff")
    builder = _Builder(text, path, log)
    try:
        # Events, not yaml.compose: that recurses in C, and some 30,000 brackets end the whole
        # process.
        return list(builder.documents(yaml.parse(text, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        from hardenlint.nesting import too_deep  # noqa: PLC0415 - only for what is no YAML

        mark = too_deep(text, error, _LOADER, MAX_DEPTH)
        if mark is not None:
            raise builder.fail(_TOO_DEEP, mark) from None
        raise explained(error, text, path, builder.mark, builder.unclosed()) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        span = Span(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"holds a character that YAML does not allow: U+{ord(disallowed(error)):04X}"
        raise InputError("parse", message, span) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = f"is no YAML: {type(error).__name__}"
        raise InputError("parse", message, Span(path)) from None
