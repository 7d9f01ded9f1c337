"""From what is written to what it says: aliases, merge keys, variables, types, `!reset`.

The result is a tree of its own: every node is at one place of it.
"""

from typing import Any

from hardenlint.errors import InputError

from . import losses
from .casts import CASTS
from .interpolate import Environment, Expanded, TemplateError, substitute
from .log import Log
from .yaml_nodes import MAX_DEPTH, MAX_NODES, Node

Path = tuple[str, ...]
_GROWTH = 10
"""To how many times its size a large document may grow."""


class Expander:
    """Expands one document; `resets` are what `!reset` and `!override` stand at, by path."""

    def __init__(self, environment: Environment, log: Log) -> None:
        self.environment = environment
        self.log = log
        self.resets: dict[Path, Node] = {}
        self.count = 0
        self.limit = MAX_NODES
        self.merged: dict[int, tuple[dict[str, Node], dict[str, Node]]] = {}

    def document(self, root: Node) -> Node:
        """Expand a whole document; many times what is written is too much."""
        if not self.log.strict:
            self.limit += _GROWTH * getattr(root, "size", 0)
        return self.node(root, (), CASTS, 0)

    def node(self, node: Node, path: Path, casts: Any, depth: int) -> Node:
        value = node.value
        self.visit(node, 1)
        if node.tag and node.tag == "!override":
            self.resets[path] = node
        if isinstance(value, (dict, list)):
            if depth > MAX_DEPTH:
                raise InputError("parse", "its aliases nest too deeply", node.span())
            expand = self.mapping if isinstance(value, dict) else self.sequence
            return expand(node, path, casts if isinstance(casts, dict) else None, depth + 1)
        if isinstance(value, str):
            cast = casts.get("") if isinstance(casts, dict) else casts
            if cast is not None or "$" in value:
                return self.text(node, cast)
        return node

    def mapping(self, node: Node, path: Path, casts: Any, depth: int) -> Node:
        entries, keys = self.flat(node, 0)
        result = Node({}, node.place)
        result.keys = keys
        if len(path) == 2 and path[0] == "services" and entries is not node.value:
            losses.record(result, *losses.of_merge_key(node, lambda base: self.flat(base, 1)[0]))
        for key, child in entries.items():
            if child.tag == "!reset":
                self.resets[*path, key] = child
                continue
            inner = casts.get(key, casts.get("*")) if casts else None
            result.value[key] = self.node(child, (*path, key), inner, depth)
        return result

    def sequence(self, node: Node, path: Path, casts: Any, depth: int) -> Node:
        inner = casts.get("[]") if casts else None
        result = Node([], node.place)
        for index, child in enumerate(node.value):
            if child.tag != "!reset":
                result.value.append(self.node(child, (*path, str(index)), inner, depth))
        return result

    def flat(self, node: Node, depth: int) -> tuple[dict[str, Node], dict[str, Node]]:
        """The entries and keys of a mapping with its `<<` followed; what is written here wins."""
        key = node.keys.get("<<")
        if key is None or key.style:
            return node.value, node.keys
        if id(node) in self.merged:
            return self.merged[id(node)]
        if depth > MAX_DEPTH:
            raise InputError("parse", "its merge keys nest too deeply", key.span())
        source = node.value["<<"]
        entries = {name: value for name, value in node.value.items() if name != "<<"}
        keys = {name: value for name, value in node.keys.items() if name != "<<"}
        self.merged[id(node)] = entries, keys
        for base in source.value if isinstance(source.value, list) else [source]:
            if not isinstance(base.value, dict):
                if base.known:
                    self.log.invalid("<< takes a mapping or a list of mappings", base)
                continue
            inherited, inherited_keys = self.flat(base, depth + 1)
            self.visit(base, len(inherited))
            for name, value in inherited.items():
                if name not in entries:
                    entries[name] = value
                    keys[name] = inherited_keys[name]
        return entries, keys

    def visit(self, node: Node, number: int) -> None:
        """Count values, so that no short text becomes a huge tree."""
        self.count += number
        if self.count > self.limit:
            message = f"its aliases expand to more than {self.limit:,} values"
            raise InputError("parse", message, node.span())

    def text(self, node: Node, cast: Any) -> Node:
        """Fill in variables and turn the text into the type that its place asks for."""
        used = Expanded()
        result = node.derive(node.value)
        if "$" in node.value:
            try:
                result.value = substitute(node.value, self.environment, used)
            except TemplateError as error:
                self.malformed(error, result)
                return result
            result.note = used.note
            for name, _ in used.sourced:
                place = self.environment[name].span
                if place is not None:
                    self.log.fed.setdefault(place.path or "", {}).setdefault(name, node.span())
        for name in used.unset:
            result.known = self.log.strict
            self.log.note("unset-variable", f"${name} has no value", node.span())
        if cast is not None and result.known:
            try:
                result.value = cast(result.value)
            except ValueError as error:
                reason = f" ({result.note})" if result.note else ""
                self.log.invalid(f"{error}{reason}", result)
                result.known = False
        return result

    def malformed(self, error: TemplateError, node: Node) -> None:
        node.known = False
        if error.missing and not self.log.strict:
            node.note = f"${error.missing} has no value"
            self.log.note("unset-variable", node.note, node.span())
        else:
            self.log.invalid(str(error), node)
