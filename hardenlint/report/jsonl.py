"""JSON, an object a line: `type` is finding, error, note or summary; for streams and log stores."""

from hardenlint.engine import Report
from hardenlint.text.json_text import harmless

from . import document


def render(report: Report) -> str:
    """Write the report; its objects are those of the JSON format."""
    from json import JSONEncoder  # noqa: PLC0415 - only for this format

    encode = JSONEncoder().encode
    lines = [{"type": "finding", **document.finding(result)} for result in report.shown]
    lines += ({"type": "error", **document.problem(problem)} for problem in report.errors)
    lines += ({"type": "note", **document.problem(problem)} for problem in report.notes)
    lines.append({"type": "summary", "version": document.VERSION, **document.summary(report)})
    return harmless("".join(f"{encode(line)}\n" for line in lines))
