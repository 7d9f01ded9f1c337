"""The shape of a compose file: which keys there are and what each may hold.

The rules are those of compose's schema, written down as a table that costs nothing to load; where
it is not met, the schema itself explains why. A shape is
- a string: the kinds of a scalar, `s` text, `b` boolean, `i` integer, `n` number, `0` null
- a list: a list of that shape; a second entry "unique" forbids repetitions
- a dict: a mapping with these keys; `*` is the shape of any other key, `!` the required keys,
  `x-` False forbids extensions, `?` tells whether `*` is for a key, `+` allows all the rest
- a tuple: one of these shapes; a frozenset: one of these words; a range: an integer within it
- a function: whether a scalar is right
"""

from math import isfinite
from typing import Any

from .log import Log
from .nodes import Node
from .shapes import COMPOSE

_RESERVED = frozenset(("*", "!", "x-", "?", "+"))


def validate(root: Node, log: Log) -> None:
    """Report everything in a tree that compose's schema refuses."""
    if fits(root, COMPOSE):
        return
    from .explain import explain  # noqa: PLC0415 - the schema costs start-up time

    # jsonschema is slow: it sees only what the table refuses.
    explain(_failing(root), log)


def _failing(root: Node) -> Node:
    """The same tree without the services and resources that are as they should be."""
    kept = root.derive({})
    kept.keys = root.keys
    for key, node in root.entries.items():
        shape = COMPOSE.get(key)
        if fits(root.derive({key: node}), COMPOSE):
            continue
        if isinstance(shape, dict) and isinstance(node.value, dict):
            wrong = {n: v for n, v in node.value.items() if not fits(node.derive({n: v}), shape)}
            keys, node = node.keys, node.derive(wrong)
            node.keys = keys
        kept.value[key] = node
    return kept


def fits(node: Node, shape: Any) -> bool:
    """Whether a tree has a shape; what hangs on a variable without a value has any."""
    if shape is None:
        return True
    value = node.value
    if isinstance(value, dict):
        return _fits_mapping(node, shape)
    if isinstance(value, list):
        return _fits_list(node, shape)
    return not node.known or _fits_scalar(value, shape)


def _fits_mapping(node: Node, shape: Any) -> bool:
    if isinstance(shape, tuple):
        return any(isinstance(one, dict) and _fits_mapping(node, one) for one in shape)
    if not isinstance(shape, dict):
        return False
    entries = node.value
    for key, value in entries.items():
        if key in shape and key not in _RESERVED:
            if not fits(value, shape[key]):
                return False
        elif not _fits_other(key, value, shape):
            return False
    return all(key in entries for key in shape.get("!", ()))


def _fits_other(key: str, value: Node, shape: dict[str, Any]) -> bool:
    """An entry that the shape does not name."""
    is_legal = shape.get("?")
    if "*" in shape and (is_legal is None or is_legal(key)):
        return fits(value, shape["*"])
    return "+" in shape or (key.startswith("x-") and shape.get("x-", True) is True)


def _fits_list(node: Node, shape: Any) -> bool:
    if isinstance(shape, tuple):
        return any(isinstance(one, list) and _fits_list(node, one) for one in shape)
    if not isinstance(shape, list):
        return False
    inner = shape[0]
    for item in node.value:
        if not fits(item, inner):
            return False
    return len(shape) == 1 or _is_unique(node.value)


def _is_unique(items: list[Node]) -> bool:
    seen: set[Any] = set()
    for item in items:
        if item.known:
            key = frozen(item)
            if key in seen:
                return False
            seen.add(key)
    return True


def frozen(node: Node) -> Any:
    """A value that can be compared as the schema compares: 1 is 1.0 and no boolean."""
    value = node.value
    if isinstance(value, dict):
        return frozenset((key, frozen(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return tuple(frozen(inner) for inner in value)
    return isinstance(value, bool), value


def _fits_scalar(value: Any, shape: Any) -> bool:
    if isinstance(shape, str):
        return _is_kind(value, shape)
    if isinstance(shape, tuple):
        return any(_fits_scalar(value, one) for one in shape)
    if isinstance(shape, frozenset):
        return isinstance(value, str) and value in shape
    if isinstance(shape, range):
        # Compared with both ends: to look a float up in a range goes through all of it.
        return _is_kind(value, "i") and shape.start <= value < shape.stop
    return callable(shape) and bool(shape(value))


def _is_kind(value: Any, kinds: str) -> bool:
    if isinstance(value, str):
        return "s" in kinds
    if isinstance(value, bool):
        return "b" in kinds
    if isinstance(value, int):
        return "i" in kinds or "n" in kinds
    if isinstance(value, float):
        return isfinite(value) and ("n" in kinds or ("i" in kinds and value.is_integer()))
    return "0" in kinds
