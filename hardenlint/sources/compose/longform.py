"""Short forms to long forms, so that every later step knows one shape of each thing.

What a short form says is written where its item is.
"""

import posixpath
from collections.abc import Callable
from typing import Any

from hardenlint.model.span import because

from .log import Log
from .merge import DEPENDENCY, as_build, keyed
from .nodes import Node
from .ports import PortError, split_port
from .scalars import text_of
from .volumes import PROPAGATIONS, split_volume

MAX_PORTS = 100_000

Form = Callable[[Node, Log], Node]


def made(origin: Node, **values: Any) -> Node:
    """A mapping of values that are all written at one place; None leaves a key out."""
    entries = {
        key: value if isinstance(value, Node) else origin.derive(value)
        for key, value in values.items()
        if value is not None
    }
    return origin.derive(entries)


ADDED = because("added")
"""The cause of what nobody wrote."""


def added(place: Node, value: Any) -> Node:
    """What nobody wrote; it counts as written where it belongs."""
    node = place.derive(value)
    node.causes = ADDED
    return node


def canonical(root: Node, log: Log) -> None:
    """Bring a tree into long form, in place."""
    for service in root.entries_at("services").values():
        _rewrite(service, _SERVICE, log)
    for section in ("volumes", "networks", "secrets", "configs"):
        for resource in root.entries_at(section).values():
            _external(resource, log)


def _rewrite(node: Node, forms: dict[str, Form], log: Log) -> None:
    for key, value in node.entries.items():
        form = forms.get(key)
        if form is not None:
            node.value[key] = form(value, log)


def _each(form: Form) -> Form:
    """Apply a form to every item of a list; items that have no long form stay as they are."""

    def apply(node: Node, log: Log) -> Node:
        if isinstance(node.value, list):
            node.value = [form(item, log) for item in node.value]
        return node

    return apply


def _listed(node: Node, _log: Log) -> Node:
    return node.derive([node]) if isinstance(node.value, str) else node


def _compact(node: Node, log: Log) -> Node:
    """`dns` without its empty items."""
    node = _listed(node, log)
    if isinstance(node.value, list):
        node.value = [item for item in node.value if item.value not in (None, "")]
    return node


def _volume(node: Node, log: Log) -> Node:
    if not isinstance(node.value, str) or not node.known:
        return node
    short = split_volume(node.value)
    if short.error:
        log.invalid(short.error, node)
    known = {option for option in short.options if option in PROPAGATIONS}
    selinux = {option for option in short.options if option in ("z", "Z")}
    read_only = [option for option in short.options if option in ("ro", "rw")]
    result = made(
        node,
        type="bind" if short.is_bind else "volume",
        source=short.source or None,
        target=posixpath.normpath(short.target) if short.target else "",
        read_only=True if read_only[-1:] == ["ro"] else None,
    )
    # Of options that contradict each other the last one counts.
    propagation = next((option for option in reversed(short.options) if option in known), None)
    label = next((option for option in reversed(short.options) if option in selinux), None)
    # compose-go keeps these two below `bind`, for the volumes that have a name as well.
    if short.is_bind or propagation or label:
        create = added(node, True) if short.is_bind else None
        result.value["bind"] = made(
            node, create_host_path=create, propagation=propagation, selinux=label
        )
    if not short.is_bind:
        nocopy = True if "nocopy" in short.options else None
        result.value["volume"] = made(node, nocopy=nocopy)
    return result


def _device(node: Node, log: Log) -> Node:
    if not isinstance(node.value, str) or not node.known:
        return node
    parts = node.value.split(":")
    if len(parts) > 3:
        log.invalid("there are too many colons: use the long form", node)
        return node
    target = parts[1] if len(parts) > 1 and parts[1] else parts[0]
    permissions = parts[2] if len(parts) > 2 else "rwm"
    return made(node, source=parts[0], target=target, permissions=permissions)


def _ports(node: Node, log: Log) -> Node:
    items: list[Node] = []
    for item in node.items:
        if isinstance(item.value, dict) or not item.known:
            items.append(item)
        elif isinstance(item.value, (str, int)) and not isinstance(item.value, bool):
            items += _published(item, log)
        elif isinstance(item.value, float):
            log.invalid("a port must be text, an integer or a mapping", item)
    if isinstance(node.value, list):
        node.value = items
    return node


