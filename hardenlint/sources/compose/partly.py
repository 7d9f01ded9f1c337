"""What is understood of a compose file with a broken line: the services that end before it."""

import re

from hardenlint.errors import InputError, Problem

from .. import settled
from .documents import parse
from .log import Log
from .nodes import Node

_KEY = re.compile(r"( *)[^\s#-][^\n]*")


def read(text: str, path: str, refused: InputError, log: Log) -> list[Node]:
    """The documents without the part that cannot be read, which is told; raises `refused` else.

    A line that is indented too little ends a service before its time, and the parser stumbles only
    after it: the last service is left out as well.
    """
    problem = refused.problem
    before = _before(text.split("\n"), problem)
    if not before or settled.is_of_template(problem, log.workspace):
        raise refused
    try:
        roots = parse("\n".join(before) + "\n", path, log)
    except InputError:
        raise refused from None
    log.error(*problem)
    log.is_whole = False
    return roots


def _before(lines: list[str], problem: Problem) -> list[str]:
    """The lines up to the service or the section that holds the broken one; none for nothing."""
    lines = lines[: max(problem.span.line - 1, 0)] if problem.kind == "parse" else []
    sections = [number for number, line in enumerate(lines) if _indent(line) == 0]
    names = [lines[number].partition(":")[0].strip() for number in sections]
    if "services" not in names:
        return []
    if names[-1] != "services":
        return lines[: sections[-1]]
    indents = [(number, _indent(line)) for number, line in enumerate(lines)]
    inside = [(number, indent) for number, indent in indents[sections[-1] + 1 :] if indent]
    services = [number for number, indent in inside if indent == inside[0][1]]
    return lines[: services[-1]] if len(services) > 1 else []


def _indent(line: str) -> int | None:
    """How far a key is indented; None for what is none."""
    key = _KEY.fullmatch(line.rstrip("\r"))
    return len(key[1]) if key is not None and not line.startswith("---") else None
