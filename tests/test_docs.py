"""The documentation: links lead somewhere, names exist, examples run, the diagram is the house."""

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import grimp
import pytest

from tests.clean_home import ROOT

DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*DOCS, *sorted(ROOT.glob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
ARCHITECTURE = ROOT / "docs" / "architecture.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
INDEX = ROOT / "docs" / "README.md"

FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")
HEADING = re.compile(r"^#+ (.+)$", re.M)
PATH = re.compile(r"(?:hardenlint|checks|tests|fixtures|docs|\.ci|\.github)/[\w./-]*")
DOTTED = re.compile(r"(?:hardenlint\.)?([a-z_]+(?:\.\w+)+)(?:\(\))?")
FIELD = re.compile(r"([A-Z]\w+)((?:\.[a-z_]+)+)")

OTHERS = {"hardenlint/v1", ".github/workflows/containers.yml"}
"""A name of SARIF, and a file of the reader's."""


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """Return a page without its fenced blocks."""
    return FENCED.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them of its headings."""
    found: set[str] = set()
    for heading in HEADING.findall(prose(path)):
        kept = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number = sum(re.fullmatch(rf"{re.escape(kept)}(-\d+)?", name) is not None for name in found)
        found.add(f"{kept}-{number}" if number else kept)
    return found


def links(path: Path) -> Iterator[tuple[Path, str]]:
    """The links of a page to other files and to chapters: the file, and the anchor or ""."""
    for target in LINK.findall(prose(path)):
        if "://" not in target:
            file, _, anchor = target.partition("#")
            yield (path.parent / file).resolve() if file else path, anchor


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_links_lead_somewhere(path: Path) -> None:
    for file, anchor in links(path):
        assert file.is_relative_to(ROOT), file
        assert file.exists(), file
        assert not anchor or anchor in anchors(file), f"{file.name} has no chapter #{anchor}"


def test_an_anchor_is_made_as_github_makes_it(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A `Field` has three values, *no* more\n## Why?\n## Why?\n```sh\n# no\n```\n")
    assert anchors(page) == {"a-field-has-three-values-no-more", "why", "why-1"}


def test_every_page_is_in_the_index() -> None:
    assert {file for file, _ in links(INDEX)} >= {path for path in DOCS if path != INDEX}


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_files_that_are_named_exist(path: Path) -> None:
    for text in CODE.findall(prose(path)):
        if PATH.fullmatch(text) and text not in OTHERS:
            assert (ROOT / text).exists(), text


def layers() -> list[list[str]]:
    """The layers of the house, top first: what stands side by side in each."""
    with open(ROOT / "pyproject.toml", "rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    (rows,) = [each["layers"] for each in contracts if each["type"] == "layers"]
    return [[name.strip().removeprefix("hardenlint.") for name in row.split("|")] for row in rows]


MODULES = {name for row in layers() for name in row} | {"lazy"}


def named(text: str) -> Any:
    """Return what a dotted name means, told from the package; raises where it means nothing."""
    parts = ["hardenlint", *text.split(".")]
    for size in range(len(parts), 0, -1):
        try:
            found: Any = import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        for part in parts[size:]:
            found = getattr(found, part)
        return found
    raise AssertionError(text)


@pytest.mark.parametrize("path", DOCS, ids=ids)
def test_names_of_the_code_are_those_of_the_code(path: Path) -> None:
    for text in CODE.findall(prose(path)):
        dotted, field = DOTTED.fullmatch(text), FIELD.fullmatch(text)
        if dotted and dotted[1].partition(".")[0] in MODULES and not (ROOT / text).exists():
            assert named(dotted[1]) is not None
        elif field and hasattr(import_module("hardenlint.model"), field[1]):
            assert named(f"model.{text}") is not None


@pytest.mark.parametrize(
    "path", [path for path in DOCS if "```python" in path.read_text(encoding="utf-8")], ids=ids
)
def test_examples_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    text = path.read_text(encoding="utf-8")
    for match in FENCED.finditer(text):
        if match[1] == "python":
            line = text.count("\n", 0, match.start(2))
            exec(compile("\n" * line + match[2], path, "exec"), known)  # noqa: S102 - it is ours


def closure(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Add every arrow that goes from one to the next but one."""
    found = set(arrows)
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


def drawn() -> set[tuple[str, str]]:
    """The arrows of the diagram."""
    (text,) = [
        text for language, text in FENCED.findall(ARCHITECTURE.read_text()) if language == "mermaid"
    ]
    return {
        (above, below)
        for above, row in re.findall(r"^ *(\w+) --> ([\w &]+)$", text, re.M)
        for below in row.split(" & ")
    }


def imported() -> set[tuple[str, str]]:
    """What really imports what, told of the modules that are layers."""
    graph = grimp.build_graph("hardenlint")
    names = [name for row in layers() for name in row]
    homes = {
        module: name
        for module in graph.modules
        for name in names
        if f"{module}.".startswith(f"hardenlint.{name}.")
    }
    return {
        (homes[module], homes[other])
        for module in homes
        for other in graph.find_modules_directly_imported_by(module)
        if other in homes and homes[module] != homes[other]
    } - {("model", "shell")}  # when a check asks; pyproject.toml says so


def test_the_diagram_draws_the_layers() -> None:
    depth = {name: number for number, row in enumerate(layers()) for name in row}
    arrows = drawn()
    assert {name for arrow in arrows for name in arrow} == set(depth)
    assert all(depth[above] < depth[below] for above, below in arrows)


def test_the_diagram_draws_what_is_imported() -> None:
    """Who reaches whom is the same in both; no arrow is without an import."""
    assert drawn() <= imported()
    assert closure(drawn()) == closure(imported())


def test_the_glossary_explains_each_word_in_a_sentence() -> None:
    entries = re.findall(r"^- \*\*(.+?)\*\*(.*(?:\n  .+)*)", GLOSSARY.read_text(), re.M)
    words = [word for word, _ in entries]
    assert words == sorted(words, key=str.lower)
    for word, text in entries:
        told, _, link = " ".join(text.split()).rpartition(" ([")
        assert told.endswith("."), word
        assert not re.search(r"\. [A-Z]", told), f"{word}: more than one sentence"
        assert re.search(r"\]\(\.\./(hardenlint|checks)/[\w/]+\.py\)", link), word


@pytest.mark.parametrize("path", DECISIONS, ids=ids)
def test_a_decision_says_why_what_it_costs_and_when_to_look_again(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    number, _, rest = path.stem.partition("-")
    assert number == f"{DECISIONS.index(path) + 1:03}"
    assert rest
    assert text.startswith(f"# {int(number)}. ")
    assert re.search(r"^Decided 20\d\d-\d\d(-\d\d)?", text, re.M)
    chapters = ["Context", "Decision", "What it costs", "When to look again"]
    assert re.findall(r"^## (.+)$", text, re.M) == chapters
    assert len(text.splitlines()) <= 60
