"""Every check, by construction: its page, its examples and its fixture folder."""

import os
from collections.abc import Iterator
from glob import glob
from typing import Any

import pytest

from hardenlint import (
    Build,
    Capabilities,
    Check,
    Container,
    Field,
    Namespace,
    Project,
    Span,
    User,
    page,
    reach,
    registry,
)
from hardenlint.engine import Result, judge
from hardenlint.engine.crash import Crash
from hardenlint.errors import Problem
from hardenlint.knowledge.cis import CONTROLS, UNCHECKED
from hardenlint.model import Healthcheck, Subject
from hardenlint.policy import Policy
from hardenlint.sources import kinds, load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.sources.dockerfile.nodes import KEYWORDS
from hardenlint.sources.kinds import COMPOSE, DOCKERFILE
from hardenlint.workspace import Workspace
from tests.needs import checkout

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIXTURES = os.path.join(ROOT, "fixtures")
PROBLEMS: list[Problem] = []
# From their modules: an index that is older than one of them fails its own test, not all of these.
CHECKS = sorted(registry.imported(registry.GROUP, PROBLEMS), key=lambda check: check.id)
BY_ID = {check.id: check for check in CHECKS}
FILENAMES = {"yaml": "compose.yaml", "dockerfile": "Dockerfile", "json": "inspect.json"}
KINDS = {"yaml": "compose", "yml": "compose", "Dockerfile": "dockerfile", "json": "inspect"}
ALLOWED = ("docker.io/library/*", "ghcr.io/acme/**")
ASK_GIT = ("committed-env-file", "secret-inline-config")
"""What is said of these depends on what git would commit."""


def found(path: str, kind: str, check: Check) -> list[Result]:
    """Return what one check says of one file; the file must load without an error.

    A compose file NAME.yaml is one project with NAME.override.yaml where that exists.
    """
    over = path.removesuffix(".yaml") + ".override.yaml"
    files = (path, over) if kind == "compose" and os.path.isfile(over) else (path,)
    options = Options(allow_images=ALLOWED if check.profile == "opt-in" else ())
    loaded = load.load([Input(kind, files)], options, Workspace(reach.of([path])))
    results, problems = _judged(loaded, check)
    assert [error for error in loaded.errors if error.kind != "invalid"] == []
    assert problems == []
    return results


def _judged(loaded: load.Loaded, check: Check) -> tuple[list[Result], list[Crash]]:
    policy = Policy(profile="restricted", select=frozenset({check.id}))
    return judge(loaded.subjects, [check], policy)


def cases() -> Iterator[tuple[str, str]]:
    """Yield (check id, file) of every fixture that has an .out beside it or is an input."""
    for folder in sorted(os.listdir(FIXTURES)):
        if folder not in BY_ID:
            continue
        for name in sorted(os.listdir(os.path.join(FIXTURES, folder))):
            if name.rpartition(".")[2] in KINDS and not name.endswith(".override.yaml"):
                yield folder, name


def line(result: Result) -> str:
    span = result.span
    place = span.pointer if result.subject.source == kinds.INSPECT else f"{span.line}:{span.column}"
    name = os.path.basename(result.subject.name)
    told = f"{place} {result.severity} {name}: {result.finding.message}"
    how = fix(result) if result.finding.here else ""
    return f"{told}\n    fix: {how}" if how else told


def fix(result: Result) -> str:
    """How to fix it, in a line, where it names what is at hand; "" where it is the page's text.

    Whatever it names instead must be an example of the page.
    """
    doc, here = page.read(result.check.doc), result.finding.here
    every = " ".join(" ".join(doc.fix(source.remedy) for source in kinds.sources()).split())
    assert [example for example, _ in here if " ".join(example.split()) not in every] == []
    remedy = result.subject.source.remedy
    told = doc.fix(remedy, here)
    return "" if told == doc.fix(remedy) else " ".join(told.split())


