"""From arguments to inputs: folders are searched, files are taken as they are."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..errors import Problem
from ..model import Span
from ..policy.policy import relative
from ..workspace import Workspace
from . import discover, kinds
from .discover import Input

if TYPE_CHECKING:
    from .local_images import LocalImages

EXCLUDED = "is excluded by the configuration"


class Options(NamedTuple):
    """How to read the inputs; see the options of `hardenlint scan` of the same names.

    `images` tells how an engine at hand has the images, None when nobody asked for one.
    `exclude` are patterns of paths below `root` that a search leaves out; with `force_exclude`
    those that are named, too.
    """

    kind: str = ""
    stdin_filename: str = ""
    env_files: tuple[str, ...] = ()
    compose_profiles: tuple[str, ...] = ("*",)
    build_args: Mapping[str, str | None] = {}
    target: str | None = None
    allow_images: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    root: str = ""
    images: "LocalImages | None" = None


def collect(
    paths: Sequence[str],
    compose_files: Sequence[str],
    options: Options,
    workspace: Workspace,
) -> tuple[list[Input], list[Problem]]:
    """Turn the arguments into inputs: folders are searched, files are taken as they are.

    Returns inputs and notes.
    """
    notes: list[Problem] = []
    named: list[Input] = []
    # With compose files alone the current folder is not searched as well.
    for path in paths or (() if compose_files else (".",)):
        if options.force_exclude and _is_excluded(path, options):
            notes.append(Problem("skipped-input", EXCLUDED, Span(path)))
        elif path == "-" or not os.path.isdir(path):
            named.append(_named(path, options, workspace))
        else:
            named += _found(path, options, notes, workspace)
    if compose_files:
        named.append(Input(kinds.COMPOSE.name, tuple(compose_files)))
    # Of the same files, named twice, the first counts.
    unique = {tuple(os.path.normpath(f) for f in i.files): i for i in reversed(named)}
    return list(reversed(unique.values())), list(dict.fromkeys(notes))


def _found(
    folder: str, options: Options, notes: list[Problem], workspace: Workspace
) -> list[Input]:
    """Search a folder; what is excluded counts only where the folder itself is not."""
    found, skipped = discover.find(folder, workspace)
    notes += skipped
    if not found:
        message = "holds no Dockerfile and no compose file"
        ignored = discover.ignored(folder)
        if ignored:
            message += f" but what git ignores; name {ignored} to scan it"
        notes.append(Problem("skipped-input", message, Span(folder)))
    inputs = [each._replace(named=False) for each in discover.projects(found, workspace)]
    if not options.exclude or _is_excluded(folder, options):
        return inputs
    return [item for item in inputs if not _is_excluded(item.files[0], options)]


def _is_excluded(path: str, options: Options) -> bool:
    from ..policy.rule import within  # noqa: PLC0415 - only where a configuration excludes

    place = relative(path, options.root)
    return any(within(pattern, place) for pattern in options.exclude)


def _named(path: str, options: Options, workspace: Workspace) -> Input:
    if path == "-":
        return Input(options.kind or kinds.by_name(options.stdin_filename), ("-",))
    kind = options.kind or kinds.by_name(path)
    files = discover.project_files(path, workspace) if kind in (kinds.COMPOSE.name, "") else (path,)
    return Input(kind, files)
