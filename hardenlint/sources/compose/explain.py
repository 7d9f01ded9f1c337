"""What compose's published schema has against a tree, said to a person who writes YAML.

`schema.NOTICE` tells where the schema comes from.
"""

import json
import os
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

import jsonschema

from hardenlint.facts.telling import is_word
from hardenlint.facts.telling import name as told
from hardenlint.text.wording import near

from .log import Log
from .nodes import Node
from .validate import frozen

_TYPES = {
    "string": "text", "boolean": "true or false", "integer": "an integer", "number": "a number",
    "object": "a mapping", "array": "a list", "null": "null",
}  # fmt: skip
Error = Any
"""A jsonschema.ValidationError."""


def validator() -> Any:
    """The schema, ready to validate plain data."""
    path = os.path.join(os.path.dirname(__file__), "schema.json")
    with open(path, encoding="utf-8") as file:
        return jsonschema.Draft202012Validator(json.load(file))


def explain(root: Node, log: Log) -> None:
    """Report what the schema refuses, in the order of the file."""
    found: list[tuple[Node, str]] = []
    for error in validator().iter_errors(plain(root)):
        for leaf in _leaves(error):
            at = _at(root, leaf.absolute_path)
            if at.known or isinstance(at.value, (dict, list)):
                found += _told(at, leaf)
    found += [(node, "a number must have an end") for node in _endless(root)]
    for node, message in sorted(found, key=lambda one: _order(one[0])):
        log.invalid(message, node)
    # Where the table refuses what the schema takes, the refusal is told all the same.
    if not found:
        log.invalid("does not fit the schema of compose files", root)


def _endless(node: Node) -> Iterator[Node]:
    """The numbers that are infinite, or none, which no schema knows of."""
    if isinstance(node.value, float) and not isfinite(node.value):
        yield node
    for inner in (*node.items, *node.entries.values()):
        yield from _endless(inner)


def plain(node: Node) -> Any:
    """A tree as plain data."""
    if isinstance(node.value, dict):
        return {key: plain(value) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    return node.value


def _order(node: Node) -> tuple[str, int, int]:
    return node.place[:3]


def _at(root: Node, path: Any) -> Node:
    node = root
    for step in path:
        node = node.value[step]
    return node


def _leaves(error: Error) -> Iterator[Error]:
    """The errors behind one: of alternatives, those of the one that was meant."""
    branches: dict[Any, list[Error]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = [group for group in branches.values() if not any(map(_is_of_another_type, group))]
    if not meant:
        yield error
    for inner in meant[0] if meant else ():
        yield from _leaves(inner)


def _is_of_another_type(error: Error) -> bool:
    return len(error.path) == 0 and error.validator in ("type", "enum", "const")


def _told(node: Node, error: Error) -> Iterator[tuple[Node, str]]:
    """What is wrong at a node, and where exactly."""
    name = _name(error)
    if error.validator == "additionalProperties":
        for key in _unknown(error):
            yield node.keys.get(key, node.value[key]), _unknown_key(key, name, error.schema)
    elif error.validator == "required":
        # jsonschema reports each missing key by itself, and names it in its message alone.
        missing = next(k for k in error.validator_value if repr(k) in error.message)
        yield node, f"{name} needs {missing}"
    elif error.validator == "uniqueItems":
        yield from _repeated(node, name)
    elif error.validator == "pattern":
        yield node, f"{name} must match {error.validator_value}, not {_shown(node.value)}"
    else:
        yield node, f"{name} must be {_wanted(error)}, not {_shown(node.value)}"


def _name(error: Error) -> str:
    path = list(error.absolute_path)
    if not path:
        return "the file"
    if isinstance(path[-1], str):
        return told(path[-1])
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    return f"an item of {told(key)}"


def _unknown(error: Error) -> list[str]:
    schema = error.schema
    patterns = schema.get("patternProperties", {})
    return [
        key
        for key in error.instance
        if key not in schema.get("properties", {}) and not any(re.search(p, key) for p in patterns)
    ]


def _unknown_key(key: str, name: str, schema: dict[str, Any]) -> str:
    """Say so; of a key that may hold a value only that which it was probably meant to be."""
    known = schema.get("properties")
    if not known:
        shown = told(key)
        mark = "" if shown == key else "…"
        return f"'{shown}{mark}' cannot be a name in {name}"
    where = f" in {name}" if name != "the file" else ""
    meant = near(key, known)
    shown = f" {key!r}" if is_word(key) else ""
    return f"unknown key{shown}{where}" + (f": is it {meant}?" if meant else "")


def _repeated(node: Node, name: str) -> Iterator[tuple[Node, str]]:
    seen: set[Any] = set()
    for item in node.items:
        shown = frozen(item)
        if shown in seen:
            yield item, f"{name} says {_repeatable(item)} twice"
        seen.add(shown)


def _repeatable(item: Node) -> str:
    if isinstance(item.value, (dict, list)):
        return "the same"
    return repr(told(str(item.value)))  # what follows a name may be secret


def _wanted(error: Error) -> str:
    """What the schema would take instead."""
    words = [word for one in (error.context or [error]) for word in _words(one)]
    return " or ".join(dict.fromkeys(words)) or "something else"


def _words(error: Error) -> list[str]:
    rule = error.validator_value
    if error.validator == "type":
        return [_TYPES[kind] for kind in (rule if isinstance(rule, list) else [rule])]
    if error.validator in ("enum", "const"):
        return ["one of " + ", ".join(map(str, rule))] if isinstance(rule, list) else [str(rule)]
    if error.validator in ("minimum", "maximum"):
        return [f"at {'least' if error.validator == 'minimum' else 'most'} {rule}"]
    return [word for one in error.context or () for word in _words(one)]


def _shown(value: Any) -> str:
    """A value in a message: its kind where its text says nothing."""
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, bool) or value is None:
        return {None: "null", True: "true", False: "false"}[value]
    return "text" if isinstance(value, str) else "a number" if len(str(value)) > 4 else str(value)
