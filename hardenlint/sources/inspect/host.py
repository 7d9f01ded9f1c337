"""The engine behind the containers, from `docker info` and its networks."""

from collections.abc import Iterable

from hardenlint.model import Host, Network
from hardenlint.model.subject import Source

from .node import Node


def read_host(info: Node, networks: Iterable[Node], source: Source, name: str = "") -> Host:
    """Read an engine; `name` is what to call it when it does not say.

    Entries of SecurityOptions have the form `name=seccomp,profile=default`.
    """
    host = Host(info.get("Name").text() or name, info.span, source)
    host.version = info.get("ServerVersion").text() or ""
    host.cgroup_version = info.get("CgroupVersion").text() or ""
    options = info.get("SecurityOptions")
    if not options.missing:
        names = (_in_force(item.text() or "") for item in options.items())
        known = options.value is None or isinstance(options.value, list)
        host.security_options = frozenset(name for name in names if name) if known else None
    for node in networks:
        network = _network(node)
        if network is not None:
            host.networks[network.name] = network
    return host


def _in_force(text: str) -> str:
    """The name of a security option; "" for a seccomp that filters nothing."""
    pairs = dict(part.partition("=")[::2] for part in text.split(","))
    return "" if pairs.get("profile") == "unconfined" else pairs.get("name", text)


def _network(node: Node) -> Network | None:
    name = node.get("Name").text()
    if name is None:
        return None
    internal = node.get("Internal")
    options = tuple((key, item.text() or "") for key, item in node.get("Options").entries())
    field = internal.field(internal.boolean(), False)
    return Network(name, node.span, node.get("Driver").text() or "", field, options=options)
