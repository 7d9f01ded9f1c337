"""From long forms to the types that compose works with: bytes, lists of words, text."""

from collections.abc import Callable
from typing import Any

from .converted import (
    boolean,
    count,
    integer,
    mapping,
    nullable,
    number,
    size,
    text,
    texts,
    words,
)
from .log import Log, RefusedError, reason
from .longform import added
from .nodes import Node
from .scalars import text_of

Convert = Callable[[Node], Node]


def convert(tree: Node, log: Log) -> None:
    """Convert every value of a normalised tree, in place."""
    for section, table in (("services", _SERVICE), ("networks", _RESOURCE), ("volumes", _RESOURCE),
                           ("secrets", _RESOURCE), ("configs", _RESOURCE)):  # fmt: skip
        for resource in tree.entries_at(section).values():
            _apply(resource, table, log)


def _apply(node: Node, table: dict[str, Any], log: Log) -> None:
    for key, value in list(node.entries.items()):
        rule = table.get(key, table.get("*"))
        if rule is None or value.value is None:
            continue
        if isinstance(rule, dict):
            for part in value.items or [value]:
                _apply(part, rule, log)
            continue
        try:
            node.value[key] = rule(value)
        except (ValueError, OverflowError) as error:
            log.invalid(reason(error), value)


def _test(node: Node) -> Node:
    if isinstance(node.value, str):
        return node.derive([node.derive("CMD-SHELL"), node])
    return node


def _hosts(node: Node) -> Node:
    """`["host=address"]` from a list or a mapping."""
    items: list[Node] = []
    for key, value in node.entries.items():
        for item in value.items or [value]:
            items.append(item.derive(f"{key}={_bare(text_of(item.value))}"))
    for item in node.items:
        text = text_of(item.value)
        host, _, addresses = text.partition("=" if "=" in text else ":")
        items += [item.derive(f"{host}={_bare(a)}") for a in addresses.split(",")]
    return node.derive(items)


def _bare(address: str) -> str:
    return address[1:-1] if address[:1] == "[" and address[-1:] == "]" else address


def _ulimits(node: Node) -> Node:
    for name, value in node.entries.items():
        if isinstance(value.value, int):
            node.value[name] = value.derive({"soft": value, "hard": value})
    return node


def _volumes(node: Node) -> Node:
    return node.derive([_volume(item) for item in node.items])


def _volume(node: Node) -> Node:
    """One flat mapping: what is below bind, volume, tmpfs and image becomes part of it."""
    flat = {
        key: value
        for key, value in node.entries.items()
        if key not in ("bind", "volume", "tmpfs", "image")
    }
    flat.setdefault("read_only", added(node, False))
    for part, names in _PARTS.items():
        inner = node.get(part)
        for key, name in names.items():
            value = inner.get(key) if inner is not None else None
            if value is not None:
                flat[name] = _PART_VALUES.get(name, _same)(value)
    if flat.get("type") is not None and flat["type"].value == "bind":
        flat.setdefault("create_host_path", added(node, True))
    return node.derive(flat)


def _same(node: Node) -> Node:
    return node


def _bits(node: Node) -> Node:
    """The mode of a tmpfs, which is no text."""
    if isinstance(node.value, str):
        raise RefusedError("the mode of a tmpfs must be an integer, not text")
    return node


_PART_VALUES: dict[str, Convert] = {
    "create_host_path": boolean, "tmpfs_size": size, "tmpfs_mode": _bits,
}  # fmt: skip
_PARTS = {
    "bind": {
        "propagation": "propagation", "selinux": "selinux", "recursive": "recursive",
        "create_host_path": "create_host_path",
    },
    "volume": {"nocopy": "nocopy", "subpath": "subpath", "labels": "labels"},
    "tmpfs": {"size": "tmpfs_size", "mode": "tmpfs_mode"},
    "image": {"subpath": "subpath"},
}  # fmt: skip


def _ports(node: Node) -> Node:
    return node.derive([_port(item) for item in node.items])


