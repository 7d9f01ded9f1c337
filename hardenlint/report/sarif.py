"""SARIF 2.1.0 as GitHub code scanning reads it.

One run, a rule for every check with a result, one location a result; further places are related
locations. Columns count UTF-16 units. Limits: docs.github.com, SARIF support for code scanning.
"""

import os
import re
from collections.abc import Callable, Iterable
from json import dumps
from typing import Any
from urllib.parse import quote

from hardenlint import __version__
from hardenlint.check import Check, Severity
from hardenlint.engine import Report, Result
from hardenlint.errors import Problem
from hardenlint.model import Span
from hardenlint.text.json_text import harmless
from hardenlint.text.terminal import printable

from . import site
from .annotation import path_of, worst_first
from .line_hash import line_hashes
from .links import spaced
from .places import page_of, slashed

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RESULTS_MAX = 25_000
"""Results of a run that GitHub takes; of those it keeps the worst 5,000."""
RELATED_MAX = 100

_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
# In the middle of GitHub's bands: over 9.0 critical, from 7.0 high, from 4.0 medium, else low. Info
# has none, since 0.0 is no severity there.
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
_SENTENCE_MAX = 1000  # of a full description; GitHub takes 1,024

_Object = dict[str, Any]
Source = Callable[[str], str | None]


def render(report: Report, source: Source) -> str:
    """Write the report; `source` gives the text of a file, None when it is gone."""
    results = worst_first(report.shown)
    rules = sorted({result.check.id: result.check for result in results}.items())
    index = {name: number for number, (name, _) in enumerate(rules)}
    writer = _Writer(report.root, source)
    run = {
        "tool": {
            "driver": {
                "name": "hardenlint",
                "version": __version__,
                "semanticVersion": __version__,
                **({"informationUri": site.BASE} if site.BASE else {}),
                "rules": [_rule(check) for _, check in rules],
            }
        },
        # Uploads for one commit replace each other unless this differs.
        "automationDetails": {"id": f"hardenlint/{report.profile}/"},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, writer, len(results))],
        "results": [
            writer.result(result, index[result.check.id]) for result in results[:RESULTS_MAX]
        ],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return harmless(dumps(document, indent=1) + "\n")


def _rule(check: Check) -> _Object:
    page = page_of(check)
    severity = str(check.severity)
    fix = "\n\n".join(
        f"### {name}\n\n{text}"
        for name, text in page.sections.items()
        if name.startswith(("In a ", "In compose", "With ")) and text
    )
    references = "\n".join(f"- {text}" for text in check.all_references)
    body = f"{page.why}\n\n{fix}" + (f"\n\n### References\n\n{references}" if references else "")
    properties: _Object = {
        "tags": ["security", "container", check.profile],
        "precision": "high" if check.profile == "baseline" else "medium",
    }
    if severity in _SCORES:
        properties["security-severity"] = _SCORES[severity]
    else:
        properties["problem.severity"] = "recommendation"
    address = site.help_of(check)
    return {
        "id": check.id,
        "name": "".join(part.capitalize() for part in check.id.split("-")),
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": " ".join(page.why.split())[:_SENTENCE_MAX] or page.summary},
        **({"helpUri": address} if address else {}),
        "help": {"text": body, "markdown": body},
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": properties,
    }


