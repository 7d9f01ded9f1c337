"""What must agree before a tag becomes a release, and what a dry run leaves alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.release.command import ReleaseError
from tests.release.promise import check_promise

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("version", "tag", "date", "repository", "words"),
    [
        ("1.2.3", "v1.2.3", "2026-12-24", "https://a.example/b", ""),
        ("1.2.3", "v1.2.4", "2026-12-24", "https://a.example/b", "the tag is v1.2.4"),
        ("1.2.3", "1.2.3", "2026-12-24", "https://a.example/b", "the tag is 1.2.3"),
        ("1.2.4", "v1.2.4", "2026-12-24", "https://a.example/b", "has no entry `## 1.2.4"),
        ("1.2.3", "v1.2.3", "not released yet", "https://a.example/b", "tell the date of 1.2.3"),
        ("1.2.3", "v1.2.3", "2026-12-24", "https://a.example/fork", "this is https://a.example/f"),
    ],
)
def test_what_must_agree(
    tmp_path: Path, version: str, tag: str, date: str, repository: str, words: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nurls = {Repository = "https://a.example/b"}\n'
    )
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n## 1.2.3 - {date}\n\nAll.\n")
    if not words:
        check_promise(tmp_path, version, tag, repository)
        return
    with pytest.raises(ReleaseError, match=re.escape(words)):
        check_promise(tmp_path, version, tag, repository)


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    command = [sys.executable, "-m", "tests.release", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, f".ci/release: {tmp_path} is not empty\n")
    assert os.listdir(tmp_path) == ["mine"]
