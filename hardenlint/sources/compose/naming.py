"""What a project is called: by COMPOSE_PROJECT_NAME, by `name:`, or like its folder."""

import os
from collections.abc import Mapping, Sequence

from hardenlint.model import Span

from .interpolate import Expanded, TemplateError, Variable, substitute
from .log import Log
from .nodes import Node


def check_name(environment: Mapping[str, Variable], path: str, log: Log) -> None:
    """Compose takes COMPOSE_PROJECT_NAME as it is or not at all."""
    given = environment.get("COMPOSE_PROJECT_NAME")
    if given is not None and normalised(given.value) != given.value:
        message = "the project name must be lowercase letters, digits, _ and -"
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
