"""Compose projects: read, joined with the Dockerfiles of their services."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ..errors import InputError, Problem
from ..facts.telling import address
from ..model import Container, Project
from . import compose
from .join import decided, join
from .kinds import COMPOSE

if TYPE_CHECKING:
    from ..workspace import Workspace
    from .collect import Options
    from .load import Loading


def read(files: Sequence[str], loading: "Loading") -> None:
    """Read the files of one project."""
    options = loading.options
    loaded = compose.read(
        files, loading.workspace, env_files=options.env_files, profiles=options.compose_profiles
    )
    loading.errors += loaded.errors
    loading.notes += loaded.notes
    if loaded.project is None:
        return
    loading.count(COMPOSE, len(files))
    loading.included.update(map(os.path.realpath, loaded.included))
    loading.extended.update((os.path.realpath(path), name) for path, name in loaded.extended)
    loading.errors += join(loaded.project, loading.builds.of_link, loading.workspace.reach)
    for service in loaded.project.services:
        with loading.telling(f"reading service {service.name}", service.span):
            _complete(loaded.project, service, loading)
    loading.subjects += [loaded.project, *loaded.project.services]


def _complete(project: Project, service: Container, loading: "Loading") -> None:
    """Tell a service what its arguments make of a Dockerfile; name one that lies outside."""
    link, build, images = service.provenance.build_link, service.build, loading.options.images
    if link is None and images is not None:
        images.complete(service)
    if link is None or build is None or not link.path:
        return
    if link.args:
        with suppress(InputError):  # it may need the arguments
            service.provenance.bases = decided(build, loading.builds.without_arguments(link))
    if not loading.workspace.reach.is_ours(link.path):
        message = f"the Dockerfile {address(link.path)} lies outside the project"
        loading.notes.append(Problem("outside", message, link.span))


def show(
    files: Sequence[str], options: "Options", workspace: "Workspace", *, as_text: bool
) -> Iterable[str]:
    """What compose makes of a project; raises InputError for what it refuses."""
    known = {"env_files": options.env_files, "profiles": options.compose_profiles}
    if as_text:
        return compose.describe(files, workspace, **known).split("\n")[:-1]
    import json  # noqa: PLC0415 - only for this format

    return (json.dumps(compose.show(files, workspace, **known), indent=1),)
