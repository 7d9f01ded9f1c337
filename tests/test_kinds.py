"""Kinds of input: the registry, and a kind that another package brings."""

import json
import os

import pytest

from hardenlint import registry
from hardenlint.sources import kinds

from .cli import hardenlint

TOY = '''
"""Lines of `name flag…`: one container each."""

from hardenlint import Container, Field, Span
from hardenlint.errors import InputError
from hardenlint.model.source import Source
from hardenlint.sources.kinds import Kind

TOY = Source(
    "toy", files=("toy file", "toy files"), judged=("Image", "Container"), remedy="In a toy",
    container="puppet", is_written=True,
)


def containers(path, workspace):
    for number, line in enumerate(workspace.text(path).splitlines(), 1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if words[0] == "bad":
            raise InputError("parse", "is no toy", Span(path, number))
        container = Container(words[0], Span(path, number, 1, number, len(line) + 1), TOY)
        container.privileges.privileged = Field("privileged" in words, container.span)
        yield container


def read(files, loading):
    loading.subjects += containers(files[0], loading.workspace)
    loading.count(TOY)


def show(files, options, workspace, *, as_text):
    names = [each.name for each in containers(files[0], workspace)]
    return names if as_text else ['{"names": ["' + '", "'.join(names) + '"]}']


KIND = Kind(TOY, "toy_kind", lambda path: path.endswith(".toy"), lambda text: text[:5] == "#toy\\n")
'''


@pytest.fixture
def packages(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder of installed packages with the toy in it; the current folder is another one."""
    folder = os.path.join(tmp_path, "packages")
    os.makedirs(os.path.join(folder, "toy-1.dist-info"))
    os.mkdir(os.path.join(tmp_path, "project"))
    monkeypatch.chdir(os.path.join(tmp_path, "project"))
    monkeypatch.setenv("PYTHONPATH", folder)
    write(os.path.join(folder, "toy_kind.py"), TOY)
    declare(folder, "toy = toy_kind:KIND")
    return folder


def write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def declare(folder: str, entry: str) -> None:
    declared = f"[console_scripts]\nx = y:z\n\n[hardenlint.kinds]\n{entry}\n"
    write(os.path.join(folder, "toy-1.dist-info", "entry_points.txt"), declared)


@pytest.mark.usefixtures("packages")
def test_a_kind_of_another_package_is_one_like_ours() -> None:
    write("a.toy", "#toy\nweb privileged\ndb\n")
    write("other", "#toy\nlast privileged\n")
    write("Dockerfile", "FROM a:1\nUSER app\n")
    found = hardenlint("scan", ".")
    assert found.code == 1
    assert "puppet web: runs privileged" in found.out
    assert "Checked 1 Dockerfile, 1 toy file (1 image, 2 puppets)" in found.out
    assert "fixable" not in found.out
    assert "puppet last" in hardenlint("scan", "other").out
    assert "puppet web" in hardenlint("scan", "-", "--type", "toy", stdin=b"web privileged\n").out
    told = json.loads(hardenlint("scan", "a.toy", "--format", "json").out)
    assert [subject["source"] for subject in told["subjects"]] == ["toy", "toy"]
    assert [found["location"]["line"] for found in told["findings"]] == [2]
    assert hardenlint("show", "a.toy").out == "web\ndb\n"
    shown = json.loads(hardenlint("show", "other", "--format", "json").out)
    assert shown == {"documents": [{"names": ["last"]}]}
    assert "nothing to fix" in hardenlint("fix", "a.toy").out.lower()


@pytest.mark.usefixtures("packages")
def test_its_lines_suppress_and_its_errors_are_told() -> None:
    write("a.toy", "# hardenlint: ignore[privileged-container] -- a test\nweb privileged\n")
    assert hardenlint("scan", "a.toy").code == 0
    write("a.toy", "web privileged\nbad\n")
    write("b.toy", "db privileged\n")
    found = hardenlint("scan", ".")
    assert found.code == 3
    assert "a.toy:2" in found.out
    assert "is no toy" in found.out
    assert "puppet db" in found.out


@pytest.mark.usefixtures("packages")
def test_checks_tell_that_they_judge_it() -> None:
    listed = json.loads(hardenlint("checks", "--format", "json").out)["checks"]
    sources = {each["id"]: each["sources"] for each in listed}
    assert sources["privileged-container"] == ["compose", "inspect", "toy", "live"]
    assert sources["update-without-install"] == ["dockerfile"]
    assert "toy" in hardenlint("scan", "--help").out


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("toy = toy_kind:NOTHING", "toy_kind:NOTHING cannot be loaded: AttributeError"),
        ("toy = nowhere:KIND", "nowhere:KIND cannot be loaded: ModuleNotFoundError"),
        ("toy = toy_kind:TOY", "toy_kind:TOY cannot be loaded: TypeError"),
        ("toy = hardenlint.sources.kinds:COMPOSE", "it is no kind of its own"),
    ],
)
def test_one_that_cannot_be_loaded_is_an_error(packages: str, entry: str, reason: str) -> None:
    declare(packages, entry)
    write("Dockerfile", "FROM a:1\nUSER root\n")
    found = hardenlint("scan", "Dockerfile")
    assert found.code == 3
    assert reason in found.out.replace("\n", " ").replace("  ", " ")
    assert "runs as root" in found.out


def test_every_kind_of_ours_has_a_reader() -> None:
    assert [source.name for source in kinds.sources()][:3] == ["dockerfile", "compose", "inspect"]
    for kind in kinds.every().values():
        assert callable(kind.module.read)
        assert callable(kind.module.show)


def test_a_check_names_sources_that_there_are() -> None:
    known = {source.name for source in kinds.sources()}
    for check in registry.load()[0]:
        assert {*known, "windows"}.issuperset(check.without), check.id
        assert check.sources(kinds.sources()), check.id


@pytest.mark.parametrize(
    "text",
    [
        "{{- if .Values.x }}\nkind: Pod\n{{ end }}\n",
        "{% if x %}\nFROM a\n{% endif %}\n",
        "[section]\nkey = 1\n",
        "[[tool.x]]\n",
        "[a, b]\n",
        "{a: b}\n",
    ],
)
def test_what_begins_like_json_is_no_inspect_data(text: str) -> None:
    assert kinds.by_content(text) == ""


@pytest.mark.parametrize(
    "text",
    ["[]", ' [ {"Id": "1"}]', '{\n  "Id"', "[{", "{}", '\ufeff[\n{\n"', "[ ]\n", "[[[[", "[[]]"],
)
def test_inspect_data_is_known_by_its_beginning(text: str) -> None:
    assert kinds.by_content(text) == "inspect"
