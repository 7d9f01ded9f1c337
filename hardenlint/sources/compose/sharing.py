"""The namespaces that services share: `network_mode: service:x`, and so `pid` and `ipc`.

The engine's network `host` is no network but the host's namespace, joined as one.
"""

from collections.abc import Mapping

from hardenlint.model import Container, Field, Namespace, Network
from hardenlint.model.span import because

_SHARED = ("network", "pid", "ipc")


def join_host(services: tuple[Container, ...], networks: Mapping[str, Network]) -> None:
    """Give services the host's network that join the external network `host`, unasked too."""
    for service in services:
        for key, joined in service.joined_networks.items():
            network = networks.get(key)
            if network is not None and not (network.external and network.name == "host"):
                continue  # one of the project, even where it is called host
            if network is None and key != "host":
                continue
            place, causes = joined.span, because("network", key) if key != "host" else ()
            if network is not None and service.networking.implicit_network.value is True:
                place, causes = network.span, because("network")
                service.networking.implicit_network = joined.holding(False)
            service.namespaces.network = Field(Namespace("host"), place, "stated", causes)


def share(services: tuple[Container, ...]) -> None:
    """Let every service see the namespaces that it joins: a host's, or another's networks."""
    joining = [
        (service, kind)
        for service in services
        for kind in _SHARED
        if _target(service, kind) is not None
    ]
    by_name = {service.name: service for service in services} if joining else {}
    ends: dict[tuple[str, str], Container | None] = {}
    # All owners are found before anybody joins: joining changes the chains.
    owners = [(service, kind, _owner(service, kind, by_name, ends)) for service, kind in joining]
    for service, kind, owner in owners:
        if owner is not None and owner is not service:
            _join(service, kind, owner)


def _target(service: Container, kind: str) -> str | None:
    namespace: Namespace | None = getattr(service.namespaces, kind).value
    return namespace.target if namespace is not None and namespace.mode == "service" else None


def _owner(
    service: Container,
    kind: str,
    by_name: dict[str, Container],
    ends: dict[tuple[str, str], Container | None],
) -> Container | None:
    """The service at the end of the chain; None when it is not here, or there is no end.

    `ends` remembers it for every service on the way.
    """
    seen: dict[tuple[str, str], None] = {}
    current: Container | None = service
    end: Container | None = None
    while current is not None:
        step = current.name, kind
        if step in seen or step in ends:
            end = ends.get(step)
            break
        target = _target(current, kind)
        if target is None:
            end = current
            break
        seen[step] = None
        current = by_name.get(target)
    ends.update(dict.fromkeys(seen, end))
    return end


def _join(service: Container, kind: str, owner: Container) -> None:
    own: Field[Namespace] = getattr(service.namespaces, kind)
    theirs: Field[Namespace] = getattr(owner.namespaces, kind)
    causes = because("through", owner.name)
    if theirs.value is None or theirs.value == Namespace("host"):
        causes = (*theirs.causes, *causes)
        setattr(service.namespaces, kind, Field(theirs.value, own.span, "stated", causes))
    if kind == "network":
        service.networking.networks = {
            name: Field(joined.value, own.span, "stated", causes)
            for name, joined in owner.joined_networks.items()
        }
