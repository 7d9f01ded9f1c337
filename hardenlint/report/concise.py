"""One line a finding: `path:line:column: severity[check] subject: message`."""

from hardenlint.engine import Report, Result

from .places import kind, place
from .terminal import printable


def render(report: Report) -> str:
    """Write the findings in the order of their places; a clean report is an empty text."""
    return "".join(f"{_line(result)}\n" for result in report.results)


def _line(result: Result) -> str:
    name, message = printable(result.subject.name), printable(result.finding.message)
    where = start(place(result.span, kind(result.subject)))
    return f"{where}: {result.severity}[{result.check.id}] {name}: {message}"


def start(text: str) -> str:
    """Let no line begin as a workflow command: `::error` is the name of a file here."""
    return f"./{text}" if text.lstrip().startswith("::") else text
