"""`hardenlint init` and the published hooks."""

import os
from pathlib import Path

import pytest
import yaml

from hardenlint import registry
from hardenlint.policy import config
from hardenlint.sources import kinds
from tests import clean_home
from tests.cli import Run, hardenlint, inside

ROOT = Path(__file__).parent.parent

Capture = pytest.CaptureFixture[str]


def hooks() -> dict[str, dict[str, object]]:
    loaded = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return {hook["id"]: hook for hook in loaded}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    return tmp_path


def written(repo: Path) -> list[dict[str, object]]:
    loaded = yaml.safe_load((repo / ".pre-commit-config.yaml").read_text())
    assert list(loaded)[-1:] == ["repos"] or "repos" in loaded
    repos: list[dict[str, object]] = loaded["repos"]
    return repos


def yes(capfd: Capture, *args: str) -> Run:
    run = inside(capfd, "init", "--yes", *args)
    assert run.code == 0, run.err
    return run


def test_it_writes_both_files_at_the_root(repo: Path, capfd: Capture) -> None:
    out = yes(capfd).out
    assert "Wrote ../.hardenlint.yaml\nWrote ../.pre-commit-config.yaml\n" in out
    assert "Next: `pre-commit install`" in out
    found = config.load(str(repo / ".hardenlint.yaml"), registry.names)
    assert found.values == {"profile": "baseline", "fail_on": "medium", "require_reason": True}
    (entry,) = written(repo)
    assert entry["repo"] == "local"


def test_the_patterns_are_those_of_the_published_hook() -> None:
    hook = hooks()["hardenlint"]
    assert hook["files"] == kinds.FILES
    assert hook["exclude"] == kinds.EXCLUDE


def test_again_there_is_nothing_to_do(repo: Path, capfd: Capture) -> None:
    yes(capfd)
    before = {name: (repo / name).read_text() for name in os.listdir(repo) if name[-4:] == "yaml"}
    assert "Nothing to do" in yes(capfd).out
    assert before == {name: (repo / name).read_text() for name in before}


@pytest.mark.parametrize("name", [".hardenlint.yml", ".config/hardenlint.yaml"])
def test_a_configuration_that_is_there_stays(repo: Path, name: str, capfd: Capture) -> None:
    (repo / ".config").mkdir()
    (repo / name).write_text("profile: restricted\n")
    yes(capfd)
    assert not (repo / ".hardenlint.yaml").exists()


def test_options(repo: Path, capfd: Capture) -> None:
    url, rev = "https://git.example/hardenlint", "0123abc"
    yes(capfd, "--profile", "restricted", "--repository", url, "--rev", rev)
    found = config.load(str(repo / ".hardenlint.yaml"), registry.names)
    assert found.get("profile", "") == "restricted"
    (entry,) = written(repo)
    assert entry == {"repo": url, "rev": rev, "hooks": [{"id": "hardenlint"}]}


@pytest.mark.parametrize(
    ("url", "rev"),
    [("https://git.example/x", "1234567"), ("https://git.example/a b#c", "1e5"), ("- x: [", "no")],
)
def test_the_hook_is_written_as_it_was_said(url: str, rev: str, repo: Path, capfd: Capture) -> None:
    yes(capfd, "--repository", url, "--rev", rev)
    (entry,) = written(repo)
    assert (entry["repo"], entry["rev"]) == (url, rev)


@pytest.mark.parametrize("rev", ["", "v0.1.0"])
def test_a_folder_is_asked_for_its_commit(rev: str, repo: Path, capfd: Capture) -> None:
    (repo / "clone").mkdir()
    (repo / "clone" / "x").write_text("")
    commit = clean_home.commit(repo / "clone")
    yes(capfd, "--repository", "../clone", *(["--rev", rev] if rev else []))
    (entry,) = written(repo)
    assert (entry["repo"], entry["rev"]) == (str(repo / "clone"), rev or commit)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--repository", "https://git.example/x"], "`git ls-remote https://git.example/x` lists"),
        (["--repository", "."], "--repository "),
        (["--rev", "0123abc"], "--rev needs --repository"),
    ],
)
def test_a_revision_that_nobody_knows(
    args: list[str], words: str, repo: Path, capfd: Capture
) -> None:
    (repo / ".git").rmdir()
    run = inside(capfd, "init", "--yes", *args)
    assert (run.code, words in run.err) == (2, True), run.err
    assert os.listdir(repo) == ["in"]


OTHERS = {
    "indented": "repos:\n  - repo: local\n    hooks: []\n",
    "flush": "repos:\n- repo: local\n  hooks: []\n",
    "keys before and after": (
        "# ours\ndefault_stages: [pre-commit]\nrepos:\n  - repo: local\n    hooks: []\n\n"
        "ci:\n  skip: []\n"
    ),
    "empty list": "repos: []\n",
    "no entry": "repos:\n",
    "crlf": "repos:\r\n  - repo: local\r\n    hooks: []\r\n",
    "a comment behind": "repos:  # all of them\n  - repo: local  # x\n    hooks: []\n",
}


@pytest.mark.parametrize("how", OTHERS)
def test_the_hook_joins_those_that_are_there(how: str, repo: Path, capfd: Capture) -> None:
    file = repo / ".pre-commit-config.yaml"
    file.write_bytes(OTHERS[how].encode())
    before = yaml.safe_load(OTHERS[how])
    yes(capfd)
    after = yaml.safe_load(file.read_text())
    old = before["repos"] or []
    assert after["repos"][: len(old)] == old
    assert [hook["id"] for hook in after["repos"][len(old)]["hooks"]] == ["hardenlint"]
    assert {**after, "repos": None} == {**before, "repos": None}
    if "#" in OTHERS[how]:
        assert "# " in file.read_text()


@pytest.mark.parametrize("text", ["{repos: [}", "- a\n", "\x00", "other: 1\n"])
def test_what_is_not_understood_is_left_alone(text: str, repo: Path, capfd: Capture) -> None:
    (repo / ".pre-commit-config.yaml").write_text(text)
    run = yes(capfd)
    assert (repo / ".pre-commit-config.yaml").read_text() == text
    assert "so the hook was not added" in run.err
    assert "entry: hardenlint scan" in run.out


def test_it_asks(repo: Path) -> None:
    run = hardenlint("init", stdin=b"n\ny\n")
    assert run.code == 0
    assert not (repo / ".hardenlint.yaml").exists()
    assert written(repo)


def test_where_nobody_answers(repo: Path) -> None:
    run = hardenlint("init")
    assert (run.code, "nobody answers; --yes" in run.err) == (2, True)
    assert sorted(os.listdir(repo)) == [".git", "in"]


def test_a_hook_that_is_there_is_not_replaced_but_told(repo: Path, capfd: Capture) -> None:
    assert inside(capfd, "init", "--yes").code == 0
    before = (repo / ".pre-commit-config.yaml").read_text()
    asked = ("--repository", "https://git.example.org/hardenlint", "--rev", "0123abc")
    run = inside(capfd, "init", "--yes", *asked)
    assert (repo / ".pre-commit-config.yaml").read_text() == before
    assert "The hook that is there stays; put this in its place:" in run.out
    assert "rev: 0123abc" in run.out