def test_all_checks_load() -> None:
    assert PROBLEMS == []
    files = glob("checks/*/**/[!_]*.py", root_dir=ROOT, recursive=True)
    ids = [os.path.basename(path).removesuffix(".py").replace("_", "-") for path in files]
    assert sorted(ids) == sorted(BY_ID)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_page(check: Check) -> None:
    doc = page.read(check.doc)
    assert doc.summary
    assert not doc.summary.endswith(".")
    assert doc.why
    assert "When it is a false alarm" in doc.sections
    for source in kinds.sources():
        if source.name in check.sources(kinds.sources()):
            assert doc.fix(source.remedy), source.name
    assert {example.verdict for example in doc.examples} == {"good", "bad"}
    assert check.module.rpartition(".")[2].replace("_", "-") == check.id
    assert check.profile in ("baseline", "restricted", "opt-in")
    assert set(check.covers) | set(check.outranks) <= set(BY_ID), "names a check that is not there"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_has_fixtures(check: Check) -> None:
    assert any(folder == check.id for folder, _ in cases())


def test_every_fixture_has_its_own_out_file() -> None:
    stems = [(folder, name.rpartition(".")[0]) for folder, name in cases()]
    assert len(stems) == len(set(stems))


def test_no_orphan_fixture_folder() -> None:
    folders = set(os.listdir(FIXTURES)) - {"inspect", "projects"}
    assert folders <= set(BY_ID)


@pytest.mark.parametrize(
    ("check", "example"),
    [
        pytest.param(check, example, id=f"{check.id}-{number}-{example.verdict}")
        for check in CHECKS
        for number, example in enumerate(page.read(check.doc).examples)
    ],
)
def test_example(
    check: Check, example: page.Example, tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = FILENAMES[example.language]
    for path, text in (*page.read(check.doc).files, (name, example.text)):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    kind = KINDS.get(name.rpartition(".")[2], "dockerfile")
    assert bool(found(name, kind, check)) is (example.verdict == "bad")


@pytest.mark.parametrize(("folder", "name"), list(cases()))
def test_fixture(
    folder: str, name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if folder in ASK_GIT:
        checkout(ROOT)
    monkeypatch.chdir(os.path.join(FIXTURES, folder))
    kind = KINDS[name.rpartition(".")[2]]
    text = "".join(f"{line(result)}\n" for result in found(name, kind, BY_ID[folder]))
    expected = f"{name.rpartition('.')[0]}.out"
    if request.config.getoption("--update"):
        with open(expected, "w", encoding="utf-8") as file:
            file.write(text)
    with open(expected, encoding="utf-8") as file:
        assert text == file.read()


def everything() -> Iterator[Subject]:
    """Yield the subjects of all fixtures, and the images that they are."""
    for folder, name in cases():
        path = os.path.join(FIXTURES, folder, name)
        loaded = load.load([Input(KINDS[name.rpartition(".")[2]], (path,))], Options(), Workspace())
        for subject in loaded.subjects:
            yield subject
            build = subject if isinstance(subject, Build) else getattr(subject, "build", None)
            if build is not None:  # also those that only a service builds, or that it has inline
                yield from {id(each): each for each in (subject, build, build.image)}.values()


def test_what_a_check_needs_is_what_it_speaks_about() -> None:
    """Where nothing of it is there, the check would have said nothing."""
    needing = [check for check in CHECKS if check.needs]
    spared = 0
    for subject in everything():
        for check in needing:
            if check.judges(subject) and not check.concerns(subject.has):
                spared += 1
                assert list(check.run(subject)) == [], f"{check.id} needs more than {check.needs}"
    assert spared > 10_000


FACTS = {
    "Container": Container("web", Span("compose.yaml"), COMPOSE),
    "Project": Project("shop", Span("compose.yaml"), COMPOSE),
    "Build": Build("Dockerfile", Span("Dockerfile"), DOCKERFILE),
}
FACTS["Image"] = FACTS["Container"]  # some facts that images are judged by are a container's
_KINDS = (Field, Namespace, User, Capabilities, Healthcheck)
PARTS = {name for kind in _KINDS for name in dir(kind)}


@pytest.mark.parametrize("check", [check for check in CHECKS if check.needs], ids=lambda c: c.id)
def test_what_a_check_needs_is_in_the_model(check: Check) -> None:
    for name in check.needs:
        keyword = name.partition(" ")[0]
        if keyword.isupper():
            assert keyword in KEYWORDS, name
            continue
        fact: Any = FACTS[check.subject]
        parts = name.split(".")
        while parts and not isinstance(fact, Field):
            fact = getattr(fact, parts.pop(0))
        assert PARTS.issuperset(parts), name


def test_no_check_claims_a_control_that_none_can_check() -> None:
    claimed = {number for check in CHECKS for number in check.cis}
    assert claimed <= set(CONTROLS)
    assert claimed & set(UNCHECKED) == set()
