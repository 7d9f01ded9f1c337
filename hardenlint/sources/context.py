"""The files of a build context, as far as they belong to what is scanned."""

import os

from ..errors import InputError
from ..reach import Reach
from ..workspace import Workspace
from .dockerfile import ignore

_LARGEST = 256 * 1024
"""No script that a person writes is larger."""


def file(
    path: str, context: str | None, dockerfile: str, workspace: Workspace
) -> tuple[str, str] | None:
    """The path and the text of a file of the context; None where there is none to read."""
    folders = [context] if context is not None else _usual(dockerfile, workspace.reach)
    for folder in folders:
        found = os.path.normpath(os.path.join(folder, path))
        within = os.path.relpath(found, folder)
        if within.startswith("..") or not workspace.reach.is_ours(found):
            continue
        if not os.path.isfile(found) or os.path.getsize(found) > _LARGEST:
            continue
        try:
            return found, workspace.text(found)
        except InputError:
            return None
    return None


def _usual(dockerfile: str, reach: Reach) -> list[str]:
    """The folders that a Dockerfile may be built in when nothing says so, the likeliest first."""
    usual = ignore.usual_context(dockerfile, reach)
    return [usual, *reach.above(dockerfile)]
