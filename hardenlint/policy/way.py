"""The way to a file of a repository: its name there, and the links that lead to it."""

import os
from functools import lru_cache
from typing import NamedTuple

from hardenlint.git import root_of

_LINKS_MAX = 40


class Way(NamedTuple):
    """`name` is told from the root, None where the file is elsewhere.

    `links` are those of the repository on the way, each with where it leads; `checkout` is the
    root of the checkout inside of this one that the file is in, "" for none.
    """

    name: bytes | None
    links: tuple[tuple[bytes, bytes], ...] = ()
    checkout: str = ""


def way_to(path: str, root: str) -> Way:
    """Tell how a path leads to a file, from a root that is a real path."""
    real = os.path.realpath(path)
    name = _below(real, root)
    if name is None:
        return Way(None)
    links = tuple(_links(path, root)) if os.path.abspath(path) != real else ()
    return Way(name, links, _checkout(os.path.dirname(real), root))


def _links(path: str, root: str) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    here = os.path.abspath(path)
    for _ in range(_LINKS_MAX):
        link = _first_link(here)
        if not link:
            break
        folder, name = os.path.split(link)
        target = os.readlink(link)
        below = _below(os.path.join(folder, name), root)
        if below is not None:
            found.append((below, os.fsencode(target)))
        here = os.path.normpath(os.path.join(folder, target) + here[len(link) :])
    return found


def _first_link(path: str) -> str:
    """The link nearest to the top on the way to a path, "" where there is none."""
    parts = path.split(os.sep)
    ways = (os.sep.join(parts[:count]) for count in range(2, len(parts) + 1))
    return next((way for way in ways if os.path.islink(way)), "")


def _below(path: str, root: str) -> bytes | None:
    start = root.rstrip(os.sep) + os.sep
    return os.fsencode(path[len(start) :]) if path.startswith(start) else None


@lru_cache(maxsize=1024)
def _checkout(folder: str, root: str) -> str:
    nearest = root_of(folder)
    if nearest is None or nearest == root:
        return ""
    # Of checkouts inside of each other, the outermost is the one that this root knows.
    above = os.path.dirname(nearest)
    return _checkout(above, root) or nearest
