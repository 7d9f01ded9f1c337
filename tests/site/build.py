"""Which pages there are, and what is in the navigation."""

import os
from collections.abc import Iterator, Sequence
from html import escape

from hardenlint import __version__
from hardenlint.check import Check
from hardenlint.report.site import path_of

from . import checks as about_checks
from . import command_line, configuration, documents, formats, json_report, layout

INDEX = "index.html"
SUPPRESSING = "readme.html#exceptions"
STYLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "style.css")


def pages(checks: Sequence[Check]) -> dict[str, bytes]:
    """All files of the site by their paths."""
    told = documents.build(checks)
    reference = (command_line.page(), configuration.page(), formats.page(), json_report.page())
    groups = tuple(_groups(told, reference))
    every = (
        *about_checks.pages(checks, SUPPRESSING),
        *reference,
        *told.pages.values(),
        _index(checks, told, groups),
    )
    found = {page.path: layout.html(page, groups) for page in every}
    found |= about_checks.redirects(checks)
    files = {path: text.encode() for path, text in found.items()}
    files["style.css"] = _bytes(STYLE)
    for name in told.pictures:
        files[name] = _bytes(os.path.join(documents.ROOT, name))
    return dict(sorted(files.items()))


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _groups(told: documents.Documents, reference: Sequence[layout.Page]) -> Iterator[layout.Group]:
    """The navigation: documents in groups by their folder, those at the top of the tree first."""
    pages = told.pages
    first = pages["README.md"]
    yield layout.Group("Start", ((INDEX, "Overview"), (first.path, "User's guide")))
    overviews = ((path, f"All, {title}") for path, title in about_checks.OVERVIEWS)
    yield layout.Group("Checks", tuple(overviews))
    yield layout.Group("Reference", tuple((page.path, page.title) for page in reference))
    for folder, title in (("docs", "Documents"), ("docs/decisions", "Decisions"), ("", "Project")):
        found = [
            (page.path, page.title)
            for name, page in pages.items()
            if name.endswith(".md") and os.path.dirname(name) == folder and page is not first
        ]
        if found:
            yield layout.Group(title, tuple(found))


def _index(
    checks: Sequence[Check], told: documents.Documents, groups: Sequence[layout.Group]
) -> layout.Page:
    """The first page: what README.md says first, and where everything is."""
    readme = told.pages["README.md"]
    first = readme.body.partition("<h2")[0]
    lists = "\n".join(_card(group) for group in groups if group.title != "Start")
    numbers = "\n".join(_card(group) for group in _by_severity(checks))
    body = (
        f"{first}\n<p>{layout.link('readme.html#try-it', INDEX, 'Try it')} ·"
        f" {layout.link(about_checks.INDEX, INDEX, f'{len(checks)} checks')} ·"
        f" version {escape(__version__)}</p>\n"
        f'<h2 id="pages">What is here</h2>\n<div class="cards">\n{lists}\n</div>\n'
        f'<h2 id="worst">What is worst</h2>\n<div class="cards">\n{numbers}\n</div>'
    )
    summary = "A linter for the security of Dockerfiles, compose files and running containers"
    return layout.Page(INDEX, layout.NAME, body, summary)


def _by_severity(checks: Sequence[Check]) -> Iterator[layout.Group]:
    worst = [check for check in checks if str(check.severity) == "critical"]
    for subject, title in about_checks.SUBJECTS.items():
        found = tuple((path_of(check), check.id) for check in worst if check.subject == subject)
        if found:
            yield layout.Group(f"Critical, of {title}", found)


def _card(group: layout.Group) -> str:
    entries = "\n".join(
        f"<li>{layout.link(path, INDEX, escape(title))}</li>" for path, title in group.pages
    )
    return f"<section>\n<h3>{escape(group.title)}</h3>\n<ul>\n{entries}\n</ul>\n</section>"
