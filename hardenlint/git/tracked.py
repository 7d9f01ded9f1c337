"""Which files a repository tracks: what its index says, read by us, or by git where that fails."""

import os

from . import GitError
from .folders import Folders, index_of
from .index import names_in


def tracked(root: str, folders: Folders) -> frozenset[bytes] | None:
    """The names of the tracked files, told from the root; None when nobody can know."""
    if not os.path.isfile(os.path.join(folders.own, "HEAD")):  # a work tree's may be elsewhere
        return None
    index = index_of(root, folders.own)
    names = names_in(index)
    return _by_git(folders, index) if names is None else names


def _by_git(folders: Folders, index: str) -> frozenset[bytes] | None:
    """As git reads an index that is split, or of a version to come."""
    from .ask import asked  # noqa: PLC0415 - only for such an index

    try:
        with asked(folders, index) as git:
            return frozenset(git.run("ls-files", "-c", "-z").split(b"\0")[:-1])
    except GitError:
        return None
