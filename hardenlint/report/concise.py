"""One line a finding: `path:line:column: severity[check] subject: message`.

A Dockerfile is not named twice. Exceptions that do not count are told below, as notes.
"""

from hardenlint.engine import Report, Result
from hardenlint.errors import Problem
from hardenlint.model import Span
from hardenlint.text.terminal import inert, printable

from .places import place, several_hosts, slashed, suppressed, where


def render(report: Report, *, brief: bool = False) -> str:
    """Write the findings in the order of their places; a clean report is an empty text.

    `brief` leaves out the notes.
    """
    hosts = several_hosts(report)
    notes = () if brief else map(_note, report.lapsed)
    lines = (*(_line(result, hosts) for result in report.shown), *notes)
    return inert("".join(f"{line}\n" for line in lines))


def _line(result: Result, hosts: bool) -> str:
    start, name = _start(_place(result, hosts)), result.subject.name
    about = f"{printable(name)}: " if name != result.span.path else ""
    message = printable(result.finding.message) + suppressed(result)
    return f"{start}: {result.severity}[{result.check.id}] {about}{message}"


def _note(note: Problem) -> str:
    start = _start(_of_file(note.span) or place(note.span))
    return f"{start}: note[{note.kind}] {printable(note.message)}"


def _place(result: Result, hosts: bool) -> str:
    return _of_file(result.span) or where(result, hosts=hosts)


def _of_file(span: Span) -> str:
    """Always path, line and column where there is a file, for the tools that read those."""
    if span.path is None:
        return ""
    return f"{printable(slashed(span.path))}:{span.line}:{span.column}"


def _start(text: str) -> str:
    """Let no line begin as a workflow command: `::error` is the name of a file here."""
    return text if inert(text) == text else f"./{text}"
