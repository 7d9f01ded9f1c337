"""What compose refuses in one part of a file, whatever stands around it."""

from .log import Log, named, reason
from .nodes import Node
from .ports import is_ip
from .scalars import text_of
from .units import to_bytes, to_nanoseconds


def known_text(node: Node | None) -> str:
    """A scalar as text, "" for what is not there or hangs on a variable without a value."""
    return text_of(node.value) if node is not None and node.known else ""


def check_parts(service: Node, log: Log) -> None:
    """Report what is wrong in the parts of one service."""
    _check_mapped(service, log)
    for request in (
        *service.items_at("gpus"),
        *service.items_at("deploy", "resources", "reservations", "devices"),
    ):
        if request.get("count") is not None and request.get("device_ids") is not None:
            log.invalid("count and device_ids exclude each other", request)
    for watch in service.items_at("develop", "watch"):
        if known_text(watch.get("path")) == "":
            log.invalid("the path to watch is empty", watch)
    _check_pairs(service, log)
    _check_units(service, log)


def _check_mapped(service: Node, log: Log) -> None:
    for port in service.items_at("ports"):
        _check_port(port, log)
    for kind, key in _NEEDED.items():
        for item in service.items_at(f"{kind}s"):
            if isinstance(item.value, dict) and item.get(key) is None:
                log.invalid(f"a {kind} needs a {key}", item)
    for volume in service.items_at("volumes"):
        if known_text(volume.get("type")) == "bind" and volume.get("source") is None:
            log.invalid("a bind mount needs a source", volume)


_NEEDED = {"volume": "target", "device": "target", "secret": "source", "config": "source"}


def _check_port(port: Node, log: Log) -> None:
    if not isinstance(port.value, dict):
        return
    target, ip = port.get("target"), port.get("host_ip")
    if target is None:
        log.invalid("a port needs a target", port)
    if ip is not None and ip.known and not is_ip(text_of(ip.value)):
        log.invalid("this is no IP address", ip)


def _check_pairs(service: Node, log: Log) -> None:
    for item in service.items_at("environment"):
        name = text_of(item.value).partition("=")[0]
        if name[-1:].isspace():
            message = f"the variable {named(name)} is written with a space after it"
            log.invalid(message, item)
    for item in service.items_at("extra_hosts"):
        text = text_of(item.value)
        host = text.partition("=" if "=" in text else ":")[0]
        if item.known and (("=" not in text and ":" not in text) or not host or ":" in host):
            log.invalid("a host must be written host=address", item)


_SIZES = (
    ("mem_limit",), ("mem_reservation",), ("memswap_limit",), ("shm_size",),
    ("build", "shm_size"), ("deploy", "resources", "limits", "memory"),
    ("deploy", "resources", "reservations", "memory"),
)  # fmt: skip
_TIMES = (
    ("stop_grace_period",), ("healthcheck", "interval"), ("healthcheck", "timeout"),
    ("healthcheck", "start_period"), ("healthcheck", "start_interval"),
    ("deploy", "restart_policy", "delay"), ("deploy", "restart_policy", "window"),
    ("deploy", "update_config", "delay"), ("deploy", "update_config", "monitor"),
    ("deploy", "rollback_config", "delay"), ("deploy", "rollback_config", "monitor"),
)  # fmt: skip


def _check_units(service: Node, log: Log) -> None:
    for paths, convert in ((_SIZES, to_bytes), (_TIMES, to_nanoseconds)):
        for path in paths:
            node = service.at(*path) if path[0] in service.entries else None
            if node is None or not node.known or not isinstance(node.value, str):
                continue
            try:
                convert(node.value)
            except ValueError as error:
                log.invalid(reason(error), node)


def check_files(tree: Node, log: Log, by_driver: tuple[str, ...] = ("configs",)) -> None:
    """Secrets and configs have one source, unless they are external, or a driver has them."""
    for section, sources in (
        ("secrets", ("file", "environment")),
        ("configs", ("file", "environment", "content")),
    ):
        for name, node in tree.entries_at(section).items():
            if not isinstance(node.value, dict):
                continue
            said = [key for key in sources if key in node.value]
            if len(said) > 1:
                log.invalid(f"{section[:-1]} {named(name)} has more than one source", node)
            external = node.get("external")
            elsewhere = external is not None and external.value is not False
            driver = section in by_driver and "driver" in node.value
            if not said and not elsewhere and not driver:
                message = f"{section[:-1]} {named(name)} needs one of {', '.join(sources)}"
                log.invalid(message, node)


def check_volumes(tree: Node, log: Log) -> None:
    """An external volume is described by its name alone."""
    for name, node in tree.entries_at("volumes").items():
        external = node.get("external")
        if external is None or external.value is not True:
            continue
        for key in node.entries:
            if key not in ("name", "external") and not key.startswith("x-"):
                message = f"volume {named(name)} is external and cannot have {named(key)}"
                log.invalid(message, node.keys.get(key, node))
