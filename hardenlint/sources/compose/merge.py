"""Merging a tree over another, place by place, as compose merges override files and `extends`.

A later scalar wins, null never erases, mappings merge, lists append; places with rules of their
own are in RULES.
"""

from typing import Any

from . import losses
from .log import Log
from .nodes import Node
from .scalars import text_of


def merge(base: Node, over: Node, rule: Any, log: Log) -> Node:
    """Merge `over` into `base` (which is used up); `rule` tells what is special at this place."""
    if callable(rule):
        merged: Node = rule(base, over, log)
        return merged
    if over.is_empty:
        return base
    if isinstance(base.value, dict):
        if not isinstance(over.value, dict):
            log.invalid("cannot override a mapping with something else", over)
            return base
        return _mappings(base, over, rule, log)
    if isinstance(base.value, list):
        if not isinstance(over.value, list):
            log.invalid("cannot override a list with something else", over)
            return base
        return _joined(base, over, base.value + over.value)
    return over


def _mappings(base: Node, over: Node, rule: Any, log: Log) -> Node:
    merged = _moved(base, over)
    if rule is SERVICE:
        past = losses.of_override(base, over)
        losses.record(merged, *losses.recorded(base), *losses.recorded(over), *past)
    base = merged
    for key, value in over.entries.items():
        known = base.value.get(key)
        inner = rule.get(key, rule.get("*")) if rule else None
        base.value[key] = value if known is None else merge(known, value, inner, log)
        if key in over.keys and (known is None or key not in base.keys):
            base.keys[key] = over.keys[key]
    return base


def _moved(base: Node, over: Node) -> Node:
    result = base.derive(base.value)
    result.keys = base.keys
    return result


def _joined(base: Node, over: Node, items: list[Node]) -> Node:
    """A list made of two; it is where the first items are."""
    return (base if base.value else over).derive(items)


def replaced(_base: Node, over: Node, _log: Log) -> Node:
    """`command`, `entrypoint`, `healthcheck.test`: the later one counts."""
    return over


def sequences(base: Node, over: Node, _log: Log) -> Node:
    """Both as lists, one after the other: `environment`, `labels`, `dns`, ….

    Mappings become `KEY=value`, each where its value is written.
    """
    return _joined(base, over, as_items(base) + as_items(over))


def as_items(node: Node) -> list[Node]:
    """A mapping, a list or a single text as a list of items."""
    if isinstance(node.value, list):
        return list(node.value)
    if isinstance(node.value, dict):
        # Sorted, as compose-go makes a list of a mapping.
        return [item for key in sorted(node.value) for item in _pair(node, key)]
    return [node] if isinstance(node.value, str) else []


def _pair(node: Node, key: str) -> list[Node]:
    value = node.value[key]
    if isinstance(value.value, list):
        return [item.derive(f"{key}={text_of(item.value)}") for item in value.value]
    if value.value is None:
        return [node.keys[key].derive(key) if key in node.keys else value.derive(key)]
    return [value.derive(f"{key}={text_of(value.value)}")]


def _build(base: Node, over: Node, log: Log) -> Node:
    return _mappings(as_build(base), as_build(over), SERVICE_BUILD, log)


def as_build(node: Node) -> Node:
    """`build: path` as a mapping."""
    if isinstance(node.value, str):
        return node.derive({"context": node})
    return node if isinstance(node.value, dict) else node.derive({})


def keyed(node: Node, default: dict[str, Any] | None) -> Node:
    """A list of names as a mapping, each name with a copy of `default` (None: with null)."""
    if isinstance(node.value, dict):
        return node
    result = node.derive({})
    for item in node.items:
        if isinstance(item.value, str):
            filled = None if default is None else {k: item.derive(v) for k, v in default.items()}
            result.value[item.value] = item.derive(filled)
            result.keys[item.value] = item
    return result


DEPENDENCY = {"condition": "service_started", "required": True}


def _depends_on(base: Node, over: Node, log: Log) -> Node:
    return _mappings(keyed(base, DEPENDENCY), keyed(over, DEPENDENCY), None, log)


def _named(base: Node, over: Node, log: Log) -> Node:
    return _mappings(keyed(base, None), keyed(over, None), None, log)


def _logging(base: Node, over: Node, log: Log) -> Node:
    if not isinstance(over.value, dict) or not isinstance(base.value, dict):
        return base if over.is_empty else over
    ours, theirs = base.get("driver"), over.get("driver")
    if ours is None or theirs is None or ours.value == theirs.value:
        return _mappings(base, over, None, log)
    # The options of one driver mean nothing to another.
    return over


def _hosts(base: Node, over: Node, _log: Log) -> Node:
    items = as_items(base)
    known = {item.value for item in items if isinstance(item.value, str)}
    return _joined(base, over, items + [i for i in as_items(over) if i.value not in known])


def _ulimit(base: Node, over: Node, _log: Log) -> Node:
    return over


def _ipam_config(base: Node, over: Node, log: Log) -> Node:
    """Address pools merge when they are for one subnet."""
    if not isinstance(base.value, list) or not isinstance(over.value, list):
        log.invalid("ipam.config must be a list", over)
        return base
    pools = [pool for pool in base.value if isinstance(pool.value, dict)]
    places: dict[Any, int] = {}
    for at, pool in enumerate(pools):
        places.setdefault(_subnet(pool), at)
    for pool in over.value:
        same = places.setdefault(_subnet(pool), len(pools))
        if same < len(pools) and isinstance(pool.value, dict):
            pools[same] = _mappings(pools[same], pool, None, log)
        else:
            pools.append(pool)
    return _joined(base, over, pools)


def _subnet(pool: Node) -> Any:
    subnet = pool.get("subnet")
    # What is no scalar is equal to nothing else.
    is_plain = subnet is not None and not isinstance(subnet.value, (dict, list))
    return subnet.value if subnet is not None and is_plain else subnet


SERVICE_BUILD: dict[str, Any] = {
    "args": sequences, "additional_contexts": sequences, "extra_hosts": _hosts,
    "labels": sequences,
}  # fmt: skip

SERVICE: dict[str, Any] = {
    "annotations": sequences, "build": _build, "command": replaced, "depends_on": _depends_on,
    "deploy": {"labels": sequences}, "dns": sequences, "dns_opt": sequences,
    "dns_search": sequences, "entrypoint": replaced, "env_file": sequences,
    "label_file": sequences, "environment": sequences, "extra_hosts": _hosts,
    "healthcheck": {"test": replaced}, "labels": sequences, "logging": _logging,
    "models": _named, "networks": _named, "sysctls": sequences, "tmpfs": sequences,
    "ulimits": {"*": _ulimit},
}  # fmt: skip

RULES: dict[str, Any] = {
    "services": {"*": SERVICE},
    "networks": {"*": {"ipam": {"config": _ipam_config}, "labels": sequences}},
    "volumes": {"*": {"labels": sequences}},
}
