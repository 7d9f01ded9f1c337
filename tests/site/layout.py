"""What all pages share: the head, the navigation, the frame; and tables."""

import os
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from hardenlint.report import site

NAME = "hardenlint"
POLICY = "script-src 'none'; object-src 'none'; frame-src 'none'"
"""What a browser must not run. 'self' for style and pictures would fail on pages read from disk."""


class Page(NamedTuple):
    """A page: its path below the root of the site, and its HTML between header and footer.

    `contents` are the anchors and texts of its headings. `summary` is what search engines show.
    """

    path: str
    title: str
    body: str
    summary: str = ""
    contents: tuple[tuple[str, str], ...] = ()


class Group(NamedTuple):
    """A heading of the navigation with the paths and titles of its pages."""

    title: str
    pages: tuple[tuple[str, str], ...]


def relative(target: str, start: str) -> str:
    """The link from the page `start` to another, such that the site works in any folder."""
    path, mark, anchor = target.partition("#")
    return os.path.relpath(path, os.path.dirname(start) or ".") + mark + anchor


def link(target: str, start: str, text: str) -> str:
    """A link to a page of the site; the text is HTML."""
    return f'<a href="{escape(relative(target, start))}">{text}</a>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table; the cells are HTML, `kind` is its class in the stylesheet."""
    of = f' class="{kind}"' if kind else ""
    titles = "".join(f"<th>{title}</th>" for title in head)
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'<div class="wide"><table{of}>\n<thead><tr>{titles}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def html(page: Page, groups: Sequence[Group]) -> str:
    """The whole page."""
    title = page.title if page.path == "index.html" else f"{page.title} - {NAME}"
    summary = (
        f'<meta name="description" content="{escape(page.summary)}">\n' if page.summary else ""
    )
    canonical = f'<link rel="canonical" href="{escape(site.BASE + page.path)}">\n'
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
{summary}{canonical if site.BASE else ""}\
<link rel="stylesheet" href="{relative("style.css", page.path)}">
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header>{link("index.html", page.path, NAME)}</header>
<div class="frame">
<nav aria-label="Pages">
{_navigation(page, groups)}
</nav>
<main id="content">
{page.body}
</main>
{_contents(page)}\
</div>
</body>
</html>
"""


def _navigation(page: Page, groups: Sequence[Group]) -> str:
    return "\n".join(
        f"<h2>{escape(group.title)}</h2>\n<ul>\n"
        + "\n".join(_entry(page, path, title) for path, title in group.pages)
        + "\n</ul>"
        for group in groups
    )


def _entry(page: Page, path: str, title: str) -> str:
    here = ' aria-current="page"' if path == page.path else ""
    return f'<li><a href="{escape(relative(path, page.path))}"{here}>{escape(title)}</a></li>'


def _contents(page: Page) -> str:
    """The list of what is on a page, where there is enough to list."""
    if len(page.contents) < 3:
        return ""
    entries = "\n".join(
        f'<li><a href="#{escape(anchor)}">{escape(text)}</a></li>' for anchor, text in page.contents
    )
    list_ = f"<h2>On this page</h2>\n<ul>\n{entries}\n</ul>"
    return f'<aside aria-label="On this page">\n{list_}\n</aside>\n'


def redirect(path: str, target: str) -> str:
    """A page at a former address that leads to the present one."""
    to = escape(relative(target, path))
    canonical = escape(site.BASE + target) if site.BASE else to
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Moved</title>
<meta http-equiv="refresh" content="0; url={to}">
<link rel="canonical" href="{canonical}">
</head>
<body>
<p>This page has moved: <a href="{to}">{to}</a></p>
</body>
</html>
"""
