"""Compose files: read leniently for `scan`, strictly as compose does for `show`."""

import gc
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hardenlint.workspace import Workspace

from . import project
from .project import Loaded

T = TypeVar("T")


def _uncollected(work: Callable[[], T]) -> T:
    """Work without the collector of cycles: a tree has none, and looking for them is quadratic."""
    if not gc.isenabled():
        return work()
    gc.disable()
    try:
        return work()
    finally:
        gc.enable()


def read(
    files: Sequence[str],
    workspace: Workspace,
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = ("*",),
) -> Loaded:
    """Read one project from these files as far as it is readable.

    The environment of the process counts for nothing, only `.env` files do. Raises InputError
    when nothing can be read.
    """
    return _uncollected(
        lambda: project.read(files, workspace, env_files=env_files, profiles=profiles)
    )


def default_files(env_file: str, workspace: Workspace) -> list[str]:
    """The compose files that an env file names in COMPOSE_FILE."""
    from .variables import default_files as named  # noqa: PLC0415 - rarely there

    return named(env_file, workspace)


def show(
    files: Sequence[str],
    workspace: Workspace,
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = (),
) -> dict[str, Any]:
    """The project as compose understands it; raises InputError for what compose refuses."""
    from .shown import document  # noqa: PLC0415 - only for `show`

    return _uncollected(lambda: document(files, workspace, env_files=env_files, profiles=profiles))


def describe(
    files: Sequence[str],
    workspace: Workspace,
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = (),
) -> str:
    """The same for a person."""
    from .described import description  # noqa: PLC0415 - only for `show`

    return _uncollected(
        lambda: description(files, workspace, env_files=env_files, profiles=profiles)
    )


def tree(files: Sequence[str], workspace: Workspace, *, env_files: Sequence[str] = ()) -> Any:
    """The project as plain data, as leniently as `read`; to compare before and after a change."""
    from .shown import tree as plain  # noqa: PLC0415 - only for fixes

    return _uncollected(lambda: plain(files, workspace, env_files=env_files))


__all__ = ["Loaded", "default_files", "describe", "read", "show", "tree"]
