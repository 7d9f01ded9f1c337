"""Short forms of compose: ports, volumes, devices, sizes, as compose-go reads them."""

import os
import re
from typing import NamedTuple

from ...model import Device, Mount, PublishedPort


class FormError(ValueError):
    """A short form that docker compose refuses."""


_PROPAGATION = frozenset(("private", "rprivate", "shared", "rshared", "slave", "rslave"))
_WINDOWS = re.compile(r"^[A-Za-z]:[\\/]")


class Volume(NamedTuple):
    """A volume of a service, read from its short form."""

    type: str
    source: str
    target: str
    options: tuple[str, ...] = ()

    def mount(self) -> Mount:
        """Turn it into the model's mount."""
        chosen = [option for option in self.options if option in _PROPAGATION]
        return Mount(
            self.type,
            self.source,
            self.target,
            read_only="ro" in self.options,
            propagation=chosen[-1] if chosen else "",
            selinux=next((option for option in self.options if option in ("z", "Z")), ""),
        )


def volume(text: str) -> Volume:
    """Read `[source:]target[:options]`; Windows drives and `~` are understood."""
    parts = _split(text)
    if not text or len(parts) > 3 or "" in parts[:2]:
        raise FormError(f"{text!r} is no valid volume")
    if len(parts) == 1:
        return Volume("volume", "", parts[0])
    options = tuple(parts[2].split(",")) if len(parts) == 3 else ()
    source = parts[0]
    if is_path(source):
        return Volume("bind", expand(source), parts[1], options)
    if source.startswith("\\\\.\\pipe"):
        return Volume("npipe", source, parts[1], options)
    return Volume("volume", source, parts[1], options)


def is_path(source: str) -> bool:
    """Whether a source names a path of the host and not a volume."""
    return source.startswith((".", "/", "~", "\\\\")) or bool(_WINDOWS.match(source))


def expand(source: str) -> str:
    """Leave a path as it is but for a leading `~`, which stays a home directory."""
    return source


def _split(text: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for place, character in enumerate(text):
        if character != ":":
            continue
        drive = place - start == 1 and text[start].isalpha() and place + 1 < len(text)
        if drive and text[place + 1] in "\\/" and (text[place + 1] == "\\" or not parts):
            continue
        parts.append(text[start:place])
        start = place + 1
    return [*parts, text[start:]]


def ports(text: str) -> list[PublishedPort]:
    """Read `[[ip:]published:]target[/protocol]`, ranges included: one entry a target port."""
    body, _, protocol = text.partition("/")
    host, _, target = body.rpartition(":")
    ip, published = "", ""
    if host.startswith("["):
        ip, bracket, rest = host[1:].partition("]")
        published = rest.removeprefix(":")
        if not bracket:
            raise FormError(f"{text!r} is no valid port")
    elif ":" in host:
        ip, _, published = host.rpartition(":")
        if ip and not _is_ip(ip):
            raise FormError(f"{ip!r} is no IP address")
    else:
        published = host
        if "." in published:
            ip, published = published, ""
    return _expanded(text, ip, published, target, protocol.lower() or "tcp")


def _is_ip(text: str) -> bool:
    from ipaddress import ip_address  # noqa: PLC0415 - only for ports bound to an address

    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _expanded(
    text: str, ip: str, published: str, target: str, protocol: str
) -> list[PublishedPort]:
    first, last = _range(text, target)
    if not published:
        return [PublishedPort(n, "", ip, protocol) for n in range(first, last + 1)]
    low, high = _range(text, published)
    if first == last and low != high:
        return [PublishedPort(first, published, ip, protocol)]
    if last - first != high - low:
        raise FormError(f"{text!r} publishes ranges of different lengths")
    return [PublishedPort(first + n, str(low + n), ip, protocol) for n in range(last - first + 1)]


def _range(text: str, ports: str) -> tuple[int, int]:
    low, dash, high = ports.partition("-")
    numbers = [low, high] if dash else [low, low]
    if not all(n.isascii() and n.isdigit() and 0 < len(n) < 6 for n in numbers):
        raise FormError(f"{text!r} is no valid port")
    first, last = int(numbers[0]), int(numbers[1])
    if last < first or last > 65535:
        raise FormError(f"{text!r} is no valid port range")
    return first, last


def device(text: str) -> Device:
    """Read `source[:target[:permissions]]`."""
    source, _, rest = text.partition(":")
    target, _, permissions = rest.partition(":")
    if target and set(target) <= set("rwm"):
        target, permissions = "", target
    return Device(source, target or source, permissions or "rwm")


_SIZE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?)i?b?\s*$", re.IGNORECASE)
_FACTORS = {unit: 1024**power for power, unit in enumerate(("", "k", "m", "g", "t", "p"))}


def size(text: str) -> int:
    """Read bytes with a unit (`512m`, `1.5gb`); -1 is kept."""
    if text.strip() == "-1":
        return -1
    match = _SIZE.match(text)
    if match is None:
        raise FormError(f"{text!r} is no valid size")
    return int(float(match[1]) * _FACTORS[match[2].lower()])


def home(path: str) -> str:
    """Expand a leading `~` as compose does."""
    return os.path.expanduser(path) if path.startswith("~") else path
