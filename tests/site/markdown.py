"""Markdown as HTML: anchors as GitHub makes them, links between files as links between pages."""

import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

Links = Callable[[str], str]
"""Turns the target of a link as it is written into that of the page; raises when there is none."""

_LANGUAGES = {"yaml": "compose", "dockerfile": "Dockerfile", "json": "docker inspect"}
_VERDICTS = {"bad": "Reported", "good": "Not reported"}


class Text(NamedTuple):
    """A text as HTML, with the anchors and texts of its headings and the text of its first one."""

    html: str
    title: str
    contents: tuple[tuple[str, str], ...]


def slug(text: str, taken: set[str]) -> str:
    """The anchor of a heading, as GitHub makes it, and another one where it is taken."""
    name = re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")
    found, number = name, 0
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def page(text: str, links: Links) -> Text:
    """A file of the repository, which may hold HTML of its own (`<details>`)."""
    return _render(MarkdownIt("commonmark", {"html": True}), text, links)


def prose(text: str, links: Links) -> Text:
    """Text in which nothing becomes HTML but Markdown."""
    return _render(MarkdownIt("commonmark", {"html": False}), text, links)


def _render(parser: MarkdownIt, text: str, links: Links) -> Text:
    parser.enable(["table", "strikethrough"])
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    tokens = parser.parse(text)
    contents = tuple(_headings(tokens))
    for token in tokens:
        _align(token)
        _link(token, links)
    title = next((name for level, _, name in contents if level == "h1"), "")
    listed = tuple((anchor, name) for level, anchor, name in contents if level == "h2")
    return Text(str(parser.renderer.render(tokens, parser.options, {})).rstrip(), title, listed)


def _headings(tokens: Sequence[Token]) -> list[tuple[str, str, str]]:
    """Give each heading its anchor; return them as (tag, anchor, text)."""
    taken: set[str] = {"content"}
    found = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            text = "".join(
                child.content for child in inline.children or () if child.type != "html_inline"
            )
            token.attrSet("id", slug(text, taken))
            found.append((token.tag, str(token.attrs["id"]), text))
    return found


def _align(token: Token) -> None:
    """Tell the alignment of a cell by its class: pages allow no style but the stylesheet's."""
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrSet("class", style.removeprefix("text-align:"))


def _link(token: Token, links: Links) -> None:
    for child in token.children or ():
        for name in ("href", "src"):
            if name in child.attrs:
                child.attrSet(name, links(str(child.attrs[name])))
        if child.type == "image":
            child.attrSet("loading", "lazy")


def code(text: str, caption: str = "", kind: str = "") -> str:
    """A block of code; nothing in it is HTML. The caption is text."""
    block = f'<pre tabindex="0"><code>{escape(text)}</code></pre>'
    if not caption:
        return block
    of = f' class="{kind}"' if kind else ""
    return f"<figure{of}>\n<figcaption>{escape(caption)}</figcaption>\n{block}\n</figure>"


def _fence(_: Any, tokens: Sequence[Token], index: int, *_more: Any) -> str:
    """A fenced block; those of a check's page say what the check thinks of them."""
    token = tokens[index]
    language, _blank, word = token.info.strip().partition(" ")
    if word in _VERDICTS:
        told = f"{_VERDICTS[word]} ({_LANGUAGES.get(language, language)})"
        return code(token.content, told, word) + "\n"
    if word == "beside":
        return code(token.content, f"{language}, beside each of these", "beside") + "\n"
    return code(token.content) + "\n"


def _table_open(*_: Any) -> str:
    return '<div class="wide"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"
