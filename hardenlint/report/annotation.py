"""A finding as tools that annotate files want it: a relative path, a line, one sentence."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from hardenlint.engine import Report, Result
from hardenlint.errors import Problem
from hardenlint.model import Span
from hardenlint.text.terminal import printable

from .places import slashed


class Annotation(NamedTuple):
    """One finding or error, ready to be encoded.

    `path` is printable, and relative to the root of the repository where it lies in it; `level` is
    a severity, "error" for what could not be judged or "note"; `end_line` and `end_column` are 0
    where not known.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    level: str
    check: str
    message: str
    subject: str
    fingerprint: str
    suppression: str | None = None


def annotations(report: Report) -> list[Annotation]:
    """Return what is to be annotated: errors first, then findings, the worst first."""
    errors = [_of_problem(problem, report.root, "error") for problem in report.errors]
    found = [of_result(result, report.root) for result in worst_first(report.results)]
    return errors + found


def lapsed(report: Report) -> list[Annotation]:
    """Return the exceptions that do not count, as notes: they explain findings that are told."""
    return [_of_problem(note, report.root, "note") for note in report.lapsed]


def worst_first(results: Iterable[Result]) -> list[Result]:
    """Sort by severity; what is equally bad keeps its order."""
    return sorted(results, key=lambda result: -result.severity)


def of_result(result: Result, root: str) -> Annotation:
    """Place a finding; one in an engine lies where compose declares it, when that is known."""
    span = result.span
    if span.path is None and root:
        span = next((place for _, place in result.related if place.path), span)
    name = f"{result.subject.kind} {result.subject.name}"
    return Annotation(
        printable(path_of(span, root)),
        span.line,
        span.column,
        span.end_line,
        span.end_column,
        str(result.severity),
        result.check.id,
        printable(result.finding.message),
        printable(name),
        result.fingerprint,
        None if result.suppression is None else printable(result.suppression.reason),
    )


def _of_problem(problem: Problem, root: str, level: str) -> Annotation:
    span, message = problem.span, printable(problem.message)
    place = printable(path_of(span, root))
    return Annotation(place, span.line, span.column, 0, 0, level, problem.kind, message, "", "")


def path_of(span: Span, root: str) -> str:
    """Name the file of a place from the root; of what has no file, the host and container."""
    if not span.path:
        parts = [span.host.rpartition("://")[2].strip("/"), span.container]
        return "/".join(["docker", *(part.replace("/", "_") for part in parts if part)])
    path = os.path.relpath(os.path.abspath(span.path), root or ".")
    # What lies outside of the repository has no path from its root: it stays as it was given.
    return slashed(span.path if path.startswith("..") else path)
