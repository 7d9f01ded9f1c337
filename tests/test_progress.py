"""The line about long work: on a terminal, and nowhere else."""

import os
import sys
from pathlib import Path

import pytest

from hardenlint.cli.examine import MANY
from tests.cli import hardenlint, on_terminal

SCAN = ("scan", ".")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    for number in range(MANY + 10):
        (tmp_path / f"{number}.Dockerfile").write_text("FROM scratch\nUSER 1\n")
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
def test_on_a_terminal(many: Path) -> None:
    total = MANY + 10
    said, out = on_terminal(*SCAN, folder=many)
    if len(os.sched_getaffinity(0)) > 1:
        assert f"[{'#' * 30}] {total} of {total} files".encode() in said
        assert said.endswith(b"\r\x1b[K")
    assert f"Checked {total} Dockerfiles".encode() in out
    assert on_terminal(*SCAN, folder=many, env={"TERM": "dumb"})[0] == b""
    assert on_terminal(*SCAN, folder=many, env={"CI": "true"})[0] == b""


def test_elsewhere_silence(many: Path) -> None:
    made = hardenlint("scan", str(many))
    assert (made.code, made.err) == (0, "")


def test_few_files_are_not_worth_it(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nUSER 1\n")
    assert on_terminal(*SCAN, folder=tmp_path)[0] == b""
