"""The page of the JSON report: each key, where it is and what it means."""

from html import escape

from . import layout

PATH = "reference/json.html"

FIELDS = {
    "version": "1: what is here keeps its name, its type and its meaning as long as this does",
    "tool.name": "hardenlint",
    "tool.version": "the version of the program",
    "profile": "the profile that chose the checks",
    "as_of": "the day that ages were judged by; only where one was stated",
    "subjects[]": "what was looked at",
    "subjects[].kind": "image, service, container, project or host",
    "subjects[].name": "its name there",
    "subjects[].source": "dockerfile, compose, inspect or live",
    "subjects[].path": "the file it is in, null for what an engine told",
    "subjects[].line": "the line where it begins",
    "findings[]": "what is wrong, in the order of places",
    "findings[].check": "the id of the check",
    "findings[].severity": "critical, high, medium, low or info",
    "findings[].message": "what is wrong, one sentence",
    "findings[].remediation": "how to fix it there: the part of the check's page for this source",
    "findings[].subject.kind": "as in `subjects`",
    "findings[].subject.name": "as in `subjects`",
    "findings[].location": "where: see below",
    "findings[].related[]": "further places, each with what is there",
    "findings[].related[].message": "what is there",
    "findings[].related[].location": "where: see below",
    "findings[].references[]": "what the check refers to: CIS numbers first",
    "findings[].covers[]": "checks whose findings about the same this one stands for",
    "findings[].fingerprint": "what makes it the same finding in another run",
    "findings[].suppressed": "null, or the exception that excuses it (with --show-suppressed)",
    "findings[].suppressed.by": "comment, label or config",
    "findings[].suppressed.reason": "why it is excused, as it was written",
    "findings[].suppressed.until": "the last day that the exception counts, null for ever",
    "findings[].suppressed.location": "where the exception is written",
    "findings[].fix": "null, or what `hardenlint fix` would do",
    "findings[].fix.title": "what it does",
    "findings[].fix.safe": "false where it may change behaviour",
    "findings[].fix.breaks": "what it may break, empty where it is safe",
    "findings[].help": "the address of the check's page; only where one is published",
    "errors[]": "what could not be judged; any of them is exit code 3",
    "errors[].kind": "parse, invalid, unreadable, missing, unreachable, check-crash, empty",
    "errors[].message": "what happened",
    "errors[].location": "where: see below",
    "notes[]": "what a reader should know; no effect on the exit code",
    "notes[].kind": "what it is about, one word: unset-variable, suppression, skipped-input, …",
    "notes[].message": "what happened",
    "notes[].location": "where: see below",
    "hosts[]": "the engines that an audit asked; only in an audit",
    "hosts[].name": "the name of the host, as asked for",
    "hosts[].endpoint": "the address of its engine",
    "hosts[].chosen": "what chose that engine",
    "hosts[].status": "ok, partial (not all could be read), unreachable, same (as another one)",
    "hosts[].containers": "how many containers were read",
    "summary.files": "how many files were read",
    "summary.subjects": "how many subjects were looked at",
    "summary.findings": "a number for each severity; what is excused does not count",
    "summary.suppressed": "how many findings an exception excuses",
    "summary.known": "how many findings are known; only where there are any",
    "summary.exit_code": "the exit code of the run",
}
"""Each key of a report by its path; `[]` is each of a list. A test compares it with reports."""

LOCATION = {
    "path": "the file, null for what an engine told",
    "line": "the line, from 1",
    "column": "the column, from 1, in characters (code points)",
    "end_line": "the last line",
    "end_column": "the column behind the last character",
    "pointer": "the place as a JSON pointer into the document",
    "host": "the engine it is on; only for what an engine tells of",
    "container": "the container there; only for what an engine tells of",
}

_LEAD = """\
<p><code>--format json</code> writes one object; <code>jsonl</code> an object a line, each with a
<code>type</code> (finding, error, note, summary) and the keys of the same here. Read it so that a
key you do not know does no harm: a minor version may add some. The same input gives the same
bytes.</p>"""


def page() -> layout.Page:
    head = ("key", "meaning")
    fields = layout.table(head, (_row(name, text) for name, text in FIELDS.items()))
    location = layout.table(head, (_row(name, text) for name, text in LOCATION.items()))
    body = (
        f'<h1>The JSON report</h1>\n{_LEAD}\n<h2 id="keys">Keys</h2>\n{fields}\n'
        f'<h2 id="location">A location</h2>\n{location}'
    )
    return layout.Page(PATH, "The JSON report", body, "Every key of the JSON report")


def _row(name: str, text: str) -> tuple[str, str]:
    return f"<code>{escape(name)}</code>", escape(text.replace("`", ""))
