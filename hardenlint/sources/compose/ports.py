"""The short form of a published port: `[ip:][host:]container[/protocol]`, with ranges."""

from typing import NamedTuple

from hardenlint.text.numbers import whole

_PROTOCOLS = ("tcp", "udp", "sctp")


class ShortPort(NamedTuple):
    """One container port of a short form; `published` is "" when the engine picks one."""

    ip: str
    published: str
    target: int
    protocol: str


class PortError(Exception):
    """A port that compose refuses."""


def is_ip(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address."""
    if ":" not in text:
        return _is_ipv4(text)
    # Python takes an address with a zone, which net.ParseIP does not.
    if "%" in text:
        return False
    import ipaddress  # noqa: PLC0415 - only where a port names an IPv6 address

    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _is_ipv4(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(
        (number := whole(part, 3)) is not None and number <= 255
        # Go's net.ParseIP takes no leading zeros.
        and (part == "0" or part[0] != "0")
        for part in parts
    )  # fmt: skip


def split_port(text: str) -> list[ShortPort]:
    """Return the container ports that a short form publishes; raises PortError."""
    head, _, container = text.rpartition(":")
    ip, _, host = head.rpartition(":")
    container, slash, protocol = container.partition("/")
    protocol = protocol.partition("/")[0].lower() if slash and protocol else "tcp"
    if not container:
        raise PortError("there is no container port in it")
    ip = _address(ip)
    first, last = _range(container)
    host_first, host_last = _range(host) if host else (0, 0)
    one = first == last
    if host and last - first != host_last - host_first and not one:
        raise PortError("the ranges of its ports differ in length")
    if protocol not in _PROTOCOLS:
        raise PortError("unknown protocol: it is tcp, udp or sctp")
    if not host:
        return [ShortPort(ip, "", port, protocol) for port in _by_text(first, last)]
    # Of a range on the host for one port inside the engine picks one.
    if one and host_first != host_last:
        return [ShortPort(ip, f"{host_first}-{host_last}", first, protocol)]
    shift = host_first - first
    return [ShortPort(ip, str(port + shift), port, protocol) for port in _by_text(first, last)]


def exposed_range(text: str) -> tuple[int, int, str]:
    """The first and the last port of `80`, `80/udp` or `8000-8010`, and the protocol."""
    ports, _, protocol = text.partition("/")
    protocol = protocol.partition("/")[0].lower() or "tcp"
    first, last = _range(ports.rpartition(":")[2])
    if protocol not in _PROTOCOLS:
        raise PortError("unknown protocol: it is tcp, udp or sctp")
    return first, last, protocol


def _by_text(first: int, last: int) -> list[int]:
    # compose-go sorts the ports of a range as texts: 10 comes before 9.
    return sorted(range(first, last + 1), key=str)


def _address(ip: str) -> str:
    if ip.startswith("[") and ip.endswith("]"):
        ip = ip[1:-1]
    elif ":" in ip:
        raise PortError("an IPv6 address needs brackets here")
    if ip and not is_ip(ip):
        raise PortError("it begins with something that is no IP address")
    return ip


def _range(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    start = _port(first)
    end = _port(last) if dash else start
    if end < start:
        raise PortError("a range of ports ends before it starts")
    return start, end


def _port(text: str) -> int:
    number = whole(text, 6)
    if number is None or number > 65535:
        raise PortError("invalid port: write it like 80, 8080:80 or 127.0.0.1:8080:80")
    return number
