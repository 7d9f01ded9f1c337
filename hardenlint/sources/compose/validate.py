"""The shape of a compose file: which keys there are and what each may hold.

The rules are those of compose's schema, written down as a table. A shape is
- a string: the kinds of a scalar, `s` text, `b` boolean, `i` integer, `n` number, `0` null
- a list: a list of that shape; a second entry "unique" forbids repetitions
- a dict: a mapping with these keys; `*` is the shape of any other key, `!` the required keys,
  `x-` False forbids extensions, `?` tells whether a key has a legal name
- a tuple: one of these shapes; a frozenset: one of these words; a range: an integer within it
"""

from typing import Any

from .log import Log
from .shapes import COMPOSE
from .yaml_nodes import Node

_KINDS = {"s": "text", "b": "a boolean", "i": "an integer", "n": "a number", "0": "null"}


def validate(root: Node, log: Log) -> None:
    """Report everything in a tree that compose's schema refuses."""
    _check(root, COMPOSE, "", log)


def _check(node: Node, shape: Any, name: str, log: Log) -> None:
    if shape is None or (not node.known and not isinstance(node.value, (dict, list))):
        return
    if isinstance(shape, tuple):
        fitting = [one for one in shape if _fits(node, one)]
        if not fitting:
            log.invalid(f"{name} must be {' or '.join(_described(one) for one in shape)}", node)
            return
        shape = fitting[0]
    elif not _fits(node, shape):
        log.invalid(f"{name} must be {_described(shape)}", node)
        return
    if isinstance(shape, dict):
        _check_mapping(node, shape, name, log)
    elif isinstance(shape, list):
        _check_list(node, shape, name, log)


def _fits(node: Node, shape: Any) -> bool:
    value = node.value
    if isinstance(shape, str):
        return _is_kind(value, shape)
    if isinstance(shape, dict):
        return isinstance(value, dict)
    if isinstance(shape, list):
        return isinstance(value, list)
    if isinstance(shape, frozenset):
        return isinstance(value, str) and value in shape
    return isinstance(value, int) and not isinstance(value, bool) and value in shape


def _is_kind(value: Any, kinds: str) -> bool:
    if isinstance(value, str):
        return "s" in kinds
    if isinstance(value, bool):
        return "b" in kinds
    if isinstance(value, int):
        return "i" in kinds or "n" in kinds
    if isinstance(value, float):
        return "n" in kinds or ("i" in kinds and value.is_integer())
    return value is None and "0" in kinds


def _described(shape: Any) -> str:
    if isinstance(shape, str):
        return " or ".join(_KINDS[kind] for kind in shape)
    if isinstance(shape, (dict, list)):
        return "a mapping" if isinstance(shape, dict) else "a list"
    if isinstance(shape, frozenset):
        return "one of " + ", ".join(sorted(shape))
    return f"between {shape[0]} and {shape[-1]}"


def _check_mapping(node: Node, shape: dict[str, Any], name: str, log: Log) -> None:
    is_legal = shape.get("?")
    for key, value in node.value.items():
        if key in shape and key not in _RESERVED:
            _check(value, shape[key], key, log)
        elif "*" in shape and (is_legal is None or is_legal(key)):
            _check(value, shape["*"], key, log)
        elif not (shape.get("x-", True) and key.startswith("x-")):
            where = f" in {name}" if name else ""
            log.invalid(f"unknown key {key!r}{where}", node.keys.get(key, value))
    for key in shape.get("!", ()):
        if key not in node.value:
            log.invalid(f"{name} needs {key}", node)


_RESERVED = frozenset(("*", "!", "x-", "?"))


def _check_list(node: Node, shape: list[Any], name: str, log: Log) -> None:
    seen: set[Any] = set()
    for item in node.value:
        _check(item, shape[0], f"an item of {name}", log)
        if len(shape) > 1 and isinstance(item.value, (str, int, float)) and item.known:
            if (key := (type(item.value), item.value)) in seen:
                log.invalid(f"{name} says {item.value!r} twice", item)
            seen.add(key)
