"""Where the values of variables come from: the process (for `show` only) and `.env` files."""

import os
from collections.abc import Mapping, Sequence

from hardenlint.errors import InputError
from hardenlint.model import Span

from .interpolate import Expanded, TemplateError, Variable, substitute
from .log import Log
from .yaml_nodes import Node

PLACES = {
    "HOME": Variable("~"),
    "PWD": Variable("."),
    "XDG_RUNTIME_DIR": Variable("/run/user/$UID"),
}
"""What `scan` takes these for, whoever runs it where."""


def of_process() -> dict[str, Variable]:
    """The environment of this process."""
    return {name: Variable(value) for name, value in os.environ.items()}


def with_files(
    outer: Mapping[str, Variable],
    files: Sequence[str],
    folder: str,
    log: Log,
    root: str | None = None,
) -> dict[str, Variable]:
    """Add the variables of env files, by default of `.env` in a folder; those outside win.

    A person is told the files as seen from `root`, by default that folder.
    """
    known: dict[str, Variable] = {}
    default = os.path.join(folder, ".env")
    named = files or ([default] if os.path.isfile(default) else [])
    for path in named:
        from . import dotenv  # noqa: PLC0415 - only where there is one

        try:
            shown = os.path.relpath(path, (folder if root is None else root) or ".")
            dotenv.read(path, outer, known, "" if shown.startswith("..") else shown)
            log.env_files[path] = {
                name: found
                for name, found in known.items()
                if found.span is not None and found.span.path == path
            }
        except InputError as error:
            problem = error.problem
            log.error(problem.kind, problem.message, problem.span)
    return {**known, **outer}


def default_files(path: str) -> list[str]:
    """What COMPOSE_FILE of an env file names, split at COMPOSE_PATH_SEPARATOR."""
    known = with_files({}, (path,), "", Log(strict=False))
    named, separator = (known.get(f"COMPOSE_{key}") for key in ("FILE", "PATH_SEPARATOR"))
    sign = separator.value if separator is not None and separator.value else ":"
    return [name for name in named.value.split(sign) if name] if named is not None else []


def check_name(environment: Mapping[str, Variable], path: str, log: Log) -> None:
    """Compose takes COMPOSE_PROJECT_NAME as it is or not at all."""
    given = environment.get("COMPOSE_PROJECT_NAME")
    if given is not None and normalised(given.value) != given.value:
        message = f"the project name {given.value!r} must be lowercase letters, digits, _ and -"
        log.error("invalid", message, given.span or Span(path))


def implicit_name(folder: str) -> str:
    """The name of a project that is given none: that of its folder."""
    return normalised(os.path.basename(os.path.abspath(folder or ".")))


def explicit_name(roots: Sequence[Node], environment: Mapping[str, Variable]) -> str:
    """What COMPOSE_PROJECT_NAME or `name:` says, "" when nothing does."""
    given = environment.get("COMPOSE_PROJECT_NAME")
    if given is not None and given.value:
        return given.value
    found = ""
    for root in roots:
        node = root.get("name")
        if node is not None and isinstance(node.value, str) and node.value:
            found = node.value
    try:
        return normalised(substitute(found, environment, Expanded()))
    except TemplateError:
        return ""


def normalised(name: str) -> str:
    """A name as compose allows it."""
    kept = [c for c in name.lower() if c.isascii() and (c.isalnum() or c in "_-")]
    return "".join(kept).lstrip("_-")
