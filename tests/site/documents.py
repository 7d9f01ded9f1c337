"""The Markdown files of the repository as pages, and the files that they link to."""

import os
import posixpath
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from hardenlint.check import Check
from hardenlint.report.site import path_of

from . import layout, markdown
from .checks import INDEX

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CHECKS = "checks/README.md"
"""The generated list of checks, for those who read the repository; the site has its own."""

_EXTERNAL = ("https://", "http://", "mailto:")
_PICTURES = (".svg", ".png")


class Documents(NamedTuple):
    """The pages of documents by their files, the pictures they show, and the files they name."""

    pages: dict[str, layout.Page]
    pictures: tuple[str, ...]


def files() -> list[str]:
    """The Markdown files that become pages: those at the top, and all below docs/."""
    found = [name for name in sorted(os.listdir(ROOT)) if name.endswith(".md")]
    for folder, folders, names in os.walk(os.path.join(ROOT, "docs")):
        folders.sort()
        inner = os.path.relpath(folder, ROOT).replace(os.sep, "/")
        found += (f"{inner}/{name}" for name in sorted(names) if name.endswith(".md"))
    return found


def path_of_file(name: str) -> str:
    """The page of a file: `docs/versions.md` is docs/versions.html, `README.md` readme.html."""
    stem = posixpath.splitext(name)[0]
    return f"{stem if '/' in stem else stem.lower()}.html"


def read(name: str) -> str:
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def build(checks: Sequence[Check]) -> Documents:
    """All documents, and the files of the repository that they link to."""
    known = files()
    linked: set[str] = set()
    pages = {name: _page(name, known, checks, linked) for name in known}
    pictures = {name for name in linked if name.endswith(_PICTURES)}
    for name in sorted(linked - pictures):
        pages[name] = _source(name)
    return Documents(pages, tuple(sorted(pictures)))


def _page(
    name: str, known: Sequence[str], checks: Sequence[Check], linked: set[str]
) -> layout.Page:
    path = path_of_file(name)

    def links(target: str) -> str:
        if target.startswith((*_EXTERNAL, "#")):
            return target
        to, mark, anchor = _resolved(name, target)
        if to == CHECKS:
            return layout.relative(INDEX, path)
        if (page := _page_of_check(to, checks)) is not None:
            return layout.relative(page, path)
        if to in known:
            return layout.relative(path_of_file(to) + mark + anchor, path)
        linked.add(to)
        return layout.relative(to if to.endswith(_PICTURES) else f"files/{to}.html", path)

    text = markdown.page(read(name), links)
    title = text.title or posixpath.basename(name)
    return layout.Page(path, title, text.html, "", text.contents)


def _resolved(name: str, target: str) -> tuple[str, str, str]:
    """The file that a link of a document leads to, and the anchor behind it."""
    path, mark, anchor = target.partition("#")
    to = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    if to.startswith("../") or not os.path.exists(os.path.join(ROOT, to)):
        raise SystemExit(f"{name} links to {target}, which is not there")
    return to, mark, anchor


def _page_of_check(name: str, checks: Sequence[Check]) -> str | None:
    """The page of the check that lies in a file."""
    module = f"hardenlint.{name.removesuffix('.py').replace('/', '.')}"
    return next((path_of(check) for check in checks if check.module == module), None)


def _source(name: str) -> layout.Page:
    """A file of the repository as it is, or the names in a folder."""
    if os.path.isdir(os.path.join(ROOT, name)):
        text = "".join(f"{entry}\n" for entry in _entries(name))
    else:
        text = read(name)
    body = f"<h1><code>{escape(name)}</code></h1>\n{markdown.code(text)}"
    return layout.Page(f"files/{name}.html", name, body, f"The file {name} of the repository")


def _entries(name: str) -> Iterator[str]:
    """The names in a folder, those aside that programs leave there."""
    for entry in sorted(os.listdir(os.path.join(ROOT, name))):
        if entry != "__pycache__":
            yield entry
