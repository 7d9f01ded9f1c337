"""Whether its repository has a file."""

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from hardenlint.git import root_of
from hardenlint.reach import Reach

if TYPE_CHECKING:
    from .checkout import Checkout


def is_committed(path: str, reach: Reach) -> bool | None:
    """Whether a file is tracked, or would be: it is not ignored.

    Without a repository everything in the project counts as such. None where nobody can know.
    """
    if not reach.is_ours(path):
        return None
    real = os.path.realpath(path)
    root = root_of(os.path.dirname(real))
    if root is None:
        return True
    name = os.path.relpath(real, root).replace(os.sep, "/")
    return _checkout(root, _state(root)).lists(os.fsencode(name))


@lru_cache(maxsize=4)  # its index may be large, and its projects may have many files of variables
def _checkout(root: str, _: tuple[int, int]) -> "Checkout":
    from .checkout import Checkout  # noqa: PLC0415 - only where it matters

    return Checkout(root)


def _state(root: str) -> tuple[int, int]:
    """What tells one state of an index from the next."""
    from hardenlint.git.folders import folders_of, index_of  # noqa: PLC0415 - as above

    try:
        found = os.stat(index_of(root, folders_of(root).own))
    except (OSError, ValueError):
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
