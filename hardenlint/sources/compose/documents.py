"""The documents of a compose file as nodes with exact places.

Duplicate anchors are legal (the latest counts), duplicate keys are not. Nothing is constructed
from tags: `!reset` and `!override` are kept, others tell scalar types at most.
"""

from sys import intern
from typing import Any

from hardenlint.errors import InputError
from hardenlint.model import Span
from hardenlint.text.yaml.composing import BrokenError, Composer, Open
from hardenlint.text.yaml.events import is_block, written

from .log import Log, named
from .nodes import Node
from .scalars import resolve

MAX_SIZE = 16 * 1024 * 1024
"""Characters of one file: compose itself takes a fifth of that."""
MAX_NODES = 100_000
"""As many as compose itself visits in a document; `scan` reads on, but expands no more aliases."""

_UNTYPED = (None, "", "!")
_MARKS = ("!reset", "!override")


class _Documents(Composer):
    """Makes the nodes of one file."""

    root: Node | None

    def __init__(self, text: str, path: str, log: Log) -> None:
        super().__init__(text, most=MAX_NODES if log.strict else 0)
        self.path = path
        self.log = log

    def scalar_node(self, event: Any) -> Node:
        style, tag = event.style, event.tag
        line, column = self.mark(event.start_mark)
        end = self.trimmed(event, line, column) if is_block(event) else self.mark(event.end_mark)
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
        text = written(self.text, event)
        breaks = text.count("\n")
        last = len(text) - text.rfind("\n") if breaks else column + len(text)
        return line + breaks, last

    def collection_node(self, event: Any, is_map: bool) -> Node:
        value: Any = {} if is_map else []
        start = self.mark(event.start_mark)
        node = Node(value, (self.path, *start, *start))
        if event.tag in _MARKS:
            node.tag = event.tag
        return node

    def complete(self, done: Open, event: Any) -> None:
        node, last = done.node, done.last
        end = self.mark(event.end_mark) if last is None else last.place[3:]
        node.place = (*node.place[:3], *end)
        if done.is_mapping:
            self.fill(node, done.children)
        else:
            node.value.extend(done.children)

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
            raise BrokenError("a key must be text, not a collection", key.place[1:3])
        if type(key.value) is not str:  # through an alias
            self.log.invalid("a key must be text: quote it", key)
            return str(key.value)
        name = key.value = intern(key.value)
        return name

    def alias_node(self, event: Any, target: Node | None) -> Node:
        if target is None:
            return self.unanchored(event)
        self.counted(event)
        if any(level.node is target for level in self.open):
            raise self.fail("this alias contains itself", event.start_mark)
        return target

    def unanchored(self, event: Any) -> Node:
        """An alias of nothing: what it stands for is unknown to who reads on."""
        error = self.fail("there is no anchor of this name before the alias", event.start_mark)
        if self.log.strict:
            raise error
        self.log.error("parse", error.message, Span(self.path, *error.place))
        node = Node(None, (self.path, *self.mark(event.start_mark), *self.mark(event.end_mark)))
        node.known = False
        return node

    def end(self) -> None:
        if self.root is not None:
            self.root.size = self.count
        super().end()


def parse(text: str, path: str, log: Log) -> list[Node]:
    """Return the root of every document in a file; raises InputError when it is no YAML."""
    if len(text) > MAX_SIZE:
        message = f"is larger than {MAX_SIZE >> 20} MiB: split it into files that it includes"
        raise InputError("unreadable", message, Span(path))
    try:
        return _Documents(text.removeprefix("\ufeff"), path, log).documents()
    except BrokenError as error:
        raise InputError("parse", error.message, Span(path, *error.place)) from None
