"""From long forms to the types that compose works with: bytes, lists of words, text."""

from collections.abc import Callable
from typing import Any

from hardenlint.facts.masking import secret_ranges

from .casts import to_bool, to_float, to_int
from .command_line import to_words
from .log import Log, RefusedError, reason
from .longform import added
from .normalise import pairs
from .scalars import text_of
from .units import to_bytes
from .yaml_nodes import Node

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


def _bytes(node: Node) -> Node:
    if isinstance(node.value, float):
        return node.derive(0)  # compose takes `1e9` for no size at all
    return node.derive(to_bytes(text_of(node.value)))


def _number(node: Node) -> Node:
    if not isinstance(node.value, str):
        return node
    value = to_float(node.value)
    return node.derive(int(value) if value.is_integer() else value)


def _integer(node: Node) -> Node:
    value = node.value
    if type(value) is int:
        return node
    return node.derive(to_int(value) if isinstance(value, str) else int(value))


def _count(node: Node) -> Node:
    """An integer that is not negative."""
    result = _integer(node)
    if result.value < 0:
        raise RefusedError("must not be less than 0")
    return result


def _boolean(node: Node) -> Node:
    return node.derive(to_bool(node.value)) if isinstance(node.value, str) else node


def _words(node: Node) -> Node:
    if isinstance(node.value, str):
        return node.derive([node.derive(word) for word in _told_apart(node.value)])
    return _texts(node)


class Secret(str):
    """A word that is secret because of what stood around it; a person is not shown it."""

    __slots__ = ()


def _told_apart(line: str) -> list[str]:
    """The words of a command line, those marked that are secret by all of it.

    `echo x | passwd --stdin` is `echo x` for compose, which tells nothing of the x any more.
    """
    secrets = [line[start:end] for start, end in secret_ranges(line)]
    return [
        Secret(word) if any(each in word or word in each for each in secrets) else word
        for word in to_words(line)
    ]


def _texts(node: Node) -> Node:
    """A list of texts; a single one is a list too."""
    if not isinstance(node.value, list):
        return node.derive([_text(node)])
    return node.derive([_text(item) for item in node.value])


def _text(node: Node) -> Node:
    return node.derive(text_of(node.value))


def _nullable(node: Node) -> Node:
    """A mapping of texts whose null stays null: `environment`."""
    found = pairs(node)
    shown = {k: v if v.value is None else _text(v) for k, v in found.items()}
    return node.derive(shown)


def _mapping(node: Node) -> Node:
    """A mapping of texts whose null is empty: labels, sysctls, options."""
    return node.derive({key: _text(value) for key, value in pairs(node).items()})


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
    "create_host_path": _boolean, "tmpfs_size": _bytes, "tmpfs_mode": _bits,
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
        flat["published"] = _text(published)
    if flat.get("target") is not None:
        flat["target"] = _count(flat["target"])
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
    return node.derive({key: _texts(value) for key, value in node.entries.items()})


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
                item.value["options"] = _mapping(item.value["options"])
            count = item.get("count")
            if count is not None and count.value != "all":
                item.value["count"] = _integer(count)
    return node


_GROUP: dict[str, Any] = {"memory": _bytes, "cpus": _number, "pids": _integer, "devices": _requests}
_RATES: dict[str, Any] = {"rate": _bytes}
_HOOKS: dict[str, Any] = {
    "command": _words, "environment": _nullable, "privileged": _boolean, "per_replica": _boolean,
}  # fmt: skip

_SERVICE: dict[str, Any] = {
    "annotations": _mapping, "attach": _boolean,
    "blkio_config": {
        "weight": _weight, "weight_device": {"weight": _weight},
        "device_read_bps": _RATES, "device_read_iops": _RATES,
        "device_write_bps": _RATES, "device_write_iops": _RATES,
    },
    "build": {
        "args": _nullable, "labels": _mapping, "shm_size": _bytes, "extra_hosts": _hosts,
        "ulimits": _ulimits, "secrets": _files, "no_cache_filter": _texts,
        "no_cache": _boolean, "privileged": _boolean, "pull": _boolean,
    },
    "command": _words, "configs": _files, "cpus": _number, "cpu_percent": _number,
    "cpu_shares": _integer,
    "deploy": {
        "labels": _mapping, "replicas": _integer,
        "resources": {"limits": _GROUP, "reservations": _GROUP},
    },
    "develop": {"watch": {
        "ignore": _texts, "include": _texts, "initial_sync": _boolean,
        "exec": {"command": _words, "environment": _nullable, "privileged": _boolean},
    }},
    "dns": _texts, "dns_opt": _texts, "dns_search": _texts, "entrypoint": _words,
    "env_file": {"required": _boolean}, "environment": _nullable, "expose": _texts,
    "extra_hosts": _hosts, "gpus": _requests,
    "group_add": _texts, "healthcheck": {"test": _test, "retries": _count},
    "labels": _mapping, "logging": {"options": _mapping}, "mem_limit": _bytes,
    # The swappiness, too, is a size to compose-go.
    "mem_reservation": _bytes, "mem_swappiness": _bytes, "memswap_limit": _bytes,
    "networks": {"*": {"driver_opts": _mapping}},
    "pids_limit": _integer, "ports": _ports, "post_start": _HOOKS, "pre_start": _HOOKS,
    "pre_stop": _HOOKS, "provider": {"options": _options}, "secrets": _files,
    "shm_size": _bytes, "storage_opt": _mapping,
    "sysctls": _mapping, "tmpfs": _texts, "ulimits": _ulimits, "volumes": _volumes,
}  # fmt: skip

_RESOURCE: dict[str, Any] = {"labels": _mapping, "driver_opts": _mapping}
