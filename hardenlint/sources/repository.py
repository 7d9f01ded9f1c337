"""Whether its repository has a file."""

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from hardenlint import git
from hardenlint.git import root_of
from hardenlint.reach import is_ours

if TYPE_CHECKING:
    from .checkout import Checkout

LISTING = ("ls-files", "-co", "--exclude-standard", "-z")
"""Asks git for the files that are tracked, and those that are not ignored."""


def is_committed(path: str) -> bool | None:
    """Whether a file is tracked, or would be: it is not ignored.

    Without a repository everything in the project counts as such. None where nobody can know.
    """
    if not is_ours(path):
        return None
    real = os.path.realpath(path)
    root = root_of(os.path.dirname(real))
    return True if root is None else _lists(root, os.path.relpath(real, root))


def _lists(root: str, name: str) -> bool | None:
    try:
        return bool(git.run(root, *LISTING, "--", f":(literal){name}"))
    except git.GitError:
        return _checkout(root).lists(os.fsencode(name.replace(os.sep, "/")))


@lru_cache(maxsize=4)  # its index may be large, and its projects may have many files of variables
def _checkout(root: str) -> "Checkout":
    from .checkout import Checkout  # noqa: PLC0415 - only where git does not answer

    return Checkout(root)
