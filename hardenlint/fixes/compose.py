"""Fixes in the text of a compose file: comments, order, quotes and line ends stay.

What stands in one line in flow style is changed there. Aliases, anchored scalars and text with
variables are refused; whether anything else is touched is found out by reading the result.
"""

from collections.abc import Iterable

from hardenlint.model import Span
from hardenlint.model.edit import Edit, Remove, Replace, Reword
from hardenlint.text.yaml.events import UNREADABLE
from hardenlint.text.yaml.nodes import Node, Tree

from . import words
from .change import Change, RefusedError, Text
from .scalar import on_loopback, read_only, written
from .spelling import Append, Put, spelt

_SHORT = {("host_ip", "127.0.0.1"): on_loopback, ("read_only", "true"): read_only}


class Compose:
    """One file: its text and its tree."""

    def __init__(self, text: Text) -> None:
        self.text = text
        try:
            self.tree = Tree(text.content)
        except UNREADABLE:
            raise RefusedError("the file is no YAML") from None
        self._usual: str | None = None

    def change(self, edit: Edit, service: Span) -> Change:
        """The change of the text; raises RefusedError. `service` is the key of the service."""
        if isinstance(edit, Replace):
            return self._replace(self._node(edit.span), edit.text)
        if isinstance(edit, Reword):
            return words.reword(self.text, edit)
        if isinstance(edit, Remove):
            node = self._node(edit.span)
            if edit.text and node.value != edit.text:
                raise RefusedError("it is decided elsewhere")
            return self._remove(node)
        wanted = spelt(edit)
        assert wanted is not None  # noqa: S101 - for the type checker
        if isinstance(wanted, Put) and wanted.at is not None:
            return self._put_at(self._node(wanted.at), wanted)
        return self._in_service(wanted, service)

    def _node(self, span: Span) -> Node:
        if span.path != self.text.path:
            raise RefusedError(f"it is written in another file ({span.path})")
        node = self.tree.find(*self.text.ends(span))
        if node is None:
            raise RefusedError("nothing of the file begins at this place")
        return node

    def _in_service(self, edit: Put | Append, service: Span) -> Change:
        if service.path != self.text.path:
            raise RefusedError(f"the service is written in another file ({service.path})")
        body = self.tree.value_of(self.text.offset(service.line, service.column))
        if body is None:
            raise RefusedError("the service is not written where it is named")
        if body.kind != "map" or not body.children:
            raise RefusedError("the service is not written as a mapping here")
        own = body.get(edit.key)
        if isinstance(edit, Append):
            return self._append(body, own, edit)
        if own is not None and own.kind == "scalar" and own.value:
            return self._replace(own, edit.value)
        if own is not None:
            raise RefusedError(f"{edit.key} is written in a way that is not changed")
        return self._add_key(body, edit.key, [edit.value], is_list=False)

    def _put_at(self, node: Node, edit: Put) -> Change:
        if node.kind == "map":
            own = node.get(edit.key)
            if own is not None:
                return self._replace(own, edit.value)
            return self._add_key(node, edit.key, [edit.value], is_list=False)
        _must_be_plain_text(node)
        short = _SHORT.get((edit.key, edit.value))
        value = short(node.value) if short is not None else None
        if value is None:
            raise RefusedError(f"{edit.key} has no place in how this is written")
        return self._replace(node, value)

    def _replace(self, node: Node, value: str) -> Change:
        _must_be_plain_text(node)
        return Change(self.text.path, node.start, node.end, written(value, node.style))

    def _append(self, body: Node, own: Node | None, edit: Append) -> Change:
        if own is None:
            return self._add_key(body, edit.key, [edit.item], is_list=True)
        if own.kind != "list" or own.marked:
            raise RefusedError(f"{edit.key} is not written as a list of its own")
        last = own.children[-1] if own.children else None
        style = last.style if last is not None and last.is_text else ""
        item = written(edit.item, style)
        claim = f"{own.start} {edit.item}"
        if own.flow:
            at = last.end if last is not None else own.start + 1
            self._must_be_one_line(own)
            return self._insert(at, f", {item}" if last is not None else item, claim)
        if last is None or not last.last.is_text:
            raise RefusedError(f"the end of {edit.key} is not plain text")
        margin = self.text.content[self.text.line_start(own.start) : own.start]
        if margin.strip():
            raise RefusedError(f"{edit.key} does not begin on a line of its own")
        at = self.text.line_end(last.last.end)
        return self._insert(at, f"{self.text.newline}{margin}- {item}", claim)

    def _add_key(self, body: Node, name: str, values: list[str], *, is_list: bool) -> Change:
        """Add a key at the end of a mapping that does not have it."""
        key = body.children[0]
        shown = written(name, key.style if key.is_text else "")
        quote = key.style if body.flow and is_list else ""  # a file in JSON style stays one
        items = [written(value, quote) for value in values]
        claim = f"{body.start} {name}"
        if body.flow:
            self._must_be_one_line(body)
            value = f"[{', '.join(items)}]" if is_list else items[0]
            return self._insert(body.children[-1].end, f", {shown}: {value}", claim)
        margin = " " * (key.start - self.text.line_start(key.start))
        line = f"{self.text.newline}{margin}{shown}:"
        if is_list:
            inner = margin + self._list_margin(body)
            line += "".join(f"{self.text.newline}{inner}- {item}" for item in items)
        else:
            line += f" {items[0]}"
        return self._insert(self._end_of(body), line, claim)

    def _end_of(self, body: Node) -> int:
        """The end of the last line of a mapping, or of an earlier entry where that is a block."""
        for value in reversed(body.children[1::2]):
            last = value.last
            if last.kind != "scalar" or last.is_text:
                return self.text.line_end(last.end)
        raise RefusedError("there is no plain line to write after")

    def _list_margin(self, body: Node) -> str:
        """How far lists are indented here below their key: as in this service, else as anywhere."""
        inside = (value for _, value in body.entries)
        margin = self._margin_of_one(inside)
        if margin is None:
            if self._usual is None:
                self._usual = self._margin_of_one(self.tree.nodes) or "  "
            margin = self._usual
        return margin

    def _margin_of_one(self, nodes: Iterable[Node]) -> str | None:
        for node in nodes:
            is_block = node.kind == "list" and not node.flow and node.children
            if is_block and not node.marked and node.entry is not None:
                key = node.entry[0]
                own, its = (at - self.text.line_start(at) for at in (node.start, key.start))
                return " " * max(own - its, 0)
        return None

    def _insert(self, at: int, text: str, claim: str) -> Change:
        return Change(self.text.path, at, at, text, claim)

    def _must_be_one_line(self, node: Node) -> None:
        if self.text.line_number(node.start) != self.text.line_number(node.end):
            raise RefusedError("it is in flow style over several lines")

    def _remove(self, node: Node) -> Change:
        """Take away the item of a list, or the entry of a mapping, that a node is or belongs to."""
        first = last = node
        parent = node.parent
        if parent is None:
            raise RefusedError("it is the whole file")
        if node.entry is not None:
            first, last = node.entry
        for part in (first, last):
            if part.marked or "$" in self.text.content[part.start : part.end]:
                raise RefusedError("it is an alias, has an anchor, or depends on a variable")
        size = 1 if parent.kind == "list" else 2
        if len(parent.children) == size:
            if parent.kind == "list" and parent.parent is not None and not parent.marked:
                return self._remove(parent)
            raise RefusedError("nothing would be left of what it is in")
        if parent.flow:
            return self._remove_inline(parent, first, last)
        return self._remove_lines(first, last)

    def _remove_lines(self, first: Node, last: Node) -> Change:
        text, content = self.text, self.text.content
        before = content[text.line_start(first.start) : first.start].strip()
        in_list = first.parent is not None and first.parent.kind == "list"
        is_block = last.last.kind == "scalar" and not last.last.is_text
        if before != ("-" if in_list else "") or is_block:
            raise RefusedError("it shares its lines with something else")
        after = content[last.last.end : text.line_end(last.last.end)].strip()
        if after and not after.startswith("#"):
            raise RefusedError("it shares its lines with something else")
        return text.cut_lines(first.start, last.last.end)

    def _remove_inline(self, parent: Node, first: Node, last: Node) -> Change:
        self._must_be_one_line(parent)
        at = last.position
        if at + 1 < len(parent.children):
            return Change(self.text.path, first.start, parent.children[at + 1].start, "")
        before = parent.children[first.position - 1]
        return Change(self.text.path, before.end, last.end, "")


def _must_be_plain_text(node: Node) -> None:
    if not node.is_text:
        raise RefusedError("it is not a scalar in one piece")
    if node.marked:
        raise RefusedError("it has an anchor or a tag")
    if "$" in node.value:
        raise RefusedError("it depends on a variable")
