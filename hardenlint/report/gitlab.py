"""GitLab Code Quality: an array of issues, each with a fingerprint of its own."""

from collections import Counter
from hashlib import sha256
from json import dumps
from typing import Any

from hardenlint.engine import Report
from hardenlint.text.json_text import harmless

from .annotation import Annotation, annotations

_SEVERITIES = {
    "error": "blocker",
    "critical": "blocker",
    "high": "critical",
    "medium": "major",
    "low": "minor",
    "info": "info",
}


def render(report: Report) -> str:
    """Write the report; a clean one is an empty array."""
    seen: Counter[str] = Counter()
    issues = [_issue(each, seen) for each in annotations(report)]
    return harmless(dumps(issues, indent=1) + "\n")


def _issue(each: Annotation, seen: Counter[str]) -> dict[str, Any]:
    about = f"{each.subject}: " if each.subject else ""
    # An error has no fingerprint. Its line is left out, or each edit above would make it a new one.
    identity = each.fingerprint or f"{each.check}\0{each.path}\0{each.message}"
    seen[identity] += 1  # GitLab hides all but one of those with the same fingerprint
    mark = sha256(f"{identity}\0{seen[identity]}".encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "description": f"{each.check}: {about}{each.message}",
        "check_name": each.check,
        "fingerprint": mark[:32],
        "severity": _SEVERITIES[each.level],
        "location": {"path": each.path or ".", "lines": {"begin": each.line}},
    }
