"""Files that are not complete by themselves: found they are a note, named an error."""

from pathlib import Path

import pytest

from tests.cli import Run, hardenlint


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    # Where nothing can be read at all, that is an error.
    write("whole/Dockerfile", "FROM alpine:3.22\nUSER 1000\n")


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def told(run: Run) -> tuple[int, list[str], list[str]]:
    kinds = [[each["kind"] for each in run.document[key]] for key in ("errors", "notes")]
    return run.code, kinds[0], kinds[1]


FRAGMENTS = {
    "network": "services: {t: {image: 't:1', networks: [n]}}\n",
    "volume": "services: {t: {image: 't:1', volumes: ['data:/v']}}\n",
    "secret": "services: {t: {image: 't:1', secrets: [s]}}\n",
    "service": "services: {t: {image: 't:1', depends_on: [a]}}\n",
    "empty": "# nothing yet\n",
    "context": "services: {t: {build: ../other-checkout}}\n",
}


@pytest.mark.parametrize("text", FRAGMENTS.values(), ids=FRAGMENTS)
def test_a_part_of_a_project(text: str) -> None:
    write("parts/compose.yaml", text)
    assert told(hardenlint("scan", "--format", "json", "--fail-on", "never", ".")) == (
        0, [], ["fragment"],
    )  # fmt: skip
    code, errors, _ = told(hardenlint("scan", "--format", "json", "parts/compose.yaml"))
    assert (code, len(errors)) == (3, 1)
    assert errors[0] in ("invalid", "missing")
    assert told(hardenlint("scan", "--format", "json", "-f", "parts/compose.yaml"))[0] == 3


def test_it_is_judged_all_the_same() -> None:
    write("parts/compose.yaml", "services: {t: {image: 't:1', networks: [n], privileged: true}}\n")
    assert "privileged-container" in hardenlint("scan", "--format", "json", ".").checks


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dockerfile.template", "FROM alpine:{{ .version }}\n"),
        ("Dockerfile", "FROM alpine:3.22\n{{ if .x }}\nUSER 1\n{{ end }}\n"),
        ("Dockerfile.in", "@FROM@\nRUN x\n"),
        ("Dockerfile", "%%FROM%%\nRUN x\n"),
        ("Dockerfile", "FROM alpine:3.22\n{% if x %}\nUSER 1\n"),
        ("compose.example.yaml", "services: {a: {imagee: x}}\n"),
        ("templates/Dockerfile.env", "ENV A=1\n"),
    ],
)
def test_a_template(name: str, text: str) -> None:
    write(name, text)
    assert told(hardenlint("scan", "--format", "json", ".")) == (0, [], ["template"])
    assert told(hardenlint("scan", "--format", "json", name))[0] == 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dockerfile", "FROM alpine:3.22\nUSRE 1\nRUN docker ps --format '{{.Names}}'\n"),
        ("compose.yaml", "services: {a: {imagee: x, command: \"echo '{{.A}}'\"}}\n"),
        ("compose.yaml", "include: [gone.yaml]\nservices: {a: {image: 'a:1'}}\n"),
        ("compose.yaml", "services: {a: {extends: {file: gone.yaml, service: b}}}\n"),
    ],
)
def test_a_mistake_stays_one(name: str, text: str) -> None:
    write(name, text)
    code, errors, _ = told(hardenlint("scan", "--format", "json", "."))
    assert (code, len(errors) > 0) == (3, True)


def test_what_another_project_includes_is_judged_once() -> None:
    write("compose.yaml", "include: [parts/compose.yaml]\nnetworks: {back: {}}\n")
    part = "services: {admin: {image: 'adminer:4', networks: [back], privileged: true}}\n"
    write("parts/compose.yaml", part)
    run = hardenlint("scan", "--format", "json", "--select", "privileged-container", ".")
    assert [f["location"]["path"] for f in run.document["findings"]] == ["parts/compose.yaml"]
    assert told(run)[1:] == ([], [])
    assert len(run.document["findings"][0].get("related") or []) == 0
    assert told(hardenlint("scan", "--format", "json", "parts/compose.yaml"))[0] == 3


BASE = "services:\n  base: {image: 'adminer:4', privileged: true}\n"
EXTENDS = "services: {admin: {extends: {file: common.compose.yaml, service: base}}}\n"


def test_what_another_project_extends_is_judged_there() -> None:
    write("app/common.compose.yaml", BASE)
    write("app/compose.yaml", EXTENDS)
    run = hardenlint("scan", "--format", "json", "--select", "privileged-container", ".")
    found = run.document["findings"]
    assert [(f["subject"]["name"], f["location"]["path"]) for f in found] == [
        ("admin", "app/common.compose.yaml")
    ]


def test_what_nobody_extends_is_judged_where_it_is() -> None:
    write("app/common.compose.yaml", BASE + "  own: {image: 'adminer:4', privileged: true}\n")
    write("app/compose.yaml", EXTENDS)
    run = hardenlint("scan", "--format", "json", "--select", "privileged-container", ".")
    assert {f["subject"]["name"] for f in run.document["findings"]} == {"admin", "own"}
