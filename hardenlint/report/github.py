"""GitHub workflow commands: findings as annotations of a pull request.

`::error file=F,line=L,title=T::MESSAGE`. The runner reads every line of the output, so whatever
comes from an input is encoded as actions/toolkit does. A step shows ten annotations of a kind:
the worst come first, the last line tells how many there are.
"""

from collections import Counter

from hardenlint.engine import Report
from hardenlint.text.terminal import printable

from .annotation import Annotation, annotations, lapsed
from .places import number

LIMITS = {"error": 10, "warning": 10, "notice": 9}
"""Annotations of each level that GitHub shows for a step; the last notice is our own."""

_LEVELS = {"error": "error", "critical": "error", "high": "error", "medium": "warning"}


def render(report: Report) -> str:
    """Write the workflow commands."""
    found = annotations(report)
    shown: Counter[str] = Counter()
    lines: list[str] = []
    # Before the findings that are notices as well, so that these do not hide them.
    for each in (*lapsed(report), *found):
        level = _LEVELS.get(each.level, "notice")
        shown[level] += 1
        if shown[level] <= LIMITS[level]:
            lines.append(_command(level, each))
    left = sum(max(count - LIMITS[level], 0) for level, count in shown.items())
    if left:
        text = f"hardenlint found {number(len(found), 'problem')}; {left} are not shown here"
        lines.append(f"::notice title=hardenlint::{message(text)}")
    return "".join(f"{line}\n" for line in lines)


def _command(level: str, each: Annotation) -> str:
    properties = [f"file={value(each.path)}"] if each.path else []
    if each.path:
        properties.append(f"line={each.line}")
        # GitHub takes columns only of what is in one line (its documentation of check runs).
        if each.end_line == each.line:
            properties += [f"col={each.column}", f"endColumn={each.end_column}"]
        elif each.end_line > each.line:
            properties.append(f"endLine={each.end_line}")
    properties.append(f"title={value(f'{each.level}[{each.check}]')}")
    about = f"{each.subject}: " if each.subject else ""
    return f"::{level} {','.join(properties)}::{message(about + each.message)}"


def message(text: str) -> str:
    """Encode the message of a command."""
    # `%` comes first, or those of the other escapes would be encoded again.
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def value(text: str) -> str:
    """Encode the value of a property."""
    return message(text).replace(":", "%3A").replace(",", "%2C")
