"""Checkstyle XML, for editors and older CI servers."""

from itertools import groupby

from hardenlint.engine import Report

from .annotation import Annotation, annotations
from .elements import document, element

_STYLES = {"error": "error", "critical": "error", "high": "error", "medium": "warning"}


def render(report: Report) -> str:
    """Write checkstyle XML: a file element for each file with findings."""
    found = sorted(annotations(report), key=lambda each: (each.path, each.line, each.column))
    files = [
        list(element("file", {"name": path or "hardenlint"}, [_style(each) for each in group]))
        for path, group in groupby(found, lambda each: each.path)
    ]
    return document("checkstyle", {"version": "4.3"}, files)


def _style(each: Annotation) -> list[str]:
    about = f"{each.subject}: " if each.subject else ""
    attributes = {
        "line": str(each.line),
        "column": str(each.column),
        "severity": _STYLES.get(each.level, "info"),
        "message": f"{about}{each.message}",
        "source": f"hardenlint.{each.check}",
    }
    return list(element("error", attributes, ()))
