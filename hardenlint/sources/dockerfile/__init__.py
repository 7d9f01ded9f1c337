"""Dockerfiles: text to a Build, as BuildKit reads it.

Usable by itself; nothing is executed or fetched, and InputError is all that is ever raised:

    from hardenlint.sources.dockerfile import parse

    build = parse(text, "Dockerfile")
    for stage in build.stages:
        stage.reference, stage.parent      # the image or the stage it is built from
        stage.image.user, stage.image.env  # the configuration it ends with: value, place, origin
        for instruction in stage.instructions:
            instruction.keyword, instruction.flags, instruction.words, instruction.heredocs
            facts.running.commands_of(instruction)  # what it runs, each with line and column
    build.image                            # what ships

`parse` answers as a build with exactly these arguments does; `read` leaves unknown (None, with a
cause) what an argument or a base image may still decide. The types are those of hardenlint.model.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ...model import Build
from .lines import Reader
from .parts import Parts
from .scope import Scope
from .stages import build as build_of
from .walk import Visit

__all__ = ["describe", "describe_lines", "parse", "read", "show", "show_pieces"]

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
    parts, directives = Parts(reader), reader.directives
    del reader  # with the text
    scope = Scope(build_args, directives.escape, strict=strict, size=len(text))
    build = build_of(parts, scope, target, visit)
    build.directives = directives.found
    build.directive_spans = directives.spans
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


def show_pieces(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NOTHING,
    target: str | None = None,
) -> Iterator[str]:
    """The document of `show` as JSON text, piece by piece. Raises InputError before the first."""
    from .document import pieces  # noqa: PLC0415 - only for `show`

    return pieces(text, path, build_args, target)


def describe(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NOTHING,
    target: str | None = None,
) -> str:
    """Tell a person how a Dockerfile is understood. Raises InputError."""
    lines = describe_lines(text, path, build_args=build_args, target=target)
    return "".join(f"{line}\n" for line in lines)


def describe_lines(
    text: str,
    path: str,
    *,
    build_args: Mapping[str, str | None] = _NOTHING,
    target: str | None = None,
) -> Iterator[str]:
    """Describe a Dockerfile line by line. Raises InputError before the first."""
    from .description import description  # noqa: PLC0415 - only for `show`

    return description(text, path, build_args, target)
