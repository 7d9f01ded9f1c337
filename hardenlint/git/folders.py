"""Where a repository keeps what: its own folder, and the one that its work trees share."""

import os
import stat
from typing import NamedTuple

_POINTER = b"gitdir:"
_POINTER_MAX = 10_000


class Folders(NamedTuple):
    """Two folders, mostly the same one.

    `own` has HEAD and the index, `common` the objects, the branches and the configuration.
    """

    own: str
    common: str


def folders_of(root: str) -> Folders:
    """Where the data of the repository with this root are; raises nothing."""
    own = os.path.join(root, ".git")
    pointer = read(own, _POINTER_MAX) or b""
    if pointer.startswith(_POINTER):  # a submodule, or one of several work trees
        target = os.fsdecode(pointer[len(_POINTER) :].strip().partition(b"\n")[0])
        own = os.path.normpath(os.path.join(root, target.replace("\0", "")))
    return bare(own)


def bare(own: str) -> Folders:
    """Where the data of a repository are whose own folder is known."""
    common = read(os.path.join(own, "commondir"), _POINTER_MAX) or b"."
    shared = os.fsdecode(common.strip()).replace("\0", "")
    return Folders(own, os.path.normpath(os.path.join(own, shared)))


def index_of(root: str, own: str) -> str:
    """Where the index is: a hook of this repository may be told of another one by git.

    `git commit -a` and `git commit FILE` have the hook look at an index beside the usual one.
    """
    named = os.environ.get("GIT_INDEX_FILE", "")
    path = os.path.realpath(os.path.join(root, named))
    # It is told to whatever the hook starts, which may look at other repositories, too.
    beside = named and os.path.dirname(path) == os.path.realpath(own)
    return path if beside else os.path.join(own, "index")


def read(path: str, most: int) -> bytes | None:
    """Return a regular file, b"" where there is none, None where it cannot be read.

    A link is not followed, as git does not follow those of a checkout; a pipe is not waited for.
    What is too large is cut to one byte more than the `most`. Raises nothing.
    """
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return b""
        with open(path, "rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        return b""
    except (OSError, ValueError):
        return None
