"""The configuration file: found, read, and put on top of those that it extends.

A configuration comes with the repository that is scanned, so it is not trusted: it names no code,
no address, and no file outside its repository.
"""

import os
from collections.abc import Callable, Iterable

from hardenlint.errors import UsageError

from . import text
from .keys import Reader
from .locate import find, repository
from .settings import Settings

__all__ = ["Settings", "find", "load", "repository", "schema"]

Checks = Callable[[], Iterable[str]]


def load(file: str, checks: Checks) -> Settings:
    """Read a configuration and all that it extends; `checks` gives the ids of the checks.

    Raises UsageError with file, line and, for a typo, what was probably meant.
    """
    folder = os.path.dirname(os.path.abspath(file))
    return _load(file, checks, repository(folder) or folder, ())


def _load(file: str, checks: Checks, root: str, above: tuple[str, ...]) -> Settings:
    real = os.path.realpath(file)
    data = text.read(file)
    try:
        reader = Reader(data, checks)
        settings = reader.settings()
        extended = reader.extended()
    except UsageError as error:
        raise _explained(error, data) from None
    for name in reversed(extended):
        path = os.path.join(os.path.dirname(file), name)
        target = os.path.realpath(path)
        if target in (*above, real):
            raise data.error(("extends",), f"{name} extends itself, in the end")
        if os.path.commonpath((target, os.path.realpath(root))) != os.path.realpath(root):
            raise data.error(("extends",), f"{name} is outside of the repository")
        if not os.path.isfile(target):
            raise data.error(("extends",), f"{name} does not exist")
        settings = settings.over(_load(path, checks, root, (*above, real)))
    return settings


def _explained(error: UsageError, data: text.Data) -> UsageError:
    """Add what the published schema finds wrong besides."""
    from .explain import others  # noqa: PLC0415 - jsonschema only where something is wrong

    more = others(data, str(error))
    return UsageError("\n".join((str(error), *more))) if more else error


def schema() -> str:
    """Return the JSON schema of the configuration, as published with the package."""
    with open(os.path.join(os.path.dirname(__file__), "schema.json"), encoding="utf-8") as file:
        return file.read()