def _published(item: Node, log: Log) -> list[Node]:
    if log.ports > MAX_PORTS:
        return []
    try:
        ports = split_port(str(item.value))
    except PortError as error:
        log.invalid(str(error), item)
        return []
    log.ports += len(ports)
    if log.ports > MAX_PORTS:
        log.invalid(f"the project publishes more than {MAX_PORTS:,} ports", item)
        return []
    return [
        made(
            item, mode="ingress", host_ip=port.ip or None, target=port.target,
            published=port.published or None, protocol=port.protocol,
        )
        for port in ports
    ]  # fmt: skip


def _env_file(node: Node, log: Log) -> Node:
    node = _listed(node, log)
    if isinstance(node.value, list):
        node.value = [_env_path(item) for item in node.value]
    return node


def _env_path(item: Node) -> Node:
    if isinstance(item.value, str):
        return made(item, path=item, required=True)
    if isinstance(item.value, dict):
        item.value.setdefault("required", item.derive(True))
    return item


def _depends_on(node: Node, _log: Log) -> Node:
    node = keyed(node, DEPENDENCY)
    for entry in node.entries.values():
        if isinstance(entry.value, dict):
            for key, value in DEPENDENCY.items():
                entry.value.setdefault(key, entry.derive(value))
    return node


def _by_name(node: Node, _log: Log) -> Node:
    return keyed(node, None)


def _file(node: Node, _log: Log) -> Node:
    return made(node, source=node) if isinstance(node.value, str) else node


def _gpus(node: Node, log: Log) -> Node:
    if isinstance(node.value, str):
        return node.derive([made(node, count="all")])
    return node


def _extends(node: Node, _log: Log) -> Node:
    return made(node, service=node) if isinstance(node.value, str) else node


def _pairs(node: Node, log: Log) -> Node:
    """`additional_contexts: [name=value]` as a mapping."""
    if not isinstance(node.value, list):
        return node
    result = node.derive({})
    for item in node.value:
        name, equals, value = text_of(item.value).partition("=")
        if not equals:
            log.invalid("a context must be written name=value", item)
        result.value[name] = item.derive(value)
    return result


def _ssh(node: Node, log: Log) -> Node:
    if not isinstance(node.value, list):
        return node
    result = node.derive({})
    for item in node.value:
        name, equals, value = text_of(item.value).partition("=")
        # `default` is the agent of whoever builds, and needs no path.
        if not equals and name != "default":
            log.invalid("invalid ssh key: write it id=path, or default", item)
        result.value[name] = item.derive(value if equals else None)
    return result


def _text(node: Node, _log: Log) -> Node:
    return node if isinstance(node.value, str) else node.derive(text_of(node.value))


def _ulimits(node: Node, log: Log) -> Node:
    for entry in node.entries.values():
        if entry.known and not isinstance(entry.value, (int, dict)):
            log.invalid("a limit must be an integer, or soft and hard", entry)
    return node


def _build(node: Node, log: Log) -> Node:
    if not isinstance(node.value, (str, dict)):
        return node
    node = as_build(node)
    _rewrite(node, _BUILD, log)
    return node


def _external(node: Node, log: Log) -> None:
    """`external: {name: x}` is `external: true` and `name: x`."""
    external, name = node.get("external"), node.get("name")
    if external is None or not isinstance(external.value, dict):
        return
    node.value["external"] = external.derive(True)
    other = external.get("name")
    if other is None:
        return
    if name is not None and name.value != other.value:
        log.invalid("name and external.name differ: use name alone", other)
    node.value.setdefault("name", other)


_BUILD: dict[str, Form] = {
    "secrets": _each(_file), "provenance": _text, "sbom": _text, "additional_contexts": _pairs,
    "ssh": _ssh, "ulimits": _ulimits,
}  # fmt: skip

_SERVICE: dict[str, Form] = {
    "build": _build, "configs": _each(_file), "depends_on": _depends_on,
    "devices": _each(_device), "dns": _compact, "env_file": _env_file, "extends": _extends,
    "gpus": _gpus, "label_file": _listed, "models": _by_name, "networks": _by_name,
    "ports": _ports, "secrets": _each(_file), "ulimits": _ulimits, "volumes": _each(_volume),
}  # fmt: skip
