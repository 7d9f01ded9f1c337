"""The meaning of a Dockerfile: its stages as a tree, and the image that each ends with."""

from ...model import Build
from ..kinds import DOCKERFILE
from . import bases
from .copies import Sources
from .parts import Parts
from .scope import Scope
from .walk import Visit, Walk


def build(parts: Parts, scope: Scope, target: str | None, visit: Visit | None = None) -> Build:
    """Resolve everything; raises InputError for what BuildKit refuses to build."""
    chosen = parts.target(target)
    scope.predefine(target or parts.parts[-1].stage.name or "")
    for instruction in parts.preamble:
        scope.declare(instruction)
    bases.resolve(parts.parts, scope)
    Walk(parts.path, parts.parts, scope).run(chosen, visit)
    # In the order of the file, in which a parent comes before its children.
    for part in parts.parts:
        bases.complete(part)
    build = Build(parts.path, chosen.stage.span, DOCKERFILE)
    build.preamble = tuple(parts.preamble)
    build.stages = tuple(part.stage for part in parts.parts)
    build.target = chosen.stage
    build.is_windows = chosen.stage.image.is_windows
    if scope.exceeded is not None:
        build.exceeded = scope.exceeded.problem[1:]
    sources = Sources(parts.parts)
    build.external = tuple(sources.external)
    build.needed = build.reached = sources.reached(chosen.stage)
    # BuildKit never gets to what is wrong in a stage that the target does not need.
    for stage in build.reached:
        for error in parts.parts[stage.index].errors:
            raise error
    return build
