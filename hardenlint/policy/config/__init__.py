"""The configuration file: found, read, and put on top of those that it extends.

A configuration comes with the repository that is scanned, so it is not trusted: it names no code,
no address, and no file outside its repository.
"""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hardenlint.errors import UsageError
from hardenlint.git import root_of

from .locate import find, inside
from .settings import Settings

if TYPE_CHECKING:
    from .text import Data

__all__ = ["Settings", "find", "inside", "load", "schema"]

FILES_MAX = 50
"""Files that a configuration may extend, those that they extend included."""

Checks = Callable[[], Mapping[str, str]]


def load(file: str, checks: Checks, *, found: bool = False) -> Settings:
    """Read a configuration and all that it extends.

    `checks` gives the names that checks go by, each with the id. A file that was `found`, not named
    by the user, must lie in its repository. Raises UsageError with file, line and, for a typo, what
    was probably meant.
    """
    folder = os.path.dirname(os.path.abspath(file))
    root = root_of(folder) or folder
    if found and not inside(file, root):
        raise UsageError(f"{file}: is a link to a file outside of the repository")
    settings = _load(file, checks, root, (), [])
    settings.check()
    return settings


def _load(
    file: str, checks: Checks, root: str, above: tuple[str, ...], read: list[str]
) -> Settings:
    """Read one file and what it extends; `above` extend it, `read` are all files so far."""
    real = os.path.realpath(file)
    read.append(real)
    from . import text  # noqa: PLC0415 - only where there is a configuration
    from .keys import Reader  # noqa: PLC0415 - see above

    data = text.read(file)
    try:
        reader = Reader(data, checks)
        settings = reader.settings()
        extended = reader.extended()
    except UsageError as error:
        raise _explained(error, data) from None
    # In reverse, since each goes below what is there: of two that are extended the later one wins.
    for name in reversed(extended):
        path = os.path.join(os.path.dirname(file), name)
        target = os.path.realpath(path)
        if target in (*above, real):
            raise data.error(("extends",), f"{_shown(name)} extends itself, in the end")
        if not inside(path, root):
            raise data.error(("extends",), f"{_shown(name)} is outside of the repository")
        if not os.path.isfile(target):
            raise data.error(("extends",), f"{_shown(name)} does not exist")
        if len(read) > FILES_MAX:
            raise data.error(("extends",), f"extends more than {FILES_MAX} files")
        settings = settings.over(_load(path, checks, root, (*above, real), read))
    return settings


def _shown(name: str) -> str:
    from hardenlint.facts.telling import address  # noqa: PLC0415 - only for a mistake

    return address(name)


def _explained(error: UsageError, data: "Data") -> UsageError:
    """Add what the published schema finds wrong besides."""
    from .explain import others  # noqa: PLC0415 - jsonschema only where something is wrong

    more = others(data, str(error))
    return UsageError("\n".join((str(error), *more))) if more else error


def schema() -> str:
    """Return the JSON schema of the configuration, as published with the package."""
    with open(os.path.join(os.path.dirname(__file__), "schema.json"), encoding="utf-8") as file:
        return file.read()
