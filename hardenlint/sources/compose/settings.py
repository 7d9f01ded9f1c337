"""What a service asks of the kernel and the engine: limits, sysctls, devices, logs."""

from typing import Any

from hardenlint.model import Field
from hardenlint.model.container import Service
from hardenlint.model.resources import DeviceRequest, DeviceRule, Logging, Ulimit
from hardenlint.text.pointer import joined

from .casts import to_int
from .fields import Reader, boolean, integer, text
from .limits import microseconds
from .log import Log
from .nodes import Node
from .scalars import text_of
from .units import to_bytes


def fill(service: Service, reader: Reader) -> None:
    """Assign them."""
    service.privileges.sysctls = reader.pairs(reader.node.get("sysctls"), "/sysctls")
    service.privileges.device_rules = reader.each(
        "device_cgroup_rules", lambda value: DeviceRule.parse(text(value))
    )
    service.privileges.device_requests = _requests(reader)
    service.limits.ulimits = _ulimits(reader)
    service.lifecycle.logging = _logging(reader)
    service.limits.memory_swap = reader.scalar("memswap_limit", _bytes, 0)
    service.limits.cpu_rt_runtime = reader.scalar("cpu_rt_runtime", microseconds, 0)
    service.limits.oom_kill_disabled = reader.scalar("oom_kill_disable", boolean, False)
    service.limits.oom_score_adj = reader.scalar("oom_score_adj", integer, 0)


def _bytes(value: Any) -> int:
    return to_bytes(text(value))


def _ulimits(reader: Reader) -> Field[dict[str, Field[Ulimit]]]:
    node = reader.node.get("ulimits")
    if node is None or node.value in (None, {}):
        return reader.missing({})
    if not isinstance(node.value, dict):  # said to be invalid already
        return Field(None, node.span(reader.pointer + "/ulimits"))
    found = {
        name: _ulimit(item, joined("/ulimits", name), reader) for name, item in node.entries.items()
    }
    return Field(found, node.span(reader.pointer + "/ulimits"))


def _ulimit(item: Node, pointer: str, reader: Reader) -> Field[Ulimit]:
    """One number, or a soft and a hard one."""
    soft, hard = (item.get(key) or item for key in ("soft", "hard"))
    if soft.known and hard.known and not isinstance(hard.value, dict):
        return reader.field(
            hard, pointer, lambda _: Ulimit(integer(soft.value), integer(hard.value))
        )
    flaw = hard if soft.known else soft
    return Field(None, item.span(reader.pointer + pointer), "stated", flaw.causes)


def _logging(reader: Reader) -> Field[Logging]:
    node = reader.node.get("logging")
    if node is None or node.value in (None, {}):
        return reader.missing(Logging("", {}))
    span = node.span(reader.pointer + "/logging")
    if not isinstance(node.value, dict):
        return Field(None, span)
    driver = node.get("driver")
    if driver is not None:
        span = driver.span(reader.pointer + "/logging/driver")
        if not driver.known:
            return Field(None, span, "stated", driver.causes)
    named = text_of(driver.value) if driver is not None else ""
    options = reader.pairs(node.get("options"), "/logging/options")
    return Field(Logging(named, options), span, "stated", driver.causes if driver else ())


def _requests(reader: Reader) -> tuple[Field[DeviceRequest], ...]:
    """`gpus`, and the devices that a deployment reserves."""
    found: list[Field[DeviceRequest]] = []
    for path in (("gpus",), ("deploy", "resources", "reservations", "devices")):
        for index, item in enumerate(reader.node.items_at(*path)):
            pointer = f"{reader.pointer}/{'/'.join(path)}/{index}"
            found.append(_request(item, pointer, reader.log))
    return tuple(found)


def _request(item: Node, pointer: str, log: Log) -> Field[DeviceRequest]:
    """Without a count and ids it is all of them, as compose has it."""
    flaw = next((child for child in item.entries.values() if not child.known), None)
    if not isinstance(item.value, dict) or not item.known or flaw is not None:
        return Field(None, item.span(pointer), "stated", flaw.causes if flaw else item.causes)
    count, driver = item.get("count"), item.get("driver")
    ids, capabilities = _words(item, "device_ids"), _words(item, "capabilities")
    number = _count(count, log) if count is not None else 0 if ids else _ALL
    if number is None:
        return Field(None, item.span(pointer))
    name = text_of(driver.value) if driver is not None else ""
    span = (count or item).span(pointer + ("/count" if count is not None else ""))
    causes = (part.causes for part in (count, driver, *item.entries.values()) if part is not None)
    request = DeviceRequest(name, number, ids, capabilities or ("gpu",))
    return Field(request, span, "stated", next(filter(None, causes), item.causes))


_ALL = -1


def _count(node: Node, log: Log) -> int | None:
    """How many devices; None, and an error, for what says neither a number nor "all"."""
    shown = text_of(node.value)
    if shown == "all":
        return _ALL
    try:
        count = to_int(shown)
    except ValueError:
        log.invalid("count must be an integer, or all", node)
        return None
    return count if count == _ALL else max(count, 0)


def _words(item: Node, key: str) -> tuple[str, ...]:
    return tuple(text_of(word.value) for word in item.items_at(key))
