"""What is told of a file that is not complete by itself: an error where it was named, else a note.

A search finds whatever lies in a repository: parts of projects that are given with `-f`, templates
that a program fills in. Whoever names such a file wants it to be one that can be used.
"""

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import InputError, Problem
from ..model import Span

if TYPE_CHECKING:
    from ..workspace import Workspace
    from .discover import Input

KINDS = {"fragment": "invalid", "unbuilt": "missing"}
"""Kinds of what is missing, as a source tells it, and the kind of the error where it is one."""

TEMPLATE = "looks like a template that a program fills in, and was not read to its end"

_ENDINGS = frozenset(
    """template tmpl tpl in example sample dist old orig bak disabled off j2 jinja jinja2 erb
    mustache gotmpl""".split()
)
_MARK = re.compile(r"\{\{|\{%|<%|^\s*(?:@\w+@|%%\w+%%|__\w+__\s*$)")
_MARK_FIRST = re.compile(rf"\s*(?:{_MARK.pattern})")


def told(
    errors: Iterable[Problem], item: "Input", workspace: "Workspace"
) -> tuple[list[Problem], list[Problem]]:
    """The errors and the notes that become of what is wrong with an input."""
    if item.named:
        return [each._replace(kind=KINDS.get(each.kind, each.kind)) for each in errors], []
    notes = [each._replace(kind="fragment") for each in errors if each.kind in KINDS]
    kept = [each for each in errors if each.kind not in KINDS]
    if any(is_of_template(each, workspace) for each in kept):
        return [], [*notes, Problem("template", TEMPLATE, Span(item.files[0]))]
    return kept, notes


def is_of_template(error: Problem, workspace: "Workspace") -> bool:
    """Whether an error is about a file that others are made of: by its name, or by its line."""
    path = error.span.path
    if error.kind not in ("parse", "invalid") or not path:
        return False
    folder, name = os.path.split(path.lower())
    if not _ENDINGS.isdisjoint(name.split(".")[1:]) or "template" in folder:
        return True
    try:
        lines = workspace.text(path).splitlines()
    except InputError:
        return False
    line = lines[error.span.line - 1] if 0 < error.span.line <= len(lines) else ""
    # In a file that can be parsed, a mark within a line is a part of a value.
    find = _MARK.search if error.kind == "parse" else _MARK_FIRST.match
    return find(line) is not None
