"""Removing what is said twice in a list: the later item counts, at the place of the first."""

from collections.abc import Callable
from typing import Any

from .log import Log
from .nodes import Node
from .scalars import text_of
from .volumes import split_volume

Indexer = Callable[[Node], str | None]


def _name(node: Node) -> str | None:
    """`KEY` of `KEY=value`."""
    return node.value.partition("=")[0] if isinstance(node.value, str) else None


def _target(node: Node) -> str | None:
    if isinstance(node.value, dict):
        target = node.get("target")
        return text_of(target.value) if target is not None else None
    return split_volume(node.value)[1] if isinstance(node.value, str) else None


def _device(node: Node) -> str | None:
    if isinstance(node.value, str):
        parts = node.value.split(":")
        return parts[1] if len(parts) > 1 else parts[0]
    return _target(node)


def _text(node: Node) -> str | None:
    return text_of(node.value) if isinstance(node.value, (str, int)) else None


def _port(node: Node) -> str | None:
    if not isinstance(node.value, dict):
        return _text(node)
    said = {key: child.value for key, child in node.value.items()}
    if "target" not in said:
        return None
    ip, protocol = said.get("host_ip", "0.0.0.0"), said.get("protocol", "tcp")  # noqa: S104
    return f"{ip}:{said.get('published')!r}:{said['target']}/{protocol}"  # 80 is not "80" here


def _env_file(node: Node) -> str | None:
    path = node if isinstance(node.value, str) else node.get("path")
    return path.value if path is not None and isinstance(path.value, str) else None


def _file(folder: str) -> Indexer:
    def index(node: Node) -> str | None:
        if isinstance(node.value, str):
            # Where a short form is mounted: below this folder, by its own name.
            return f"{folder}/{node.value}"
        target, source = node.get("target"), node.get("source")
        if target is not None:
            return text_of(target.value)
        return f"{folder}/{text_of(source.value)}" if source is not None else None

    return index


_LISTS: dict[str, Any] = {
    "networks": {"*": {"labels": _name, "ipam": {"options": _name}}},
    "services": {"*": {
        "annotations": _name,
        "build": {
            "args": _name, "additional_contexts": _name, "platform": _name, "tags": _name,
            "labels": _name,
        },
        "cap_add": _name, "cap_drop": _name, "configs": _file(""), "deploy": {"labels": _name},
        "devices": _device, "dns": _name, "dns_opt": _name, "dns_search": _name,
        "environment": _name, "env_file": _env_file, "expose": _text, "labels": _name,
        "links": _name, "networks": {"*": {"aliases": _name, "link_local_ips": _name}},
        "ports": _port, "profiles": _name, "secrets": _file("/run/secrets"), "sysctls": _name,
        "tmpfs": _name, "volumes": _target,
    }},
}  # fmt: skip


def unify(node: Node, log: Log, rules: Any = _LISTS) -> None:
    """Remove the repetitions in the lists of a tree, in place."""
    if not isinstance(node.value, dict):
        return
    general = rules.get("*")
    for key, child in node.value.items():
        rule = rules.get(key, general)
        if rule is None:
            continue
        if not callable(rule):
            unify(child, log, rule)
        elif isinstance(child.value, list):
            child.value = _unique(child.value, rule)


def _unique(items: list[Node], index: Indexer) -> list[Node]:
    places: dict[str, int] = {}
    kept: list[Node] = []
    for item in items:
        key = index(item) if item.known else None
        if key is not None and key in places:
            kept[places[key]] = item
            continue
        if key is not None:
            places[key] = len(kept)
        kept.append(item)
    return kept
