"""The page of the formats: what each is for, and what it looks like."""

import os
import tempfile
from html import escape

from hardenlint.report import FORMATS
from tests.cli import hardenlint

from . import json_report, layout, markdown
from .documents import ROOT, read

PATH = "reference/formats.html"
EXAMPLE = "fixtures/projects/shop"
FILES = ("api/Dockerfile", "compose.yaml")

WHAT = {
    "text": "For people, the default: each finding with its line, why it matters, how to fix it.",
    "concise": "For people and for programs that read lines: one a finding.",
    "json": "For programs: the report as data.",
    "jsonl": "For streams and stores of logs: JSON, an object a line.",
    "sarif": "SARIF 2.1.0, for code scanning of GitHub and for editors.",
    "github": "Workflow commands of GitHub: annotations of a pull request.",
    "gitlab": "Code Quality of GitLab, for merge requests.",
    "junit": "JUnit XML, for Jenkins and the test reports of others.",
    "checkstyle": "Checkstyle XML, for editors and older CI servers.",
    "markdown": "For people: the summary of a CI step, a comment of a pull request.",
}
_MORE = {"json": json_report.PATH, "jsonl": json_report.PATH}


def page() -> layout.Page:
    shown = "\n".join(
        markdown.code(read(f"{EXAMPLE}/{name}"), f"{EXAMPLE}/{name}") for name in FILES
    )
    parts = "\n".join(_part(name, text) for name, text in _outputs().items())
    lead = (
        "<code>--format NAME</code> chooses what goes to standard output, and"
        " <code>--output NAME=PATH</code>, as often as you like, writes further reports of the"
        " same run. The exit code is the same in every format. These are the reports of one"
        " small project:"
    )
    body = f"<h1>The formats</h1>\n<p>{lead}</p>\n{shown}\n{parts}"
    contents = tuple((name, name) for name in FORMATS)
    return layout.Page(PATH, "The formats", body, "What each format looks like", contents)


def _outputs() -> dict[str, str]:
    """What the program writes about the example, in each format."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: os.path.join(folder, name) for name in FORMATS}
        wanted = [f"--output={name}={path}" for name, path in files.items()]
        named = [f"{EXAMPLE}/{name}" for name in FILES]  # a folder would make it git's business
        run = hardenlint("scan", "--no-config", "--no-known", *wanted, *named, folder=ROOT)
        if run.code != 1:
            raise SystemExit(f"the example should have findings: {run.err}")
        found = {}
        for name, path in files.items():
            with open(path, encoding="utf-8") as file:
                found[name] = file.read()
    return found


def _part(name: str, text: str) -> str:
    more = ""
    if name in _MORE:
        more = f" {layout.link(_MORE[name], PATH, 'Every key of it')}."
    return f'<h2 id="{name}">{name}</h2>\n<p>{escape(WHAT[name])}{more}</p>\n{markdown.code(text)}'
