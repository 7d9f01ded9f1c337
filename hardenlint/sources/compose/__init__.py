"""Compose files: read leniently for `scan`, strictly as compose does for `show`."""

from collections.abc import Sequence
from typing import Any

from .project import Loaded, read


def show(
    files: Sequence[str],
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = (),
    text: str | None = None,
) -> dict[str, Any]:
    """The project as compose understands it; raises InputError for what compose refuses."""
    from .shown import document  # noqa: PLC0415 - only for `show`

    return document(files, env_files=env_files, profiles=profiles, text=text)


def describe(
    files: Sequence[str],
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = (),
    text: str | None = None,
) -> str:
    """The same for a person."""
    from .shown import description  # noqa: PLC0415 - only for `show`

    return description(files, env_files=env_files, profiles=profiles, text=text)


__all__ = ["Loaded", "describe", "read", "show"]
