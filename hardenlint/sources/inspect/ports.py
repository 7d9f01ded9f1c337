"""Published ports: what was asked for and what the engine made of it, as one list."""

from hardenlint.model import Field, Namespace, PublishedPort

from .config import parse_port, port_number
from .node import Node

_EVERY = ("0.0.0.0", "::")  # noqa: S104 - how engines write "every interface"
_NO_PORTS = ("host", "none", "container")  # engines discard published ports in these modes

Ports = tuple[Field[PublishedPort], ...]


def published(host_config: Node, settings: Node, exposed: Node, network: Namespace | None) -> Ports:
    """The union of PortBindings, what `-P` publishes and NetworkSettings.Ports.

    Only the declaration says what a stopped container will do; only the settings show what
    came from elsewhere. A binding of every interface shows up as an IPv4 and an IPv6 entry.
    """
    if network is not None and network.mode in _NO_PORTS:
        return ()
    ports = list(_bindings(host_config.get("PortBindings")))
    if host_config.get("PublishAllPorts").value is True:
        ports += _all_exposed(exposed, ports)
    declared: dict[tuple[int, str], _Declared] = {}
    for field in ports:
        if field.value is not None:
            key = (field.value.target, field.value.protocol)
            declared.setdefault(key, _Declared()).add(field.value)
    for field in _merged(_bindings(settings.get("Ports"))):
        value = field.value
        known = declared.get((value.target, value.protocol)) if value is not None else None
        if value is None or known is None or not known.became(value):
            ports.append(field)
    return tuple(dict.fromkeys(ports))


def _bindings(node: Node) -> Ports:
    ports: list[Field[PublishedPort]] = []
    for key, bindings in node.entries():
        port = parse_port(key)
        if port is None:
            bindings.wrong("named like 80/tcp")
            continue
        for item in bindings.items():
            ip, host = item.get("HostIp").text(), item.get("HostPort").text()
            value = PublishedPort(port.number, _published(host), ip or "", port.protocol)
            ports.append(Field(value, item.span))
    return tuple(ports)


def _published(host: str | None) -> str:
    return "" if host in (None, "", "0") else str(host).strip()


def _all_exposed(exposed: Node, declared: list[Field[PublishedPort]]) -> Ports:
    """`-P`: the engine picks new host ports on every start, so none is named here."""
    named = {(port.value.target, port.value.protocol) for port in declared if port.value}
    ports = [(parse_port(key), item) for key, item in exposed.entries()]
    return tuple(
        Field(PublishedPort(port.number, "", "", port.protocol), item.span)
        for port, item in ports
        if port is not None and (port.number, port.protocol) not in named
    )


def _merged(ports: Ports) -> Ports:
    """One port for an IPv4 and an IPv6 entry that differ in nothing else."""
    seen = {port.value for port in ports}
    merged: list[Field[PublishedPort]] = []
    for port in ports:
        assert port.value is not None  # noqa: S101 - _bindings makes known values only
        both = all(port.value._replace(host_ip=ip) in seen for ip in _EVERY)
        if both and port.value.host_ip in _EVERY:
            merged.append(port._replace(value=port.value._replace(host_ip="")))
        else:
            merged.append(port)
    # Reversed, so that of the two entries the first one is told.
    return tuple({port.value: port for port in reversed(merged)}.values())[::-1]


class _Declared:
    """What was asked for a port of the container: host ports by address, "" for any of either."""

    __slots__ = ("_ports", "_ranges")

    def __init__(self) -> None:
        self._ports: set[tuple[str, str]] = set()
        self._ranges: dict[str, list[tuple[int, int]]] = {}

    def add(self, port: PublishedPort) -> None:
        """Note a port that was asked for; a range gives one of its ports."""
        first, sep, last = port.published.partition("-")
        start, end = port_number(first), port_number(last)
        if sep and start is not None and end is not None:
            self._ranges.setdefault(port.host_ip, []).append((start, end))
        else:
            self._ports.add((port.host_ip, port.published))

    def became(self, port: PublishedPort) -> bool:
        """Whether an effective port is what one of these became."""
        ips, number = ("", port.host_ip), port_number(port.published)
        return any(
            (ip, published) in self._ports for ip in ips for published in ("", port.published)
        ) or (
            number is not None
            and any(
                first <= number <= last
                for ip in ips
                for first, last in self._ranges.get(ip, ())[:_MOST_RANGES]
            )
        )


_MOST_RANGES = 100
"""Ranges for one port of a container that are looked at."""
