"""The containers that run beside one another: what all of them ask about is found out once."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from hardenlint.model import Container

T = TypeVar("T")
Peers = tuple[Container, ...]


class _These:
    """Some peers as a key: the same ones, not others that are equal, and without reading them."""

    __slots__ = ("peers",)

    def __init__(self, peers: Peers) -> None:
        self.peers = peers

    def __hash__(self) -> int:
        return id(self.peers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _These) and other.peers is self.peers


def shared(peers: Peers, find: Callable[[Peers], T]) -> T:
    """What a function finds out about all of some peers; it is called once for all of them."""
    found: T = _found(_These(peers), find)
    return found


@lru_cache(maxsize=64)
def _found(these: _These, find: Callable[[Peers], Any]) -> Any:
    return find(these.peers)


def by_name(container: Container) -> dict[tuple[str, str], Container]:
    """Its peers by how others name them: as a service, as a container."""
    return shared(container.peers, _by_name)


def _by_name(peers: Peers) -> dict[tuple[str, str], Container]:
    known: dict[tuple[str, str], Container] = {}
    for peer in peers:
        known.setdefault((peer.source.container, peer.name), peer)
        known.setdefault(("container", peer.container_name.value or ""), peer)
    return known


def on_network(container: Container, name: str) -> list[Container]:
    """Its peers that are on a network, itself included, in their order."""
    return shared(container.peers, _on_networks).get(name, [])


def _on_networks(peers: Peers) -> dict[str, list[Container]]:
    found: dict[str, list[Container]] = {}
    for peer in peers:
        for name in peer.joined_networks:
            found.setdefault(name, []).append(peer)
    return found


def is_first_on(container: Container, name: str) -> bool:
    """Whether it is the first of those on a network, which is then told once."""
    return next(iter(on_network(container, name)), container) is container
