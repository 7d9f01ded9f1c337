"""Reports in XML: JUnit for test reports, checkstyle for editors and older CI servers."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from hardenlint.engine import Report

from .annotation import Annotation, annotations, of_result

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STYLES = {"error": "error", "critical": "error", "high": "error", "medium": "warning"}


def junit(report: Report) -> str:
    """Write JUnit XML: a suite a file, a case a finding; a clean run is one case that passes."""
    found = annotations(report)
    excused = [of_result(result, report.root) for result in report.excused]
    cases = sorted([*found, *excused], key=lambda each: each.path)
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
        "skipped": str(len(excused)),
    }
    return _HEAD + "\n".join(_element("testsuites", counts, suites)) + "\n"


def _suite(path: str, cases: list[Annotation]) -> list[str]:
    errors = sum(each.level == "error" for each in cases)
    skipped = sum(each.excuse is not None for each in cases)
    counts = {
        "name": path or "hardenlint",
        "tests": str(len(cases)),
        "failures": str(len(cases) - errors - skipped),
        "errors": str(errors),
        "skipped": str(skipped),
        "time": "0",
    }
    return list(_element("testsuite", counts, (_case(each) for each in cases)))


def _case(each: Annotation) -> list[str]:
    about = {
        "name": f"{each.check} ({each.subject})" if each.subject else each.check,
        "classname": os.path.splitext(each.path)[0] or "hardenlint",
        "file": each.path,
        "line": str(each.line),
    }
    if each.excuse is not None:
        inner = _element("skipped", {"message": each.excuse or "no reason given"}, ())
    else:
        tag = "error" if each.level == "error" else "failure"
        inner = _element(tag, {"type": each.level, "message": each.message}, ())
    return list(_element("testcase", about, [list(inner)]))


def _clean(report: Report) -> list[str]:
    case = _element("testcase", {"name": "no problems", "classname": "hardenlint"}, ())
    counts = {"name": "hardenlint", "tests": "1", "failures": "0", "errors": "0", "time": "0"}
    return list(_element("testsuite", counts, [list(case)]))


def checkstyle(report: Report) -> str:
    """Write checkstyle XML: a file element for each file with findings."""
    found = sorted(annotations(report), key=lambda each: (each.path, each.line, each.column))
    files = [
        list(_element("file", {"name": path or "hardenlint"}, [_style(each) for each in group]))
        for path, group in groupby(found, lambda each: each.path)
    ]
    return _HEAD + "\n".join(_element("checkstyle", {"version": "4.3"}, files)) + "\n"


def _style(each: Annotation) -> list[str]:
    about = f"{each.subject}: " if each.subject else ""
    attributes = {
        "line": str(each.line),
        "column": str(each.column),
        "severity": _STYLES.get(each.level, "info"),
        "message": f"{about}{each.message}",
        "source": f"hardenlint.{each.check}",
    }
    return list(_element("error", attributes, ()))


def _element(
    tag: str, attributes: Mapping[str, str], children: Iterable[list[str]]
) -> Iterator[str]:
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415 - writes, does not parse

    texts = "".join(f" {name}={quoteattr(_legal(text))}" for name, text in attributes.items())
    inner = [f" {line}" for child in children for line in child]
    if not inner:
        yield f"<{tag}{texts}/>"
        return
    yield f"<{tag}{texts}>"
    yield from inner
    yield f"</{tag}>"


def _legal(text: str) -> str:
    """Spell out what XML 1.0 cannot hold."""
    return _ILLEGAL.sub(lambda m: m[0].encode("unicode_escape", "surrogatepass").decode(), text)
