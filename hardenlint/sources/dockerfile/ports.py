"""The ports of EXPOSE: `80`, `80/udp`, `8000-8010`, `127.0.0.1:8080:80`."""

from hardenlint.text.numbers import signed

from ...model import Port

_LAST = 65535
_LONGEST = 100  # leading zeros are legal


def parse(text: str) -> Port | None:
    """Read the container's side of a port; None for what is none."""
    ports, _, protocol = text.rpartition(":")[2].partition("/")
    first, dash, last = ports.partition("-")
    start = _number(first)
    end = _number(last) if dash else start
    protocol = protocol.lower() or "tcp"
    if start is None or end is None or end < start or protocol not in ("tcp", "udp", "sctp"):
        return None
    return Port(start, protocol, end if end > start else 0)


def _number(text: str) -> int | None:
    number = signed(text, _LONGEST)
    return number if number is not None and 0 <= number <= _LAST else None
