"""The ports of EXPOSE: `80`, `80/udp`, `8000-8010`, `127.0.0.1:8080:80`."""

from ...model import Port

_LAST = 65535


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
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()) or len(digits.lstrip("0")) > 5:
        return None
    number = int(digits.lstrip("0") or "0")
    return number if number <= _LAST and (not number or text[0] != "-") else None
