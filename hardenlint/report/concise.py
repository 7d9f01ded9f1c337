"""One line a finding: `path:line:column: severity[check] subject: message`.

A Dockerfile is not named twice.
"""

from hardenlint.engine import Report, Result
from hardenlint.text.terminal import inert, printable

from .places import several_hosts, slashed, suppressed, where


def render(report: Report) -> str:
    """Write the findings in the order of their places; a clean report is an empty text."""
    hosts = several_hosts(report)
    return inert("".join(f"{_line(result, hosts)}\n" for result in report.shown))


def _line(result: Result, hosts: bool) -> str:
    place, name = _start(_place(result, hosts)), result.subject.name
    about = f"{printable(name)}: " if name != result.span.path else ""
    message = printable(result.finding.message) + suppressed(result)
    return f"{place}: {result.severity}[{result.check.id}] {about}{message}"


def _place(result: Result, hosts: bool) -> str:
    """Always path, line and column where there is a file, for the tools that read those."""
    span = result.span
    if span.path is None:
        return where(result, hosts=hosts)
    return f"{printable(slashed(span.path))}:{span.line}:{span.column}"


def _start(text: str) -> str:
    """Let no line begin as a workflow command: `::error` is the name of a file here."""
    return text if inert(text) == text else f"./{text}"
