"""The compose services behind inspected containers, where their files are there to read.

A file that is not there, or that belongs to the engine of another machine, is no error: whether
its containers run as declared is unknown then, and that is said once for each engine.
"""

import os
from collections.abc import Iterable
from contextlib import suppress

from .. import reach
from ..errors import Problem
from ..facts import telling
from ..model import Container, Project, Span, Subject
from ..workspace import Workspace
from .inspect import Origin, compose_origin

_FEW = 3  # paths that a note names
_HERE = ("", "unix", "npipe")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def reached(subjects: Iterable[Subject]) -> reach.Reach:
    """Return what an audit may read: the projects whose files the labels of containers name.

    Whoever made a container, or its image, has written its labels.
    """
    origins = (
        compose_origin(each.labels) if isinstance(each, Container) and _is_here(each) else None
        for each in subjects
    )
    return reach.of(path for origin in origins if origin is not None for path in origin.files)


def declare(subjects: Iterable[Subject], workspace: Workspace) -> list[Problem]:
    """Give each container its service; returns notes on those whose service nobody found."""
    projects: dict[Origin, Project | None] = {}
    absent: dict[Span, list[str]] = {}
    notes = []
    for container in subjects:
        origin = compose_origin(container.labels) if isinstance(container, Container) else None
        if origin is None or not isinstance(container, Container):
            continue
        project = _project(origin, projects, workspace) if _is_here(container) else None
        if project is None:
            span = container.span
            absent.setdefault(Span(span.path, host=span.host), []).append(origin.files[0])
            continue
        services = {service.name: service for service in project.services}
        container.declared = services.get(origin.service)
        if container.declared is None:
            service, file = telling.name(origin.service), telling.address(origin.files[0])
            message = f"its service {service} is no longer in {file}"
            notes.append(Problem("undeclared", message, container.span))
    return notes + [_absent(span, paths) for span, paths in absent.items()]


def _absent(span: Span, paths: list[str]) -> Problem:
    """Say which containers nobody can compare with what declares them."""
    number = "1 container runs" if len(paths) == 1 else f"{len(paths)} containers run"
    names = sorted({telling.address(path) for path in paths})
    some = ", ".join(names[:_FEW]) + f" and {len(names) - _FEW} more" * (len(names) > _FEW)
    message = f"whether {number} as declared is unknown: {some} cannot be read here"
    return Problem("undeclared", message, span)


def _is_here(container: Container) -> bool:
    """Whether paths of its labels may mean files of this machine."""
    endpoint = container.host.endpoint if container.host is not None else ""
    scheme, sep, rest = endpoint.partition("://")
    return scheme in _HERE or not sep or rest.rpartition(":")[0] in _LOOPBACK


def _project(
    origin: Origin, known: dict[Origin, Project | None], workspace: Workspace
) -> Project | None:
    """Read a compose project for its lines only; what is wrong with it is nobody's finding here."""
    from . import compose  # noqa: PLC0415 - PyYAML costs start-up time

    key = origin._replace(service="")
    if key not in known:
        # Also one that cannot be read is tried once only.
        known[key] = None
        env_files = [path for path in key.env_files if _is_file(path, workspace)]
        if all(_is_file(path, workspace) for path in key.files):
            # Whatever is wrong with the file: its project is not known, and that is told.
            with suppress(Exception):
                known[key] = compose.read(key.files, workspace, env_files=env_files).project
    return known[key]


def _is_file(path: str, workspace: Workspace) -> bool:
    return workspace.reach.is_ours(path) and os.path.isfile(path)
