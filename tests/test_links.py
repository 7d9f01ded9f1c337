"""What an input says is no link, no picture and no call to anybody where reports are read."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hardenlint.report.markdown import escaped
from hardenlint.report.sarif import _text as in_sarif
from hardenlint.text.terminal import printable
from tests.cli import inside

# What GitHub looks for in the text of a rendered page: the filters of html-pipeline, and the
# autolinks of cmark-gfm where backslashes are gone already.
CALLS = {
    "mention": re.compile(r"(?:^|[^0-9A-Za-z_])@[0-9A-Za-z]"),
    "issue": re.compile(r"#\d|(?<![0-9A-Za-z_])GH-\d", re.IGNORECASE),
    "address": re.compile(r"(?:https?|ftp)://\S|www\.\S|(?:mailto|xmpp):\w", re.IGNORECASE),
    "mail": re.compile(r"[0-9A-Za-z.+_-]+@[0-9A-Za-z_-]+\.[0-9A-Za-z]"),
}
COMMIT = re.compile(r"(?:^|[({@\s\[])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}\b")

LINKS = (
    "[x](https://e.example)",
    "[x](1)",
    "![x](https://e.example/i.png)",
    "[x][y]",
    "[y]: https://e.example",
    "\\[x\\](1)",
    "a\\](1)",
    "https://e.example",
    "HTTPS://E.EXAMPLE",
    "ftp://e.example",
    "www.e.example",
    "WWW.e.example",
    "<https://e.example>",
    "<a href=//e.example>x</a>",
    "<img src=x onerror=y>",
    "mailto:a@e.example",
    "a@e.example",
    "git@e.example:a/b",
    "@org/team",
    "-@someone",
    "\u00e9@someone",
    "&#64;someone",
    "#1",
    "org/repository#12",
    "gh-12",
    "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
    "org/repository@a94a8fe5cc",
    "- [ ] task",
    "$x$",
    "`x`",
    "**x**",
    "|",
)
TEXTS = st.lists(st.sampled_from([*LINKS, " ", "a", "\\", "[", "](", "<", "&", "1", "."])).map(
    "".join
)
RENDERER = MarkdownIt("commonmark")
RENDERER.enable("table")


def called(text: str) -> list[str]:
    return [name for name, pattern in CALLS.items() if pattern.search(text)]


@pytest.mark.parametrize("text", LINKS[:-6])
def test_this_test_sees_them(text: str) -> None:
    page = RENDERER.render(text + "\n\n[y]: https://e.example")
    words = unescape(re.sub(r"<[^>]*>", "", page))
    assert "<a " in page or "<img" in page or called(text) or COMMIT.search(words) or "\\" in text


@given(TEXTS)
def test_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    text = printable(text).strip()
    page = RENDERER.render(f"| a |\n|---|\n| {escaped(text)} |\n\n[y]: https://e.example\n")
    cell = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert set(re.findall(r"</?\w+", cell)) <= {"<tr", "</tr", "<td", "</td", "<span", "</span"}
    shown = unescape(re.sub(r"<[^>]*>", "", cell)).strip()
    assert shown.replace("\u200b", "") == text
    assert called(shown) == []
    assert not COMMIT.search(shown)
    assert "$" not in re.sub("<span>[$]</span>", "", cell)


@given(TEXTS)
def test_a_message_of_sarif_is_plain(text: str) -> None:
    text = printable(text)
    message = in_sarif(text)
    # As SARIF reads it: a bracket behind a backslash is one.
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]]", message)
    # As readers do that know nothing of backslashes, and as Markdown.
    assert not re.search(r"\]\(", message)
    assert called(message) == []
    page = RENDERER.render(f"x {message}")
    assert not re.search(r"<(?:a|img|input)\b", page)
    shown = unescape(re.sub(r"</?(?:p|em|strong|code)>", "", page))
    assert called(shown) == []
    # Nothing is lost but the blanks that were put in.
    bare = re.sub(r"\\([\\\[\]])", r"\1", message)
    assert bare.replace(" ", "") == text.replace(" ", "")


def test_what_is_no_link_stays_as_it_is() -> None:
    for text in (
        "runs as root",
        "image a/b:1@sha256:0123",
        "compose.yaml:3",
        "port 80 & more",
        "#a",
    ):
        assert in_sarif(text) == text
    assert escaped("runs as root, 64 MiB, 1000:1000") == "runs as root, 64 MiB, 1000:1000"


@pytest.mark.parametrize("form", ["markdown", "sarif"])
def test_so_it_is_in_the_whole_report(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    services = "".join(
        f"  s{n}:\n    image: {json.dumps(text)}\n    cap_add: [{json.dumps(text)}]\n"
        f"    volumes: [{json.dumps('/etc/' + text + ':/x')}]\n    privileged: true\n"
        f"    device_cgroup_rules: [{json.dumps('b *:* rwm ' + text)}]\n"
        f"    hostname: {json.dumps(text)}\n    network_mode: {json.dumps('container:' + text)}\n"
        for n, text in enumerate(LINKS)
    )
    (tmp_path / "compose.yaml").write_text(f"services:\n{services}")
    (tmp_path / "@org").mkdir()
    (tmp_path / "@org" / "compose.yaml").write_text("services: {'@org': {image: x, @a: [}}\n")
    run = inside(capfd, "scan", "--profile", "restricted", "--format", form, ".")
    if form == "markdown":
        told = unescape(re.sub(r"<[^>]*>", "", RENDERER.render(run.out))).splitlines()
        assert not re.search(r"<(?:a|img|input|code)\b", RENDERER.render(run.out))
    else:
        (document,) = run.document["runs"]
        told = [result["message"]["text"] for result in document["results"]]
        told += [
            place["message"]["text"]
            for result in document["results"]
            for place in result.get("relatedLocations", ())
        ]
        (invocation,) = document["invocations"]
        told += [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]
        # Ours lead to a place that is told.
        told = [re.sub(r"(?<!\\)\[(?:[^\\\[\]]|\\.)*\]\(\d+\)", "", text) for text in told]
    assert len("".join(told)) > 1000
    for text in told:
        assert called(text) == [], text
        assert form == "markdown" or not re.search(r"\]\(", text)
