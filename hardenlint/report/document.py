r"""JSON, version 1: the report as data.

One line a finding, so that a diff or a grep is readable. The text is ASCII; a lone surrogate (a
byte of a file name that is no UTF-8) becomes the visible text `\udcff`, since many readers of JSON
reject the escape itself, and a CI runner's `##[` is escaped like any other character may be.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hardenlint import __version__
from hardenlint.check import Severity
from hardenlint.engine import Report, Result
from hardenlint.engine.about import About
from hardenlint.errors import Problem
from hardenlint.model import Span
from hardenlint.text.json_text import harmless

from . import site
from .places import described, remedy, slashed

if TYPE_CHECKING:
    from hardenlint.policy.suppression import Suppression

VERSION = 1

_Object = dict[str, Any]


def render(report: Report) -> str:
    """Write the report as one JSON document, ending in a line end."""
    return "".join(pieces(report))


def pieces(report: Report) -> Iterator[str]:
    """Write the report piece by piece: one with very many findings need not be held as text."""
    return map(harmless, _pieces(report))


def _pieces(report: Report) -> Iterator[str]:
    from json import JSONEncoder  # noqa: PLC0415 - only for this format

    encode = JSONEncoder().encode
    yield f'{{"version": {VERSION}'
    yield f',\n "tool": {encode({"name": "hardenlint", "version": __version__})}'
    yield f',\n "profile": {encode(report.profile)}'
    if report.as_of:
        yield f',\n "as_of": {encode(report.as_of)}'
    # Sorted, so that it makes no difference in which order inputs were named.
    yield from _array("subjects", sorted(map(encode, map(_subject, report.subjects))), str)
    yield from _array("findings", _findings(report, encode), str)
    # After the findings: one that cannot be written is an error.
    yield from _array("errors", _errors(report), encode)
    yield from _array("notes", map(problem, report.notes), encode)
    if report.hosts:
        yield from _array("hosts", [host._asdict() for host in report.hosts], encode)
    yield f',\n "summary": {encode(summary(report))}}}\n'


def _findings(report: Report, encode: Callable[[Any], str]) -> Iterator[str]:
    for result in report.shown:
        try:
            yield encode(finding(result))
        except Exception as error:  # noqa: BLE001, RUF100 - what comes before is out already
            report.lose(result, error)


def _errors(report: Report) -> Iterator[_Object]:
    """Yield those that count, then those that are accepted, which say by whom."""
    yield from map(problem, report.errors)
    for each in report.accepted:
        yield {**problem(each.problem), "accepted": _exception(each.exception)}


def _array(name: str, items: Iterable[Any], encode: Callable[[Any], str]) -> Iterator[str]:
    yield f',\n "{name}": ['
    between, end = "\n  ", "]"
    for item in items:
        yield between + encode(item)
        between, end = ",\n  ", "\n ]"
    yield end


def _subject(subject: About) -> _Object:
    return {
        "kind": subject.kind,
        "name": subject.name,
        "source": subject.source.name,
        "path": _path(subject.span),
        "line": subject.span.line,
    }


def finding(result: Result) -> _Object:
    """Return a finding as data; `help` is the address of the check's page, where there is one."""
    address = site.help_of(result.check)
    return {
        "check": result.check.id,
        "severity": str(result.severity),
        "message": result.finding.message,
        "remediation": remedy(result),
        "subject": {"kind": result.subject.kind, "name": result.subject.name},
        "location": _location(result.span, described=described(result.subject)),
        "related": [
            {"message": message, "location": _location(span)} for message, span in result.related
        ],
        "references": result.check.all_references,
        "covers": result.covers,
        "fingerprint": result.fingerprint,
        "suppressed": _suppression(result),
        "fix": _fix(result),
        **({"help": address} if address else {}),
    }


def _fix(result: Result) -> _Object | None:
    fix = result.fix
    if fix is None:
        return None
    return {"title": fix.title, "safe": fix.safe, "breaks": fix.breaks}


def _suppression(result: Result) -> _Object | None:
    return None if result.suppression is None else _exception(result.suppression)


def _exception(suppression: "Suppression") -> _Object:
    return {
        "by": suppression.by,
        "reason": suppression.reason,
        "until": suppression.until or None,
        "location": _location(suppression.span),
    }


def problem(told: Problem) -> _Object:
    """Return an error or a note as data."""
    return {"kind": told.kind, "message": told.message, "location": _location(told.span)}


def _location(span: Span, *, described: bool = False) -> _Object:
    known = span.end_line > 0
    location: _Object = {
        "path": _path(span),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line if known else span.line,
        "end_column": span.end_column if known else span.column,
        "pointer": span.pointer,
    }
    if described or span.container or span.host:
        location |= {"host": span.host, "container": span.container}
    return location


def _path(span: Span) -> str | None:
    return None if span.path is None else slashed(span.path)


def summary(report: Report) -> _Object:
    """Return the counts, and what they mean, as data."""
    counts = {str(severity): 0 for severity in sorted(Severity, reverse=True)}
    for result in report.results:
        counts[str(result.severity)] += 1
    return {
        "files": sum(count for source, count in report.files.items() if source.files[0]),
        "subjects": len(report.subjects),
        "findings": counts,
        "suppressed": len(report.suppressed),
        "exit_code": report.exit_code,
        **({"known": report.known} if report.known else {}),
        **({"accepted": len(report.accepted)} if report.accepted else {}),
    }
