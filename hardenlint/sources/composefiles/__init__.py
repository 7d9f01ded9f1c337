"""Compose files: one project from several files, every value with the place that decided it.

`read` is lenient, as `scan` wants it: what is wrong is reported with its place and the rest is
judged. `show` and `describe` are strict, as docker compose is.
"""

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from ...errors import InputError, Problem
from ...model import Field, Network, Project, Span
from .fields import Reader
from .loader import Loader, variables
from .nodes import Node
from .services import is_remote, service
from .validate import service_problems, top_level_problems


class Loaded(NamedTuple):
    """What was read, and what is to be said about it."""

    project: Project | None
    errors: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def read(
    files: Sequence[str],
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = ("*",),
    text: str | None = None,
) -> Loaded:
    """Read one project from these files, merged in order; raises InputError when nothing can be.

    `text` is the content of the first file when it did not come from disk. The process'
    environment has no influence: the same files give the same findings everywhere.
    """
    base = os.path.dirname(files[0])
    known, problems = variables(base, env_files, {})
    loader = Loader(known, strict=False)
    root = loader.load(files, text)
    project = build(root, files[0], base, profiles, loader)
    errors = (*problems, *loader.errors)
    return Loaded(project, errors, tuple(loader.notes))


def build(root: Node, path: str, base: str, profiles: Sequence[str], loader: Loader) -> Project:
    """Turn a merged tree into the model."""
    project = Project(_name(root, path), root.span(""), "compose")
    for message, node, pointer in top_level_problems(root):
        loader.problem("invalid", message, node, pointer)
    _legacy(root, loader)
    project.networks = _networks(root)
    services = root.get("services")
    volumes = root.get("volumes")
    found = []
    for name, node in (services.value if services and services.kind == "map" else {}).items():
        assert services is not None  # noqa: S101 - for the type checker
        key = services.keys[name]
        if node.kind != "map":
            loader.problem(
                "invalid", f"the service {name} must be a mapping", node, f"/services/{name}"
            )
            continue
        if not _active(node, profiles):
            continue
        one, reader = service(
            name, key, node, volumes if volumes and volumes.kind == "map" else None, base
        )
        for message, place, pointer in (*reader.refused, *service_problems(node, one.span.pointer)):
            loader.problem("invalid", message, place, pointer)
        if one.build_link is not None and is_remote(one.build_link.context):
            message = "the build context is on another machine, so its Dockerfile is not read"
            loader.notes.append(Problem("remote", message, one.build_link.span))
        one.project = project
        found.append(one)
    project.services = tuple(found)
    return project


def _name(root: Node, path: str) -> str:
    name = root.get("name")
    if name is not None and name.kind == "scalar" and name.known and name.value:
        return str(name.value)
    return os.path.basename(os.path.dirname(os.path.abspath(path))) or "project"


def _active(node: Node, profiles: Sequence[str]) -> bool:
    own = node.get("profiles")
    if own is None or "*" in profiles or own.kind != "seq" or not own.value:
        return True
    return any(item.value in profiles for item in own.value if item.kind == "scalar")


def _networks(root: Node) -> dict[str, Network]:
    declared = root.get("networks")
    result: dict[str, Network] = {}
    for name, node in (declared.value if declared and declared.kind == "map" else {}).items():
        assert declared is not None  # noqa: S101 - for the type checker
        pointer = f"/networks/{name}"
        reader = Reader(
            node
            if node.kind == "map"
            else Node("map", {}, node.file, (node.line, node.column, 0, 0)),
            pointer,
            declared.keys[name].span(pointer),
        )
        external = reader.get("external")
        is_external = external is not None and (
            external.kind == "map" or reader.boolean("external").value is True
        )
        called = reader.text("name").value
        if is_external and external is not None and external.kind == "map":
            inner = external.get("name")
            called = inner.value if inner is not None and inner.kind == "scalar" else called
        options = tuple(
            (key, value.value)
            for key, (value, _) in reader.mapping("driver_opts").items()
            if value.kind == "scalar"
        )
        result[name] = Network(
            called or name,
            reader.default_span,
            reader.text("driver", "").value or "",
            reader.boolean("internal"),
            is_external,
            options,
        )
    return result


def _legacy(root: Node, loader: Loader) -> None:
    """Recognise a version 1 file: services at the top level."""
    if root.get("services") is not None or not root.value:
        return
    if all(
        node.kind == "map" and (node.get("image") or node.get("build"))
        for node in root.value.values()
    ):
        services = Node("map", root.value, root.file, (root.line, root.column, 0, 0))
        services.keys = root.keys
        message = "is a version 1 compose file: its services are read as they are"
        loader.notes.append(Problem("legacy", message, root.span()))
        root.value, root.keys = {"services": services}, {"services": services}


def show(
    files: Sequence[str],
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = (),
    text: str | None = None,
) -> dict[str, Any]:
    """Return the document of `show --format json`; raises InputError where compose fails."""
    from .show import document  # noqa: PLC0415 - only for show

    return document(_strict(files, env_files, profiles, text), files[0])


def describe(
    files: Sequence[str],
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = (),
    text: str | None = None,
) -> str:
    """Return the text form of `show`."""
    from .show import describe as render  # noqa: PLC0415 - only for show

    return render(_strict(files, env_files, profiles, text), files[0])


class Strict(NamedTuple):
    """A project as docker compose would load it."""

    root: Node
    project: Project
    base: str
    profiles: Sequence[str]


def _strict(
    files: Sequence[str], env_files: Sequence[str], profiles: Sequence[str], text: str | None
) -> Strict:
    base = os.path.dirname(files[0])
    known, problems = variables(base, env_files, os.environ)
    if problems:
        raise InputError(*problems[0])
    loader = Loader(known, strict=True)
    root = loader.load(files, text)
    return Strict(root, build(root, files[0], base, profiles, loader), base, profiles)


__all__ = ["Field", "Loaded", "Span", "Strict", "build", "describe", "read", "show"]
