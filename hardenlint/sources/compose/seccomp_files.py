"""The seccomp profiles that services name as files."""

import os
from collections.abc import Callable

from hardenlint.errors import InputError
from hardenlint.reach import is_below
from hardenlint.workspace import Workspace

MAX_BYTES = 1024 * 1024
"""Docker's own profile, the longest one in use, is a fiftieth of it."""


def profile_reader(folder: str, workspace: Workspace) -> Callable[[str], str | None]:
    """Read profiles by their paths, which start at the project's folder and stay inside it."""

    def read(name: str) -> str | None:
        root = os.path.realpath(folder or ".")
        try:
            path = os.path.realpath(os.path.join(root, name))
            inside = path != root and is_below(path, root) and workspace.reach.is_ours(path)
            if not inside or name.startswith("~"):
                return None  # somewhere else: whether it is there says nothing of the target
            if os.path.getsize(path) > MAX_BYTES:
                return None
            return workspace.text(path) or None
        except FileNotFoundError:
            return ""
        except (InputError, OSError, ValueError):
            return None

    return read