class _Writer:
    """Writes results; reads each file once for its columns and line hashes."""

    def __init__(self, root: str, source: Source) -> None:
        self.root = root
        self.source = source
        self._lines: dict[str, list[str]] = {}
        self._hashes: dict[str, dict[int, str]] = {}

    def result(self, result: Result, rule: int) -> _Object:
        finding, span = result.finding, self._annotated(result)
        about = f"{result.subject.kind} {result.subject.name}"
        related = result.related[:RELATED_MAX]
        links = "".join(
            f" [{_text(text)}]({number})" for number, (text, _) in enumerate(related, 1)
        )
        written: _Object = {
            "ruleId": result.check.id,
            "ruleIndex": rule,
            "level": _LEVELS[str(result.severity)],
            "message": {"text": f"{_text(about)}: {_text(finding.message)}.{links}"},
            "locations": [self._location(span, result)],
            "partialFingerprints": self._fingerprints(result, span),
            "properties": {"severity": str(result.severity)},
        }
        if related:
            written["relatedLocations"] = [
                {"id": number, "message": {"text": _text(text)}, **self._physical(place)}
                for number, (text, place) in enumerate(related, 1)
            ]
        if result.suppression is not None:
            by = "external" if result.suppression.by == "config" else "inSource"
            reason = spaced(printable(result.suppression.reason))
            written["suppressions"] = [{"kind": by, "justification": reason}]
        if result.severity == Severity.INFO:
            written["properties"]["problem.severity"] = "recommendation"
        return written

    def _annotated(self, result: Result) -> Span:
        """The place in a file: what an engine has lies where compose declares it."""
        if result.span.path is not None:
            return result.span
        return next((span for _, span in result.related if span.path), result.span)

    def _location(self, span: Span, result: Result) -> _Object:
        name = printable(result.subject.name)
        logical = {"fullyQualifiedName": f"{result.subject.kind}s.{name}", "name": name}
        return {**self._physical(span), "logicalLocations": [logical]}

    def _physical(self, span: Span) -> _Object:
        place: _Object = {"artifactLocation": self._artifact(span), "region": self._region(span)}
        return {"physicalLocation": place}

    def _artifact(self, span: Span) -> _Object:
        path = path_of(span, self.root) or "docker"
        if path.startswith(("/", "../")):  # outside of the repository
            outside = slashed(os.path.abspath(path))
            return {"uri": "file://" + quote(outside.encode("utf-8", "surrogateescape"))}
        # A file name may hold bytes that are no UTF-8; they are encoded as they are.
        uri = quote(path.encode("utf-8", "surrogateescape"))
        return {"uri": uri, "uriBaseId": "SRCROOT"}

    def _region(self, span: Span) -> _Object:
        region = {"startLine": span.line, "startColumn": self._column(span, span.line, span.column)}
        if span.end_line:
            region["endLine"] = span.end_line
            region["endColumn"] = self._column(span, span.end_line, span.end_column)
        return region

    def _column(self, span: Span, line: int, column: int) -> int:
        """Turn a column that counts characters into one that counts UTF-16 units."""
        lines = self._text(span.path or "")
        text = lines[line - 1][: column - 1] if line <= len(lines) else ""
        return column + sum(ord(character) > 0xFFFF for character in text)

    def _text(self, path: str) -> list[str]:
        if path not in self._lines:
            self._lines[path] = ((self.source(path) if path else None) or "").split("\n")
        return self._lines[path]

    def _fingerprints(self, result: Result, span: Span) -> dict[str, str]:
        path = span.path or ""
        if path not in self._hashes:
            self._hashes[path] = line_hashes("\n".join(self._text(path)))
        # GitHub follows an alert by `primaryLocationLineHash` alone; our own is for other tools.
        found = {"hardenlint/v1": result.fingerprint}
        own = self._hashes[path].get(span.line)
        return {"primaryLocationLineHash": own, **found} if own else found

    def problem(self, problem: Problem, level: str) -> _Object:
        told: _Object = {
            "descriptor": {"id": problem.kind},
            "level": level,
            "message": {"text": _text(problem.message)},
        }
        if problem.span.path:
            told["locations"] = [self._physical(problem.span)]
        return told


def _text(text: str) -> str:
    """Text of an input in a message: brackets would make a link of it (SARIF 2.1.0, 3.11.6)."""
    return re.sub(r"([\\\[\]])", r"\\\1", spaced(printable(text)))


def _invocation(report: Report, writer: _Writer, found: int) -> _Object:
    notes: Iterable[_Object] = [
        *(writer.problem(problem, "error") for problem in report.errors),
        *(writer.problem(problem, "note") for problem in report.notes),
    ]
    if found > RESULTS_MAX:
        text = f"{found - RESULTS_MAX} of {found} findings are left out; the worst are here"
        told = {"descriptor": {"id": "truncated"}, "level": "warning", "message": {"text": text}}
        notes = [told, *notes]
    return {
        "executionSuccessful": not report.errors,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": list(notes),
    }
