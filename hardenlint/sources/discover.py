"""Find the inputs: which files a folder holds, what kind a file is, which files are one project."""

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .. import git
from ..errors import InputError, Problem
from ..model import Span
from ..workspace import Workspace
from . import kinds
from .kinds import BASES, COMPOSE

OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)

_ENV_MAX = 1024 * 1024

_NO_CHECKOUT = "is in no git repository, so its .gitignore files are not followed"


class Input(NamedTuple):
    """One thing to read: a Dockerfile, a compose project (its files in order), inspect data.

    `named` is True when the user asked for this very file.
    """

    kind: str
    files: tuple[str, ...]
    named: bool = True


def find(folder: str, workspace: Workspace) -> tuple[list[str], list[Problem]]:
    """List the inputs below a folder, sorted; in a git checkout what git ignores is left out.

    Hidden folders are searched, `.git` is not; links to folders are not followed. The files that
    COMPOSE_FILE in a `.env` names are inputs whatever they are called. Outside of a checkout
    nothing is ignored: what an archive holds is no leftover of somebody's work.
    """
    found = set(_chosen(folder, workspace))
    notes: list[Problem] = []
    listed = _git_files(folder, notes)
    not_followed = False
    for path in _walk(folder, notes) if listed is None else listed:
        if kinds.by_name(path):
            found.add(path)
        elif os.path.basename(path) == ".env":
            found.update(_chosen(os.path.dirname(path), workspace))
        elif os.path.basename(path) == ".gitignore" and listed is None:
            not_followed = True
    if not_followed and git.root_of(os.path.realpath(folder)) is None:
        notes.append(Problem("skipped-input", _NO_CHECKOUT, Span(folder)))
    return sorted(found), notes


def ignored(folder: str) -> str:
    """Return the first input below a folder that git ignores, "" where there is none."""
    if _git_files(folder, []) is None:
        return ""
    return next((path for path in _walk(folder, []) if kinds.by_name(path)), "")


def projects(paths: Iterable[str], workspace: Workspace) -> list[Input]:
    """Group files into inputs: a base compose file and the override beside it are one project."""
    inputs: dict[tuple[str, ...], Input] = {}
    for path in paths:
        kind = kinds.by_name(path)
        chosen = _chosen(os.path.dirname(path), workspace) if kind in ("", COMPOSE.name) else ()
        if chosen:
            inputs.setdefault(chosen, Input(COMPOSE.name, chosen))
            kind = COMPOSE.name if os.path.normpath(path) in chosen else kind
        files = _together(path, chosen) if kind == COMPOSE.name else (path,)
        inputs.setdefault(files, Input(kind, files))
    return list(inputs.values())


def project_files(path: str, workspace: Workspace) -> tuple[str, ...]:
    """Return the files `docker compose up` would take together, whichever was named."""
    return _together(path, _chosen(os.path.dirname(path), workspace))


def _together(path: str, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The files of a path's project; `chosen` are those that the folder's `.env` names."""
    folder, name = os.path.split(path)
    if os.path.normpath(path) in chosen:
        return chosen
    if name not in BASES and name not in OVERRIDES:
        return (path,)
    base = _first(folder, BASES)
    override = _first(folder, OVERRIDES)
    # Of compose.yaml and compose.yml side by side compose takes the first; the other stands alone.
    if base is None or override is None or path not in (base, override):
        return (path,)
    return (base, override)


def project_in(folder: str, workspace: Workspace) -> tuple[str, ...]:
    """Return the files that `docker compose up` would take in a folder, () where there are none."""
    base = _first(folder, BASES)
    if base is None:
        return _chosen(folder, workspace)
    return _chosen(folder, workspace) or project_files(os.path.normpath(base), workspace)


def _chosen(folder: str, workspace: Workspace) -> tuple[str, ...]:
    """The files that COMPOSE_FILE in a folder's `.env` names, () when one of them is not here."""
    path = os.path.join(folder if folder != os.curdir else "", ".env")
    try:
        if not workspace.reach.is_ours(path) or os.path.getsize(path) > _ENV_MAX:
            return ()
        if "COMPOSE_FILE" not in workspace.text(path):
            return ()
    except (InputError, OSError):
        return ()
    from .compose import default_files  # noqa: PLC0415 - only where there is such a file

    chosen = tuple(
        os.path.normpath(os.path.join(folder, name)) for name in default_files(path, workspace)
    )
    return chosen if all(os.path.isfile(name) for name in chosen) else ()


def _first(folder: str, names: tuple[str, ...]) -> str | None:
    paths = (os.path.join(folder, name) for name in names)
    return next((path for path in paths if os.path.isfile(path)), None)


def _walk(folder: str, notes: list[Problem]) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        name = os.fsdecode(error.filename)
        notes.append(Problem("denied", f"cannot be searched: {error.strerror}", Span(name)))

    for root, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(files):
            yield os.path.normpath(os.path.join(root, name))


def _git_files(folder: str, notes: list[Problem]) -> list[str] | None:
    """List what git would list, tracked or not ignored; None outside a checkout."""
    listed: list[str] | None = None
    todo, seen = [folder], set[str]()
    while todo:
        here = todo.pop()
        real = os.path.realpath(here)
        if real in seen:
            continue
        seen.add(real)
        root = git.root_of(real)
        names = [] if root is None else list(_without_git(here, root, notes))
        # Whoever names a folder that is ignored wants it searched all the same.
        if not names and here == folder:
            return None
        listed = listed or []
        if not names:
            listed += _walk(here, [])
        # A forged index may lead elsewhere; a file in conflict is in it once for each side.
        for name in dict.fromkeys(names):
            if name.startswith(b"/") or b".." in name.split(b"/"):
                continue
            path = os.path.normpath(os.path.join(here, os.fsdecode(name)))
            if os.path.isdir(path) and not os.path.islink(path):
                todo.append(path)  # a nested checkout
            elif os.path.isfile(path):  # a tracked one may have been deleted
                listed.append(path)
    return listed


def _without_git(folder: str, root: str, notes: list[Problem]) -> Iterator[bytes]:
    """List what git would list, told from the folder; says so where that leaves too much out."""
    from .checkout import Checkout  # noqa: PLC0415 - only where a folder is searched

    real = os.path.realpath(folder)
    way = os.path.relpath(real, root)
    below = b"" if way == os.curdir else os.fsencode(way.replace(os.sep, "/")) + b"/"
    if real == os.path.abspath(folder):  # what is told is told from where the user is
        root = os.path.normpath(os.path.join(folder, os.path.relpath(root, real)))
    checkout = Checkout(root)
    names = [name[len(below) :] for name in checkout.files(below)]
    yield from names
    notes += checkout.notes if names else []  # else nothing is left out
    if names and checkout.doubt:
        notes.append(Problem("skipped-input", checkout.doubt, Span(None)))
