"""Files of version 1: services at the top level, no `services:`."""

from .nodes import Node

_OTHERS = frozenset(("services", "version", "networks", "volumes", "include", "name"))


def is_legacy(root: Node) -> bool:
    """Whether every top-level value is a service."""
    entries = root.entries
    if not entries or any(key in _OTHERS or key.startswith("x-") for key in entries):
        return False
    return all("image" in e.entries or "build" in e.entries for e in entries.values())


def wrapped(root: Node) -> Node:
    """The same services below `services:`."""
    result = root.derive({"services": root})
    result.keys = {"services": root}
    return result


def modernise(services: Node) -> None:
    """Rewrite the keys that are gone: `net`, `log_driver`, `log_opt`, `dockerfile`."""
    for service in services.entries.values():
        entries = service.entries
        entries.pop("volume_driver", None)
        if "net" in entries:
            entries["network_mode"] = _mode(entries.pop("net"), services)
        logging = {
            new: entries.pop(old)
            for new, old in (("driver", "log_driver"), ("options", "log_opt"))
            if old in entries
        }
        if logging:
            entries.setdefault("logging", next(iter(logging.values())).derive(logging))
        if "dockerfile" in entries and "build" in entries:
            context = entries["build"]
            build = {"context": context, "dockerfile": entries.pop("dockerfile")}
            entries["build"] = context.derive(build)


def _mode(net: Node, services: Node) -> Node:
    """`container:name` may name a service."""
    kind, colon, name = str(net.value).partition(":")
    if colon and kind == "container" and name in services.entries:
        return net.derive(f"service:{name}")
    return net


def isolate_nothing(services: Node) -> None:
    """Put every service that says nothing on the engine's default bridge."""
    for name, service in services.entries.items():
        if isinstance(service.value, dict):
            place = services.keys.get(name, service)
            service.value.setdefault("network_mode", place.derive("bridge"))
