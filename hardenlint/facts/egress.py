"""Which networks of a container lead out of the host."""

from hardenlint.model import Container


def has_way_out(container: Container, name: str) -> bool | None:
    """Whether a network is not internal; None for what others define, the host's included."""
    network = container.known_networks.get(name)
    if network is None:  # that of a project, and that of an engine, is what nobody had to define
        own = "default" if container.project is not None else "bridge"
        return True if name == own else None
    if network.external or network.driver in ("host", "null"):
        return None
    if network.internal is None:
        return True
    return None if network.internal.value is None else not network.internal.value
