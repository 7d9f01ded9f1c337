"""Markdown for a person: the summary of a CI step, a comment on a pull request."""

import re
from collections import Counter

from hardenlint.engine import Report

from .annotation import Annotation, annotations, lapsed, of_result, worst_first
from .links import parted
from .places import number
from .summary import verdict

SIZE_MAX = 900_000
"""Characters; GitHub takes a step's summary of at most one MiB."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#!|~@]|(?<=\w)\.(?=\w))")
_BREAK, _NO_WIDTH = "\0", "&#8203;"
"""What keeps the halves of a link apart: none of printable text, and what it becomes."""


def render(report: Report) -> str:
    """Write a table of the findings, the worst first, and what could not be judged."""
    found = annotations(report)
    suppressed = worst_first(report.suppressed) if report.tells_suppressed else []
    rows = [*found, *(of_result(result, report.root) for result in suppressed), *lapsed(report)]
    lines = ["## hardenlint", "", f"**{escaped(verdict(report))}**", ""]
    counts = Counter(each.level for each in found)
    levels = ("error", "critical", "high", "medium", "low", "info")
    if found:
        lines += [", ".join(f"{counts[name]} {name}" for name in levels if counts[name]), ""]
    if rows:
        lines += ["| severity | check | place | finding |", "|---|---|---|---|"]
    size = sum(map(len, lines))
    for index, each in enumerate(rows):
        row = _row(each)
        size += len(row.encode("utf-8", "replace")) + 1  # the limit counts bytes
        if size > SIZE_MAX:
            lines += ["", f"{number(len(rows) - index, 'more problem')} not shown."]
            break
        lines.append(row)
    return "\n".join(lines) + "\n"


def _row(each: Annotation) -> str:
    place = f"{each.path}:{each.line}" if each.path else ""
    about = f"{each.subject}: " if each.subject else ""
    suppressed = (
        "" if each.suppression is None else f" (excused: {each.suppression or 'no reason given'})"
    )
    cells = (each.level, each.check, place, about + each.message + suppressed)
    return f"| {' | '.join(map(escaped, cells))} |"


def escaped(text: str) -> str:
    """Keep printable text from an input plain: no links, no images, no HTML, no mentions."""
    text = parted(text, _BREAK)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\1", text)
    # Of two of these GitHub makes a formula, whatever stands before them.
    return text.replace("$", "<span>$</span>").replace(_BREAK, _NO_WIDTH)
