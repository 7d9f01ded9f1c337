"""The files of a command: each is opened once, whoever needs its text."""

import json
import os
import subprocess
import sys

import pytest

from hardenlint.errors import InputError
from hardenlint.workspace import Workspace

COUNTING = """
import collections, json, os, sys
opened = collections.Counter()
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened[os.path.realpath(os.fsdecode(arguments[0]))] += 1
sys.addaudithook(hook)
from hardenlint.cli import main
try:
    main()
except SystemExit:
    pass
here = os.getcwd() + os.sep
counts = {path.removeprefix(here): n for path, n in opened.items() if path.startswith(here)}
print(json.dumps(counts), file=sys.stderr)
"""
FILES = {
    "compose.yaml": "services:\n  a:\n    build: .\n    env_file: e.env\n    image: ${X}\n"
    "    # hardenlint: ignore[run-as-root] it is meant\n    privileged: true\n"
    "  b: {extends: {file: base.yaml, service: b}, build: {context: ., args: {A: b}}}\n"
    "secrets: {s: {file: ./s.txt}}\n",
    "compose.override.yaml": "services: {a: {pid: host}}\n",
    "base.yaml": "services: {b: {image: b}}\n",
    "Dockerfile": "FROM alpine\nRUN curl http://x | sh\nUSER root\nCOPY . /\n",
    ".dockerignore": "s.txt\n",
    ".env": "X=x:latest\n",
    "e.env": "DB_PASSWORD=k3Zt9vQ2\n",
    "s.txt": "k3Zt9vQ2\n",
}


@pytest.fixture(autouse=True)
def _project(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", ".", "--profile", "restricted", "--format", "text"],
        ["scan", ".", "--format", "json", "--output", "sarif=report.sarif"],
        ["scan", "compose.yaml"],
        ["fix", ".", "--unsafe", "--profile", "restricted"],
        ["suppressions", "."],
        ["show", "compose.yaml", "Dockerfile"],
    ],
    ids=" ".join,
)
def test_a_file_is_opened_once(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", COUNTING, *arguments],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    counts = json.loads(done.stderr.splitlines()[-1])
    assert counts["Dockerfile"] == 1
    assert {name: count for name, count in counts.items() if count > 1} == {}


def test_other_texts_stand_in_the_place_of_files() -> None:
    below = Workspace()
    os.symlink("Dockerfile", "link")
    over = below.changed({os.path.realpath("Dockerfile"): "FROM b\n"})
    assert over.text("Dockerfile") == over.text("link") == "FROM b\n"
    assert over.text(".env") == FILES[".env"]
    assert over.changed({}).text("link") == "FROM b\n"
    assert below.text("Dockerfile") == FILES["Dockerfile"]
    assert below.asked == {"Dockerfile", ".env"}


def test_a_file_that_has_gone_is_missing_each_time() -> None:
    workspace = Workspace()
    for _ in range(2):
        with pytest.raises(InputError, match="no such file"):
            workspace.text("none")
    assert workspace.text_of("none") is None
