"""The line about long work: on a terminal, and nowhere else."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from hardenlint.cli.examine import MANY
from tests.cli import COMMAND, hardenlint

ROOT = Path(__file__).parent.parent


@pytest.fixture
def many(tmp_path: Path) -> Path:
    for number in range(MANY + 10):
        (tmp_path / f"{number}.Dockerfile").write_text("FROM scratch\nUSER 1\n")
    return tmp_path


def on_terminal(folder: Path, **more: str) -> tuple[bytes, bytes]:
    """Scan with a terminal as standard error; return what went to it, and the report."""
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "CI"}
    environment |= {"TERM": "xterm", "PYTHONPATH": str(ROOT), **more}
    with subprocess.Popen(
        [*COMMAND, "scan", "."], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=theirs
    ) as process:
        os.close(theirs)
        out = process.stdout.read() if process.stdout else b""
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:
        pass  # the other end is closed
    os.close(ours)
    return said, out


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
def test_on_a_terminal(many: Path) -> None:
    total = MANY + 10
    said, out = on_terminal(many)
    if len(os.sched_getaffinity(0)) > 1:
        assert f"[{'#' * 30}] {total} of {total} files".encode() in said
        assert said.endswith(b"\r\x1b[K")
    assert f"Checked {total} Dockerfiles".encode() in out
    assert on_terminal(many, TERM="dumb")[0] == b""
    assert on_terminal(many, CI="true")[0] == b""


def test_elsewhere_silence(many: Path) -> None:
    made = hardenlint("scan", str(many))
    assert (made.code, made.err) == (0, "")


def test_few_files_are_not_worth_it(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nUSER 1\n")
    assert on_terminal(tmp_path)[0] == b""
