"""Where the values of variables come from: the process (for `show` only) and `.env` files."""

import os
from collections.abc import Mapping, Sequence

from hardenlint.errors import InputError
from hardenlint.model import Span
from hardenlint.reach import OUTSIDE
from hardenlint.workspace import Workspace

from . import dotenv
from .interpolate import UNREAD, Variable
from .log import Log

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

    A person is told the files as seen from `root`, by default that folder. What a file sets that
    is none of the project's stays unknown.
    """
    known: dict[str, Variable] = {}
    default = os.path.join(folder, ".env")
    named = files or ([default] if os.path.isfile(default) else [])
    for path in named:
        if not log.workspace.reach.is_ours(path):
            known[UNREAD] = Variable("")
            if log.strict or (files and root is None):
                log.error("missing", OUTSIDE, Span(path))
            elif not files:
                log.note("outside", OUTSIDE, Span(path))
            continue
        try:
            shown = os.path.relpath(path, (folder if root is None else root) or ".")
            dotenv.read(path, outer, known, log, "" if shown.startswith("..") else shown)
            # A later file knows the variables of an earlier one, whose own they stay.
            log.env_files[path] = {
                name: found
                for name, found in known.items()
                if found.span is not None and found.span.path == path
            }
        except InputError as error:
            problem = error.problem
            log.error(problem.kind, problem.message, problem.span)
    return {**known, **outer}


def default_files(path: str, workspace: Workspace) -> list[str]:
    """What COMPOSE_FILE of an env file names, split at COMPOSE_PATH_SEPARATOR."""
    known = with_files({}, (path,), "", Log(workspace, strict=False))
    named, separator = (known.get(f"COMPOSE_{key}") for key in ("FILE", "PATH_SEPARATOR"))
    sign = separator.value if separator is not None and separator.value else ":"
    return [name for name in named.value.split(sign) if name] if named is not None else []