def _port(node: Node) -> Node:
    flat = dict(node.entries)
    mode, published = flat.get("mode"), flat.get("published")
    if mode is not None and mode.value == "ingress":
        del flat["mode"]
    if published is not None:
        flat["published"] = text(published)
    if flat.get("target") is not None:
        flat["target"] = count(flat["target"])
    flat.setdefault("protocol", added(node, "tcp"))
    return node.derive(flat)


def _files(node: Node) -> Node:
    """Secrets and configs: the mode is written in octal."""
    for item in node.items:
        mode = item.get("mode")
        if mode is not None:
            item.value["mode"] = mode.derive(f"0{_octal(mode.value):o}")
    return node


def _octal(value: Any) -> int:
    if not isinstance(value, str):
        return int(value)
    try:
        return int(value, 8)
    except ValueError:
        raise ValueError("a mode must be an octal number") from None


def _options(node: Node) -> Node:
    """Those of a provider, each a list of texts."""
    return node.derive({key: texts(value) for key, value in node.entries.items()})


def _weight(node: Node) -> Node:
    if isinstance(node.value, str):
        raise RefusedError("a weight must be an integer, not text")
    return node


def _requests(node: Node) -> Node:
    for item in node.items:
        if isinstance(item.value, dict):
            if "count" not in item.value and "device_ids" not in item.value:
                item.value["count"] = item.derive("all")
            if item.get("options") is not None:
                item.value["options"] = mapping(item.value["options"])
            wanted = item.get("count")
            if wanted is not None and wanted.value != "all":
                item.value["count"] = integer(wanted)
    return node


_GROUP: dict[str, Any] = {
    "memory": size,
    "cpus": number,
    "pids": integer,
    "devices": _requests,
}
_RATES: dict[str, Any] = {"rate": size}
_HOOKS: dict[str, Any] = {
    "command": words, "environment": nullable, "privileged": boolean, "per_replica": boolean,
}  # fmt: skip

_SERVICE: dict[str, Any] = {
    "annotations": mapping, "attach": boolean,
    "blkio_config": {
        "weight": _weight, "weight_device": {"weight": _weight},
        "device_read_bps": _RATES, "device_read_iops": _RATES,
        "device_write_bps": _RATES, "device_write_iops": _RATES,
    },
    "build": {
        "args": nullable, "labels": mapping, "shm_size": size, "extra_hosts": _hosts,
        "ulimits": _ulimits, "secrets": _files, "no_cache_filter": texts,
        "no_cache": boolean, "privileged": boolean, "pull": boolean,
    },
    "command": words, "configs": _files, "cpus": number, "cpu_percent": number,
    "cpu_shares": integer,
    "deploy": {
        "labels": mapping, "replicas": integer,
        "resources": {"limits": _GROUP, "reservations": _GROUP},
    },
    "develop": {"watch": {
        "ignore": texts, "include": texts, "initial_sync": boolean,
        "exec": {"command": words, "environment": nullable, "privileged": boolean},
    }},
    "dns": texts, "dns_opt": texts, "dns_search": texts, "entrypoint": words,
    "env_file": {"required": boolean}, "environment": nullable, "expose": texts,
    "extra_hosts": _hosts, "gpus": _requests,
    "group_add": texts, "healthcheck": {"test": _test, "retries": count},
    "labels": mapping, "logging": {"options": mapping}, "mem_limit": size,
    # The swappiness, too, is a size to compose-go.
    "mem_reservation": size, "mem_swappiness": size, "memswap_limit": size,
    "networks": {"*": {"driver_opts": mapping}},
    "pids_limit": integer, "ports": _ports, "post_start": _HOOKS, "pre_start": _HOOKS,
    "pre_stop": _HOOKS, "provider": {"options": _options}, "secrets": _files,
    "shm_size": size, "storage_opt": mapping,
    "sysctls": mapping, "tmpfs": texts, "ulimits": _ulimits, "volumes": _volumes,
}  # fmt: skip

_RESOURCE: dict[str, Any] = {"labels": mapping, "driver_opts": mapping}
