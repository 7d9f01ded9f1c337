"""Whatever type a key of inspect data or a compose file holds: no bug, and the others are told."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hardenlint import registry
from hardenlint.cli import examine, publish
from hardenlint.engine import Report
from hardenlint.policy import Policy
from hardenlint.report import FORMATS
from hardenlint.sources import inspect
from hardenlint.sources.collect import Options
from hardenlint.sources.compose.shapes import COMPOSE
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace

from .cli import ROOT, hardenlint

TEXTS = (
    "9" * 5000, "²", "²-²", "80/tcp", "=", ":", "/", "${A}", "::error::x", "sha256:",
)  # fmt: skip
ODD = ("\ud800", "x\udfff\ud800", "\0", "\x1b[31m", *TEXTS)


def values(texts: Sequence[str]) -> st.SearchStrategy[Any]:
    """Whatever JSON holds."""
    text = st.text("ab1:=/.-_$ ²٣é\n", max_size=8)
    numbers = st.sampled_from([10**4200, 2**64, -(2**63), 1e19, 1e308])
    scalars = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), numbers, text, st.sampled_from(texts)
    )
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
        max_leaves=6,
    )


OPTIONS = {"verbose": 1, "quiet": 0, "group_by": None}
EASY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def documents() -> Iterator[list[Any]]:
    """Every kind of document that inspect data holds, as the fixtures have them."""
    folder = os.path.join(ROOT, "fixtures")
    for path in sorted(Path(folder).rglob("*.json")):
        document = json.loads(path.read_text())
        if inspect.is_inspect(document):
            yield document


DOCUMENTS = list(documents())


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything in a document."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else ()
    for key, inner in enumerate(value) if isinstance(value, list) else items:
        yield from paths(inner, (*path, key))


def replaced(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """The document with another value at a path."""
    if not path:
        return value
    copy = document.copy()
    copy[path[0]] = replaced(document[path[0]], path[1:], value)
    return copy


def judged_and_told(kind: str, path: str) -> examine.Part:
    """Scan one file, write every report, and find no bug."""
    policy = Policy(profile="restricted")
    part = examine.examine([Input(kind, (path,))], Options(), policy, Workspace())
    assert not [error for error in part.errors if "internal error" in error.message]
    assert not [error for error in part.errors if error.kind == "check-crash"]
    report = Report(policy, part.subjects, part.results, part.errors, part.notes, part.files)
    for form in FORMATS:
        text = publish._rendered(report, form, OPTIONS, Workspace(), color=False)
        text.encode("utf-8", "backslashreplace")
        if form in ("json", "sarif", "gitlab"):
            json.loads(text, parse_constant=pytest.fail)
    return part


@given(data=st.data(), value=values(ODD))
@EASY
def test_a_document_with_a_wrong_type(data: st.DataObject, value: Any, tmp_path: Path) -> None:
    document = data.draw(st.sampled_from(DOCUMENTS))
    path = data.draw(st.sampled_from(list(paths(document))))
    wrong = replaced(document, path, value)
    good = {"Id": "0", "Name": "/good", "Config": {}, "HostConfig": {"Privileged": True}}
    if isinstance(wrong, list):
        wrong = [*wrong, good]
    file = tmp_path / "x.json"
    file.write_text(json.dumps(wrong))
    part = judged_and_told("inspect", str(file))
    if isinstance(wrong, list):
        told = {result.check.id for result in part.results if result.subject.name == "good"}
        assert "privileged-container" in told
    saved = inspect.Saved("host", "", "ok", documents=[wrong])
    json.loads(inspect.snapshot([saved]), parse_constant=pytest.fail)


@pytest.mark.parametrize("index", range(len(DOCUMENTS))[::20])
def test_a_lone_surrogate_in_every_text(index: int, tmp_path: Path) -> None:
    document = DOCUMENTS[index]
    for path in paths(document):
        value: Any = document
        for step in path:
            value = value[step]
        if isinstance(value, str):
            document = replaced(document, path, f"{value}\ud800")
    file = tmp_path / "x.json"
    file.write_text(json.dumps(document))
    judged_and_told("inspect", str(file))


@pytest.mark.parametrize("form", FORMATS)
def test_a_lone_surrogate_leaves_the_program_as_an_escape(form: str, tmp_path: Path) -> None:
    bad = {
        "Id": "\ud800", "Name": "/b\ud800", "Config": {"Image": "x\ud800",
        "Env": ["A\ud800=\ud800"], "Labels": {"\ud800": "\ud800"}, "Cmd": ["\ud800"]},
        "HostConfig": {"Privileged": True, "Binds": ["\ud800:/x"], "\ud800": 1},
        "Mounts": [{"Type": "bind", "Source": "/etc\ud800", "Destination": "/\ud800", "RW": True}],
    }  # fmt: skip
    good = {"Id": "1", "Name": "/good", "Config": {}, "HostConfig": {"Privileged": True}}
    (tmp_path / "x.json").write_text(json.dumps([bad, good]))
    run = hardenlint("scan", "--format", form, "x.json", folder=str(tmp_path))
    assert run.code in (1, 3)
    assert "privileged-container" in run.out
    assert "internal error" not in run.out + run.err
    run.out.encode("utf-8")


def shapes(shape: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every place of a compose file; "-" is an item."""
    if path:
        yield path
    if isinstance(shape, tuple):
        for one in shape:
            yield from shapes(one, path)
    elif isinstance(shape, list):
        yield from shapes(shape[0], (*path, "-"))
    elif isinstance(shape, dict):
        for key, inner in shape.items():
            if key not in ("!", "?", "x-", "+"):
                yield from shapes(inner, (*path, "bad" if key == "*" else key))


PLACES = tuple(dict.fromkeys(shapes(COMPOSE)))


def below(path: tuple[str, ...], value: Any) -> Any:
    for step in reversed(path):
        value = [value] if step == "-" else {step: value}
    return value


@given(place=st.sampled_from(PLACES), value=values(TEXTS))
@example(place=("services", "bad", "profiles", "-"), value=[])
@EASY
def test_a_compose_file_with_a_wrong_type(
    place: tuple[str, ...], value: Any, tmp_path: Path
) -> None:
    registry.load()
    document = below(place, value)
    services = document.setdefault("services", {})
    if isinstance(services, dict):
        services["good"] = {"image": "x", "privileged": True}
        if isinstance(services.get("bad"), dict):
            services["bad"].setdefault("image", "x")
    file = tmp_path / "compose.yaml"
    # JSON is YAML, but for what Python adds to it.
    text = json.dumps(document, ensure_ascii=False)
    file.write_text(text.replace("NaN", ".nan").replace("Infinity", ".inf"))
    part = judged_and_told("compose", str(file))
    if isinstance(services, dict) and len(place) > 2 and place[0] == "services":
        told = {result.check.id for result in part.results if result.subject.name == "good"}
        assert "privileged-container" in told
