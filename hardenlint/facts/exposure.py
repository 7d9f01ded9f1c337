"""Who can reach a container from outside its project."""

from hardenlint.model import Container, Span

PROXY_LABELS = ("traefik.", "caddy", "virtual.host", "lazytainer.", "tsdproxy.")
"""How labels start that ask a reverse proxy to forward to a container."""

PROXY_VARIABLES = ("VIRTUAL_HOST", "LETSENCRYPT_HOST")
"""Variables that ask nginx-proxy to do so."""


def is_exposed(container: Container) -> bool:
    """Whether others than its project reach it, by the host's network too."""
    mode = container.namespaces.network.value
    return (mode is not None and mode.mode == "host") or way_in(container) is not None


def way_in(container: Container) -> tuple[str, Span] | None:
    """What lets others than its project reach it, and where: a port, a network, a proxy."""
    item = next(iter(container.open_ports), None)
    if item is not None:
        return f"publishes {item}", item.field.span
    if container.networking.published_all.value is True:
        return "publishes all its ports", container.networking.published_all.span
    known = container.known_networks
    for name, joined in container.joined_networks.items():
        if name in known and known[name].external:
            return f"is on the external network {name}", joined.span
    return _behind_proxy(container)


def _behind_proxy(container: Container) -> tuple[str, Span] | None:
    """Which variable or label asks a reverse proxy to forward to it."""
    for name in PROXY_VARIABLES:
        if name in container.env:
            return f"is behind a reverse proxy ({name})", container.env[name].span
    enabled = container.labels.get("traefik.enable")
    # Traefik leaves it out then, whatever the other labels say.
    if enabled is not None and enabled.value == "false":
        return None
    for name, label in container.labels.items():
        if name.startswith(PROXY_LABELS):
            return f"is behind a reverse proxy (label {name})", label.span
    return None
