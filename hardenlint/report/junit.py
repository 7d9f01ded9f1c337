"""JUnit XML, for the test reports of CI servers."""

import os
from itertools import groupby

from hardenlint.engine import Report

from .annotation import Annotation, annotations, of_result
from .elements import document, element


def render(report: Report) -> str:
    """Write JUnit XML: a suite a file, a case a finding; a clean run is one case that passes."""
    found = annotations(report)
    suppressed = [of_result(result, report.root) for result in report.suppressed]
    cases = sorted([*found, *suppressed], key=lambda each: each.path)
    suites = [_suite(path, list(group)) for path, group in groupby(cases, lambda each: each.path)]
    # Jenkins and GitLab complain about a report without a case.
    if not suites:
        suites = [_clean(report)]
    errors = sum(each.level == "error" for each in found)
    counts = {
        "name": "hardenlint",
        "tests": str(len(cases) or 1),
        "failures": str(len(found) - errors),
        "errors": str(errors),
        "skipped": str(len(suppressed)),
    }
    return document("testsuites", counts, suites)


def _suite(path: str, cases: list[Annotation]) -> list[str]:
    errors = sum(each.level == "error" for each in cases)
    skipped = sum(each.suppression is not None for each in cases)
    counts = {
        "name": path or "hardenlint",
        "tests": str(len(cases)),
        "failures": str(len(cases) - errors - skipped),
        "errors": str(errors),
        "skipped": str(skipped),
        "time": "0",
    }
    return list(element("testsuite", counts, (_case(each) for each in cases)))


def _case(each: Annotation) -> list[str]:
    about = {
        "name": f"{each.check} ({each.subject})" if each.subject else each.check,
        "classname": os.path.splitext(each.path)[0] or "hardenlint",
        "file": each.path,
        "line": str(each.line),
    }
    if each.suppression is not None:
        inner = element("skipped", {"message": each.suppression or "no reason given"}, ())
    else:
        tag = "error" if each.level == "error" else "failure"
        inner = element(tag, {"type": each.level, "message": each.message}, ())
    return list(element("testcase", about, [list(inner)]))


def _clean(report: Report) -> list[str]:
    case = element("testcase", {"name": "no problems", "classname": "hardenlint"}, ())
    counts = {"name": "hardenlint", "tests": "1", "failures": "0", "errors": "0", "time": "0"}
    return list(element("testsuite", counts, [list(case)]))
