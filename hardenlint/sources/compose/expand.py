"""From what is written to what it says: aliases, merge keys, variables, types, `!reset`.

The result is a tree of its own: every node is at one place of it.
"""

from typing import Any

from hardenlint.errors import InputError
from hardenlint.model.span import because
from hardenlint.text.yaml.composing import MAX_DEPTH

from . import losses
from .casts import CASTS
from .documents import MAX_NODES
from .interpolate import Environment, Expanded, TemplateError, TooMuchError, substitute
from .log import Log, reason
from .nodes import Node

Path = tuple[str, ...]
_GROWTH = 3
"""How many values a large document may come to for each that is written in it."""


class _Flat:
    """A mapping with its `<<` followed: entries and keys.

    `removed` is what `!reset` stands at; `listed` names what came from a list of mappings.
    """

    __slots__ = ("entries", "keys", "listed", "removed")

    def __init__(self, entries: dict[str, Node], keys: dict[str, Node]) -> None:
        self.entries = entries
        self.keys = keys
        self.removed: dict[str, Node] = {}
        self.listed: set[str] = set()


class Expander:
    """Expands one document; `resets` are what `!reset` and `!override` stand at, by path."""

    def __init__(self, environment: Environment, log: Log) -> None:
        self.environment = environment
        self.log = log
        self.resets: dict[Path, Node] = {}
        self.count = 0
        self.limit = MAX_NODES
        self.merged: dict[int, _Flat] = {}
        self.overriding = False

    def document(self, root: Node) -> Node:
        """Expand a whole document; many times what is written is too much."""
        if not self.log.strict:
            self.limit += _GROWTH * getattr(root, "size", 0)
        self.log.came_to(0, root)
        expanded = self.node(root, (), CASTS, 0)
        self.log.came_to(self.count, root)
        return expanded

    def node(self, node: Node, path: Path, casts: Any, depth: int) -> Node:
        value = node.value
        self.visit(node, 1)
        if isinstance(value, (dict, list)):
            if depth > MAX_DEPTH:
                raise InputError("parse", "its aliases nest too deeply", node.span())
            if node.tag == "!override" and not self.overriding:
                return self.override(node, path, casts, depth)
            expand = self.mapping if isinstance(value, dict) else self.sequence
            return expand(node, path, casts if isinstance(casts, dict) else None, depth + 1)
        if node.tag == "!override":
            self.resets[path] = node
        if isinstance(value, str):
            cast = casts.get("") if isinstance(casts, dict) else casts
            if cast is not None or "$" in value:
                return self.text(node, cast)
        return node

    def override(self, node: Node, path: Path, casts: Any, depth: int) -> Node:
        """What replaces all there was; tags in it mean nothing."""
        self.resets[path] = node
        self.overriding = True
        try:
            return self.node(node, path, casts, depth)
        finally:
            self.overriding = False

    def mapping(self, node: Node, path: Path, casts: Any, depth: int) -> Node:
        flat = self.flat(node, 0)
        result = Node({}, node.place)
        result.keys = flat.keys
        # A service, and one with a `<<`: else the entries are those of the node itself.
        if len(path) == 2 and path[0] == "services" and flat.entries is not node.value:
            losses.record(result, *losses.of_merge_key(node, lambda base: self.flat(base, 1)))
        for key, tag in flat.removed.items():
            self.resets[*path, key] = tag
        for key, child in flat.entries.items():
            if self.removes(child):
                self.resets[*path, key] = child
                continue
            inner = casts.get(key, casts.get("*")) if casts else None
            # compose loses the place of tags that come from a list of mappings
            where = (*path, "<<", key) if key in flat.listed else (*path, key)
            result.value[key] = self.node(child, where, inner, depth)
        return result

    def sequence(self, node: Node, path: Path, casts: Any, depth: int) -> Node:
        inner = casts.get("[]") if casts else None
        result = Node([], node.place)
        for index, child in enumerate(node.value):
            if not self.removes(child):
                result.value.append(self.node(child, (*path, str(index)), inner, depth))
        return result

    def removes(self, child: Node) -> bool:
        return child.tag == "!reset" and not self.overriding

    def flat(self, node: Node, depth: int) -> _Flat:
        """A mapping with its `<<` followed; what is written here wins."""
        key = node.keys.get("<<")
        # A `<<` in quotes is a key like others.
        if key is None or key.style:
            return _Flat(node.value, node.keys)
        # By identity: an anchor is one node, however many aliases name it.
        if id(node) in self.merged:
            return self.merged[id(node)]
        if depth > MAX_DEPTH:
            raise InputError("parse", "its merge keys nest too deeply", key.span())
        source = node.value["<<"]
        found = self.merged[id(node)] = _Flat({}, {})
        self.take(found, {n: value for n, value in node.value.items() if n != "<<"}, node.keys)
        for base in source.value if isinstance(source.value, list) else [source]:
            if not isinstance(base.value, dict):
                if base.known:
                    self.log.invalid("<< takes a mapping or a list of mappings", base)
                continue
            inherited = self.flat(base, depth + 1)
            # Aliases share what they name, but every merge key copies: a few lines could make
            # billions.
            self.visit(base, len(inherited.entries))
            self.inherit(found, inherited, is_listed=base is not source)
        return found

    def take(self, found: _Flat, entries: dict[str, Node], keys: dict[str, Node]) -> list[str]:
        """Add the entries that are not there yet; what `!reset` stands at is none of them."""
        taken = []
        for name, value in entries.items():
            if self.removes(value):
                found.removed.setdefault(name, value)
            elif name not in found.entries:
                found.entries[name] = value
                found.keys[name] = keys[name]
                taken.append(name)
        return taken

    def inherit(self, found: _Flat, base: _Flat, *, is_listed: bool) -> None:
        removed = dict(found.removed)
        taken = self.take(found, base.entries, base.keys)
        # compose heeds `!reset` in a mapping that is merged, and forgets it in a list of them.
        found.removed = removed if is_listed else {**base.removed, **found.removed}
        found.listed.update(taken if is_listed else base.listed.intersection(taken))

    def visit(self, node: Node, number: int) -> None:
        """Count values, so that no short text becomes a huge tree."""
        self.count += number
        if self.count > self.limit:
            message = f"its aliases expand to more than {self.limit:,} values"
            raise InputError("parse", message, node.span())

    def text(self, node: Node, cast: Any) -> Node:
        """Fill in variables and turn the text into the type that its place asks for."""
        used = Expanded(self.log.budget)
        result = node.derive(node.value)
        if "$" in node.value:
            try:
                result.value = substitute(node.value, self.environment, used)
            except TemplateError as error:
                self.malformed(error, result)
                return result
            result.causes = used.causes
            for name in used.sourced:
                place = self.environment[name].span
                if place is not None:
                    self.log.fed.setdefault(place.path or "", {}).setdefault(name, node.span())
        for name in used.unset:
            # To compose it is empty, and so it is in `show`; whoever judges the file cannot know.
            result.known = self.log.strict
            self.log.note("unset-variable", f"${name} has no value", node.span())
        if cast is not None and result.known:
            try:
                result.value = cast(result.value)
            except ValueError as error:
                from hardenlint.model.causes import remark  # noqa: PLC0415 - only for a mistake

                self.log.invalid(f"{reason(error)}{remark(result.causes)}", result)
                result.known = False
        return result

    def malformed(self, error: TemplateError, node: Node) -> None:
        node.known = False
        if isinstance(error, TooMuchError):
            node.causes = because("refused", str(error))
            if not self.log.budget.told:  # once: whatever follows may be as large
                self.log.budget.told = True
                self.log.error("parse", str(error), node.span())
        elif error.missing and not self.log.strict:
            node.causes = because("unset", error.missing)
            self.log.note("unset-variable", f"${error.missing} has no value", node.span())
        else:
            self.log.invalid(str(error), node)
