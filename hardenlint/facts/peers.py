"""The containers that run beside one another, by how they name each other."""

from functools import lru_cache

from hardenlint.model import Container


@lru_cache(maxsize=4)  # all containers of a project ask about the same peers
def by_name(peers: tuple[Container, ...]) -> dict[tuple[str, str], Container]:
    """Containers by how others name them: as a service, as a container."""
    known: dict[tuple[str, str], Container] = {}
    for peer in peers:
        mode = "service" if peer.source == "compose" else "container"
        known.setdefault((mode, peer.name), peer)
        known.setdefault(("container", peer.container_name.value or ""), peer)
    return known
