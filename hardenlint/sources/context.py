"""The files of a build context, as far as they belong to what is scanned."""

import os

from ..errors import InputError
from ..workspace import Workspace
from .dockerfile import ignore

_LARGEST = 256 * 1024
"""No script that a person writes is larger."""


def folders(context: str | None, dockerfile: str, workspace: Workspace) -> tuple[str, ...]:
    """The folders that a Dockerfile may be built in, the likeliest first where nothing says so."""
    if context is not None:
        return (context,)
    usual = ignore.usual_context(dockerfile, workspace.reach)
    return tuple(dict.fromkeys((usual, *workspace.reach.above(dockerfile))))


def file(path: str, folders: tuple[str, ...], workspace: Workspace) -> tuple[str, str] | None:
    """The path and the text of a file of the context; None where there is none to read."""
    inside = os.path.normpath(path).lstrip("/")
    for folder in folders if not inside.startswith("..") else ():
        found = os.path.join(folder, inside)
        # Most are not there; of a link nothing is asked yet.
        if not os.path.lexists(found):
            continue
        if not workspace.reach.is_ours(found) or not os.path.isfile(found):
            continue
        if os.path.getsize(found) > _LARGEST:
            continue
        try:
            return found, workspace.text(found)
        except InputError:
            return None
    return None
