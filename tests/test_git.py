"""Git: whoever asks, nothing of the repository runs, and nothing is fetched."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hardenlint import git
from hardenlint.errors import UsageError
from hardenlint.policy import changes
from hardenlint.sources import discover, repository

CALLERS: dict[str, Callable[[], object]] = {
    "search": lambda: discover.find("."),
    "one file": lambda: repository.is_committed("Dockerfile"),
    "changes": lambda: changes.since("HEAD", "."),
}


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, and a `git` that notes how it is called."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    program, log = tmp_path / "bin/git", tmp_path / "log"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nenv >> {log}\necho "called: $*" >> {log}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return log


@pytest.mark.parametrize("caller", CALLERS)
def test_every_call_is_hardened(caller: str, asked: Path) -> None:
    CALLERS[caller]()
    lines = asked.read_text().splitlines()
    calls = [line for line in lines if line.startswith("called: ")]
    assert calls
    for setting in ("GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_TERMINAL_PROMPT=0"):
        assert lines.count(setting) == len(calls)
    for option in ("-c core.fsmonitor=false", "-c core.hooksPath=/dev/null"):
        assert all(option in call for call in calls)


def test_without_git_files_are_found_and_changes_refused(
    asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert discover.find(".")[0] == ["Dockerfile"]
    assert repository.is_committed("Dockerfile") is True
    with pytest.raises(UsageError, match="--diff-base: git cannot be run: "):
        changes.since("HEAD", ".")
    assert not asked.exists()


def test_the_root_is_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "a/b/c"
    inner.mkdir(parents=True)
    (tmp_path / "a/.git").mkdir()
    (inner.parent / ".git").write_text("gitdir: elsewhere\n")
    assert git.root_of(str(inner)) == str(tmp_path / "a/b")
    monkeypatch.chdir(tmp_path / "a")
    assert git.root_of(".") == str(tmp_path / "a")
