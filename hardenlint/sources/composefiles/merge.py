"""Merging compose documents: which value wins, key by key (compose-go override/merge.go)."""

from .nodes import Node

_REPLACED = frozenset(("command", "entrypoint", "test"))
_PAIRS = frozenset(("environment", "labels", "args", "sysctls", "annotations"))
_NAMES = frozenset(("networks", "depends_on"))
_BY_TARGET = frozenset(("volumes", "devices"))
_BY_VALUE = frozenset(
    ("cap_add", "cap_drop", "profiles", "dns", "dns_search", "expose", "ports", "tmpfs", "env_file")
)


def merge(base: Node, other: Node, key: str = "", level: int = 0) -> Node:
    """Lay `other` over `base`; neither is changed. `key` is the key both stand under."""
    if other.tag == "!override":
        return other
    if other.is_null:
        return base
    if key in _REPLACED:
        return other
    base, other = normalised(base, key, level), normalised(other, key, level)
    if base.kind == "map" and other.kind == "map":
        return _maps(base, other, level)
    if base.kind == "seq" and other.kind == "seq":
        return _lists(base, other, key)
    return other


def normalised(node: Node, key: str, level: int) -> Node:
    """Bring the short forms that merge with their long forms into the long one."""
    if key in _PAIRS and node.kind == "seq":
        return pairs(node)
    if key in _NAMES and node.kind == "seq" and level >= 2:
        return names(node)
    if key == "build" and node.kind == "scalar":
        return single(node, "context")
    if key in ("dns", "dns_search", "tmpfs", "env_file") and node.kind == "scalar":
        listed = _like(node, "seq", [node])
        return listed
    return node


def _like(node: Node, kind: str, value: object) -> Node:
    place = (node.line, node.column, node.end_line, node.end_column)
    return Node(kind, value, node.file, place)


def single(node: Node, key: str) -> Node:
    """Make `{key: node}` of a scalar."""
    result = _like(node, "map", {key: node})
    result.keys = {key: node}
    return result


def pairs(node: Node) -> Node:
    """Make a mapping of a list of `KEY=value`; each value keeps the place of its item."""
    result = _like(node, "map", {})
    for item in node.value:
        if item.kind != "scalar":
            continue
        name, equals, text = item.value.partition("=")
        value = item.copy()
        value.value, value.plain = text, not equals
        result.value[name] = value
        result.keys[name] = item
    return result


def names(node: Node) -> Node:
    """Make a mapping of a list of names."""
    result = _like(node, "map", {})
    for item in node.value:
        if item.kind == "scalar":
            value = item.copy()
            value.value, value.plain = "", True
            result.value[item.value] = value
            result.keys[item.value] = item
    return result


def _maps(base: Node, other: Node, level: int) -> Node:
    result = base.copy()
    result.value, result.keys = dict(base.value), dict(base.keys)
    for key, value in other.value.items():
        if value.tag == "!reset":
            result.value.pop(key, None)
            result.keys.pop(key, None)
        elif key in result.value:
            merged = merge(result.value[key], value, key, level + 1)
            if merged is not result.value[key]:
                result.keys[key] = other.keys[key]
            result.value[key] = merged
        else:
            result.value[key] = value
            result.keys[key] = other.keys[key]
    return result


def _lists(base: Node, other: Node, key: str) -> Node:
    result = base.copy()
    result.value = [*base.value, *other.value]
    if key in _BY_TARGET:
        result.value = unique(result.value, last=True)
    elif key in _BY_VALUE:
        result.value = unique(result.value, last=False)
    return result


def unique(items: list[Node], *, last: bool) -> list[Node]:
    """Keep one item for each target (the last one, in the place of the first) or value."""
    kept: dict[str, Node] = {}
    for item in items:
        key = _target(item) if last else _text(item)
        if last or key not in kept:
            kept[key] = item
    return list(kept.values())


def _text(item: Node) -> str:
    return item.value if item.kind == "scalar" else f"\0{id(item)}"


def _target(item: Node) -> str:
    if item.kind == "map":
        target = item.get("target")
        return target.value.rstrip("/") if target and target.kind == "scalar" else f"\0{id(item)}"
    from .shortforms import volume  # noqa: PLC0415 - shortforms is larger than what merges

    return volume(item.value).target.rstrip("/") if item.kind == "scalar" else f"\0{id(item)}"
