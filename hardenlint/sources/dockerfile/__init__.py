"""Dockerfiles: text to a Build, as BuildKit reads it."""

from collections.abc import Mapping
from typing import Any

from ...errors import InputError
from ...model import Build, Span
from . import nodes
from .lines import Reader
from .scope import Scope
from .stages import Reading, Visit

__all__ = ["describe", "parse", "read", "show"]

_NOTHING: Mapping[str, str | None] = {}


def read(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NOTHING,
    target: str | None = None,
) -> Build:
    """Read a Dockerfile to judge it: what may still be given when it is built is unknown.

    A value of None in `build_args` is one that nobody knows. Raises InputError.
    """
    return parse(text, path, build_args=build_args, target=target, strict=False)


def parse(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NOTHING,
    target: str | None = None,
    strict: bool = True,
    visit: Visit | None = None,
) -> Build:
    """Read a Dockerfile; `strict` as a build with exactly these arguments would.

    `visit` is called with every stage and its configuration, parents first. Raises InputError.
    """
    reader = Reader(text, path)
    found = nodes.parse(reader)
    if not found:
        raise InputError("parse", "there are no instructions", Span(path, max(reader.at, 1)))
    scope = Scope(build_args, reader.directives.escape, strict=strict)
    reading = Reading(path, found, scope, Span(path, reader.at))
    build = reading.build(target, visit)
    build.directives = reader.directives.found
    return build


def show(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NOTHING,
    target: str | None = None,
) -> dict[str, Any]:
    """Tell how a Dockerfile is understood, as JSON data. Raises InputError."""
    from .document import document  # noqa: PLC0415 - only for `show`

    return document(text, path, build_args, target)


def describe(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NOTHING,
    target: str | None = None,
) -> str:
    """Tell a person how a Dockerfile is understood. Raises InputError."""
    from .description import description  # noqa: PLC0415 - only for `show`

    return description(text, path, build_args, target)
