"""What a container publishes to others than the host itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from .port import PublishedPort
from .span import Field

if TYPE_CHECKING:
    from .container import Container

_BINDING = "com.docker.network.bridge.host_binding_ipv4"


class OpenPort(NamedTuple):
    """One item of the list of published ports, as it was written.

    `field` is its first port; `ports` are all of them, several where the item is a range.
    """

    field: Field[PublishedPort]
    ports: tuple[PublishedPort, ...]

    @property
    def is_all_interfaces(self) -> bool:
        """Whether every interface of the host listens."""
        return self.ports[0].is_all_interfaces

    @property
    def on_loopback(self) -> str:
        """How to publish it for the host alone, as `ports:` writes it."""
        mine = [
            p._replace(host_ip="127.0.0.1", published=p.published or str(p.target))
            for p in self.ports
        ]
        return str(self._replace(ports=tuple(mine))).removesuffix("/tcp")

    def __str__(self) -> str:
        """The item in short form: `8080:80/tcp`, `[::]:8000-8010:8000-8010/tcp`."""
        first, last = self.ports[0], self.ports[-1]
        ip = f"[{first.host_ip}]" if ":" in first.host_ip else first.host_ip
        host = _range(first.published, last.published)
        target = _range(str(first.target), str(last.target))
        parts = [ip, host, target] if ip else [host, target] if host else [target]
        return f"{':'.join(parts)}/{first.protocol}"


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}-{last}"


def open_ports(container: "Container") -> Iterator[OpenPort]:
    """Yield each item; those bound to loopback are left out, unknown ones too.

    On internal networks alone, and in the network of another container, the engine publishes
    nothing, whatever was written.
    """
    for item in container.published if not (is_enclosed(container) or joins(container)) else ():
        first = item.ports[0]
        if not first.is_loopback and not (first.host_ip == "" and _binds_loopback(container)):
            yield item


def is_enclosed(container: "Container") -> bool:
    """Whether it is on internal networks only."""
    known, joined = container.known_networks, container.joined_networks
    return bool(joined) and all(name in known and known[name].encloses for name in joined)


def joins(container: "Container") -> bool:
    """Whether it is in the network of another one: the engine refuses to publish its ports."""
    mode = container.namespaces.network.value
    return mode is not None and mode.mode in ("container", "service")


def published(container: "Container") -> Iterator[OpenPort]:
    """Yield each item, wherever it is bound; unknown ones are left out."""
    groups: dict[tuple[object, ...], list[Field[PublishedPort]]] = {}
    for field in container.networking.ports:
        port = field.value
        if port is not None:
            # The ports of a range differ in their pointer; inspect data knows pointers only.
            pointer = "" if container.source.is_written else field.span.pointer
            place = field.span._replace(pointer=pointer)
            groups.setdefault((place, port.host_ip, port.protocol), []).append(field)
    for fields in groups.values():
        # The first and the last port of a range are what its short form is made of.
        fields.sort(key=lambda field: field.value.target if field.value is not None else 0)
        ports = tuple(field.value for field in fields if field.value is not None)
        yield OpenPort(fields[0], ports)


def _binds_loopback(container: "Container") -> bool:
    """Whether every network that it joins publishes on loopback when no address is given.

    dockerd's `--ip` is such an option of the default bridge.
    """
    networks = container.known_networks
    joined = container.joined_networks
    options = [dict(networks[name].options) for name in joined if name in networks]
    return len(options) > 0 and all(
        PublishedPort(0, "", option.get(_BINDING, "")).is_loopback for option in options
    )
