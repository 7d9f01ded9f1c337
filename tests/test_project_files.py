"""Env files and secret files of a project: read, located, and told apart from ignored ones."""

import os
import subprocess

import pytest

from hardenlint import Container, Project, reach, registry
from hardenlint.engine import Result, judge
from hardenlint.policy import Policy
from hardenlint.sources import compose, load, repository
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace
from tests.needs import program

LITERAL = "k3Zt9vQ2"
CHECKS = registry.load()[0]


@pytest.fixture(autouse=True)
def _in_project(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkdir(os.path.join(tmp_path, "project"))
    monkeypatch.chdir(os.path.join(tmp_path, "project"))


def write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def project(text: str) -> Project:
    write("compose.yaml", text)
    found = compose.read(["compose.yaml"], Workspace(reach.of(["."]))).project
    assert found is not None
    return found


def service(text: str) -> Container:
    return project(f"services:\n  app:\n    image: app:1\n{text}").services[0]


def results(text: str, *select: str) -> list[Result]:
    write("compose.yaml", text)
    loaded = load.load([Input("compose", ("compose.yaml",))], Options(), Workspace(reach.of(["."])))
    found, problems = judge(
        loaded.subjects, CHECKS, Policy(profile="restricted", select=frozenset(select))
    )
    assert problems == []
    assert all(LITERAL not in f"{r.finding.message}{r.finding.evidence}" for r in found)
    return found


def git(*words: str) -> None:
    subprocess.run([program("git"), *words], check=True, capture_output=True)


def test_labels_of_a_label_file_count_after_those_of_the_service() -> None:
    write("a.labels", "traefik.enable=true\ncom.example.a=1\nown=file\n")
    write("b.labels", "com.example.a=2\n")
    write("../c.labels", "far=away\n")
    write(
        "compose.yaml",
        "services:\n  app:\n    image: app:1\n    labels: [own=here]\n"
        "    label_file: [a.labels, b.labels, ../c.labels, none.labels]\n",
    )
    loaded = compose.read(["compose.yaml"], Workspace(reach.of(["."])))
    assert loaded.project is not None
    labels = loaded.project.services[0].labels
    said = {name: (f.value, f.span.path, f.span.line, f.is_here) for name, f in labels.items()}
    assert said == {
        "traefik.enable": ("true", "a.labels", 1, False),
        "com.example.a": ("2", "b.labels", 1, False),
        "own": ("here", "compose.yaml", 4, True),
    }
    assert [(note.kind, note.span.column) for note in loaded.notes] == [
        ("outside", 38),
        ("no-label-file", 51),
    ]


def test_variables_of_an_env_file_have_their_place_there() -> None:
    write("app.env", "\ufeff# a\nexport A = 'x'\n\nB=\"one\ntwo\"\nC=3 # c\nD=\n")
    env = service("    env_file: app.env\n    environment: {C: 4}\n").env
    places = {name: (f.value, f.span.path, f.span.line, f.span.column) for name, f in env.items()}
    assert places == {
        "A": ("x", "app.env", 2, 12),
        "B": ("one\ntwo", "app.env", 4, 3),
        "C": ("4", "compose.yaml", 5, 22),
        "D": ("", "app.env", 7, 3),
    }
    assert env["A"].from_environment
    assert not env["C"].from_environment


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("app.env", True),
        ("[app.env]", True),
        ("[{path: app.env, required: false}]", True),
        ("missing.env", False),
        ("../outside.env", False),
        ("broken.env", False),
    ],
)
def test_what_is_known_of_an_env_file(said: str, known: bool) -> None:
    write("app.env", "A=1\n")
    write("../outside.env", "A=1\n")
    write("broken.env", "A='1\n")
    files = service(f"    env_file: {said}\n").storage.env_files
    assert [file.entries is not None for file in files] == [known]


DOTENV = "services: {{app: {{image: 'app:{tag}', environment: {{DB_PASSWORD: '{value}'}}}}}}\n"


@pytest.mark.parametrize(
    ("tag", "value", "place"),
    [
        ("1", "${DB_PASSWORD}", ("compose.yaml", 1, 61)),
        ("${TAG}", "${DB_PASSWORD}", ("compose.yaml", 1, 66)),
        ("${TAG}", "", (".env", 2, 13)),
        ("1", "", (".env", 2, 13)),
    ],
)
def test_dotenv_is_told_where_its_secret_is_used_first(
    tag: str, value: str, place: tuple[str, int, int]
) -> None:
    write(".env", f"TAG=1\nDB_PASSWORD={LITERAL}\n")
    found = results(DOTENV.format(tag=tag, value=value), "committed-env-file")
    assert [(r.span.path, r.span.line, r.span.column) for r in found] == [place]
    assert [(text, span.line) for text, span in found[0].related] == [("sets DB_PASSWORD", 2)]


def test_secret_checks_leave_env_files_to_their_own_check() -> None:
    write(".env", f"DB_PASSWORD={LITERAL}\n")
    write("app.env", f"API_TOKEN={LITERAL}\nMYSQL_PWD=root\nURL=redis://:{LITERAL}@a\n")
    said = "image: 'app:1', env_file: app.env, command: 'a --password ${DB_PASSWORD}'"
    text = f"services: {{app: {{{said}}}}}"
    ids = {
        r.check.id for r in results(text) if "secret" in r.check.id or "credential" in r.check.id
    }
    assert ids == {"secret-via-env-reference"}


@pytest.mark.parametrize(
    ("ignore", "add", "committed"),
    [
        ("", False, True),
        (".env\n", False, False),
        (".env\n", True, True),
        ("*.txt\n", False, True),
        ("/project/\n", False, False),
        (".env\n!/project/.env\n", False, True),
    ],
)
def test_is_committed(
    ignore: str, add: bool, committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(".env", "A=1\n")
    git("init", "..")
    write("../.gitignore", ignore)
    if add:
        git("add", "--force", ".env")
    assert repository.is_committed(".env", reach.of(["."])) is committed
    monkeypatch.setenv("PATH", "")
    assert repository.is_committed(".env", reach.of(["."])) is committed


def test_is_committed_without_a_repository() -> None:
    write(".env", "A=1\n")
    write("../.env", "A=1\n")
    assert repository.is_committed(".env", reach.of(["."])) is True
    assert repository.is_committed("../.env", reach.of(["."])) is None


def test_a_hostile_repository_runs_nothing() -> None:
    write(".env", "A=1\n")
    git("init", ".")
    git("config", "core.fsmonitor", "touch ran; false")
    assert repository.is_committed(".env", reach.of(["."])) is True
    assert not os.path.exists("ran")


@pytest.mark.parametrize(
    ("content", "found"),
    [(LITERAL, 1), ("", 0), ("<password>", 0), ("$ANSIBLE_VAULT;1.1;AES256\n63", 0)],
)
def test_secret_files(content: str, found: int) -> None:
    write("pw.txt", content)
    text = "services: {app: {image: 'app:1', secrets: [pw]}}\nsecrets: {pw: {file: pw.txt}}\n"
    assert len(results(text, "secret-inline-config")) == found


def test_an_ignored_secret_file_is_fine() -> None:
    git("init", ".")
    write("pw.txt", LITERAL)
    write(".gitignore", "*.txt\n")
    text = "services: {app: {image: 'app:1', secrets: [pw]}}\nsecrets: {pw: {file: pw.txt}}\n"
    assert results(text, "secret-inline-config") == []
