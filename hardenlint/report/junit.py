"""JUnit XML, for the test reports of CI servers."""

import os
from collections.abc import Sequence
from itertools import groupby

from hardenlint.check import Severity
from hardenlint.engine import Report

from .annotation import Annotation, annotations, of_result
from .elements import document, element


def render(report: Report) -> str:
    """Write JUnit XML: a suite a file, a case a finding; a clean run is one case that passes.

    What `--fail-on` lets pass is a case that passes too, and says what was found.
    """
    found = annotations(report)
    suppressed = [of_result(result, report.root) for result in report.suppressed]
    cases = sorted([*found, *suppressed], key=lambda each: each.path)
    levels = _failing(report)
    groups = [list(group) for _, group in groupby(cases, lambda each: each.path)]
    suites = [_suite(group, levels) for group in groups]
    # Jenkins and GitLab complain about a report without a case.
    if not suites:
        suites = [_clean(report)]
    counts = {"name": "hardenlint", **_counts(cases, levels)}
    return document("testsuites", counts | {"tests": str(len(cases) or 1)}, suites)


def _failing(report: Report) -> frozenset[str]:
    """The levels that fail a run."""
    limit = report.fail_on
    return frozenset(str(each) for each in Severity if limit is not None and each >= limit)


def _counts(cases: Sequence[Annotation], levels: frozenset[str]) -> dict[str, str]:
    told = [each for each in cases if each.suppression is None]
    return {
        "tests": str(len(cases)),
        "failures": str(sum(each.level in levels for each in told)),
        "errors": str(sum(each.level == "error" for each in told)),
        "skipped": str(len(cases) - len(told)),
    }


def _suite(cases: list[Annotation], levels: frozenset[str]) -> list[str]:
    counts = {"name": cases[0].path or "hardenlint", **_counts(cases, levels), "time": "0"}
    seen: dict[str, int] = {}
    return list(element("testsuite", counts, (_case(each, levels, seen) for each in cases)))


def _case(each: Annotation, levels: frozenset[str], seen: dict[str, int]) -> list[str]:
    # GitLab takes one of several cases of the same name, so each has its own.
    name = f"{each.check} ({each.subject})" if each.subject else each.check
    seen[name] = seen.get(name, 0) + 1
    about = {
        "name": f"{name} #{seen[name]}" if seen[name] > 1 else name,
        "classname": os.path.splitext(each.path)[0] or "hardenlint",
        "file": each.path,
        "line": str(each.line),
        "time": "0",
    }
    text = f"{each.path}:{each.line}:{each.column}: {each.level}: {each.message}"
    if each.suppression is not None:
        inner = element("skipped", {"message": each.suppression or "no reason given"}, ())
    elif each.level == "error" or each.level in levels:
        tag = "error" if each.level == "error" else "failure"
        inner = element(tag, {"type": each.level, "message": each.message}, (), text)
    else:
        inner = element("system-out", {}, (), text)
    return list(element("testcase", about, [list(inner)]))


def _clean(report: Report) -> list[str]:
    case = element("testcase", {"name": "no problems", "classname": "hardenlint"}, ())
    counts = {"name": "hardenlint", "tests": "1", "failures": "0", "errors": "0", "time": "0"}
    return list(element("testsuite", counts, [list(case)]))
