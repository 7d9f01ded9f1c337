"""Files are written whole or not at all, where they were meant to go, and through no link."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardenlint import writing
from hardenlint.writing import UnwritableError
from tests.cli import COMMAND, Run, hardenlint, inside

Capture = pytest.CaptureFixture[str]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which there is something to report, and a home outside of it."""
    here = tmp_path / "repository"
    (here / ".git").mkdir(parents=True)
    (here / "Dockerfile").write_text("FROM alpine:3.20\nUSER root\nADD x /y\n")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".bashrc").write_text("mine")
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def home(repository: Path) -> Iterator[Path]:
    """What must be as it was."""
    folder = repository.parent / "home"
    yield folder
    assert {path.name: path.read_text() for path in folder.iterdir()} == {".bashrc": "mine"}


def to_file(capfd: Capture, path: str) -> Run:
    return inside(capfd, "scan", "--fail-on", "never", "-qq", "--output", f"concise={path}")


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".hardenlint-*") if path.suffix != ".json"]


COMMANDS = {
    "report": ("scan", "--fail-on", "never", "-qq", "--output", "json=x"),
    "baseline": ("baseline", "write", "--baseline", "x"),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("target", ["../home/.bashrc", "../home/new", "Dockerfile", ".git/config"])
def test_a_link_is_replaced(
    words: tuple[str, ...], target: str, repository: Path, home: Path, capfd: Capture
) -> None:
    before = (repository / "Dockerfile").read_text()
    (repository / "x").symlink_to(target)
    run = inside(capfd, *words)
    if target == "Dockerfile" or (words[0] == "baseline" and target.endswith(".bashrc")):
        assert run.code == 2  # what is scanned is not replaced, nor what is no baseline
        return
    assert (run.code, run.err) == (
        0, "hardenlint: x was a link; it was not followed and is a file now\n",
    )  # fmt: skip
    assert not (repository / "x").is_symlink()
    assert json.loads((repository / "x").read_text())["version"] == 1
    assert (repository / "Dockerfile").read_text() == before


@pytest.mark.parametrize("name", [".hardenlint.yaml", ".pre-commit-config.yaml"])
@pytest.mark.parametrize("target", ["../home/new", "../home/.bashrc"])
def test_init_writes_to_no_link(
    name: str, target: str, repository: Path, home: Path, capfd: Capture
) -> None:
    (repository / name).symlink_to(target)
    run = inside(capfd, "init", "--yes")
    assert os.readlink(repository / name) == target
    assert run.code == (2 if name == ".hardenlint.yaml" and target.endswith("new") else 0)


@pytest.mark.parametrize(
    ("target", "inner"), [("../home", "x"), ("..", "home/.bashrc"), ("/", "etc/x"), ("l", "x")]
)
def test_a_folder_that_leads_out_is_refused(
    target: str, inner: str, repository: Path, home: Path, capfd: Capture
) -> None:
    (repository / "l").symlink_to(target)
    run = to_file(capfd, f"l/{inner}")
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert run.err.startswith(f"hardenlint: cannot write l/{inner}: ")


def test_so_it_is_from_elsewhere_and_into_another_repository(
    repository: Path, home: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository.parent / "other" / ".git").mkdir(parents=True)
    (repository / "l").symlink_to("../other")
    monkeypatch.chdir(repository.parent)
    run = inside(capfd, "scan", "-qq", "--output", "json=repository/l/x", "repository")
    assert (run.code, "leads out of" in run.err) == (2, True)


def test_without_a_repository_the_current_folder_counts(
    tmp_path: Path, home: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\nUSER 1\n")
    (folder / "l").symlink_to("../home")
    monkeypatch.chdir(folder)
    assert to_file(capfd, "l/x").code == 2


def test_where_the_user_says_it_is_written(repository: Path, capfd: Capture) -> None:
    (repository / "in").mkdir()
    (repository / "l").symlink_to("in")
    (repository.parent / "way").symlink_to("repository")
    for path in ("../x", "l/x", str(repository.parent / "y"), "../way/z"):
        assert to_file(capfd, path).code == 0
        assert "run-as-root" in Path(path).read_text()
    assert (repository / "in" / "x").is_file()
    assert (repository / "z").is_file()


def test_streams_that_are_named_are_written_to(repository: Path) -> None:
    for name, pick in (("stdout", 1), ("stderr", 2), ("fd/2", 2), ("null", 0)):
        run = hardenlint("scan", "-qq", "--output", f"concise=/dev/{name}", folder=str(repository))
        assert [("run-as-root" in text) for text in run[1:]] == [pick == 1, pick == 2]
    run = hardenlint("scan", "-qq", "--output", "concise=/dev/fd/77", folder=str(repository))
    assert (run.code, run.err) == (2, "hardenlint: cannot write /dev/fd/77: Bad file descriptor\n")


def test_what_is_no_file_is_left_alone(repository: Path, capfd: Capture) -> None:
    os.mkfifo("pipe")
    for path, kind in (("pipe", "a named pipe"), ("/dev/full", "a character device"),
                       (".git", "a directory"), ("x/", "a directory")):  # fmt: skip
        run = to_file(capfd, path)
        assert (run.code, f"it is {kind}" in run.err) == (2, True)


def test_mode_owner_and_the_rest_of_a_file_are_kept(repository: Path, capfd: Capture) -> None:
    file = repository / "x"
    file.write_text("before")
    file.chmod(0o640)
    if AS_ROOT:
        os.chown(file, 1234, 4321)
    assert to_file(capfd, "x").code == 0
    status = file.stat()
    assert stat.S_IMODE(status.st_mode) == 0o640
    assert not AS_ROOT or (status.st_uid, status.st_gid) == (1234, 4321)


def test_a_new_file_has_the_usual_mode(repository: Path, capfd: Capture) -> None:
    before = os.umask(0o027)
    try:
        to_file(capfd, "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((repository / "x").stat().st_mode) == 0o640


def test_hard_links_are_told(repository: Path, capfd: Capture) -> None:
    (repository / "x").write_text("before")
    os.link("x", "y")
    assert "x had several names (hard links)" in to_file(capfd, "x").err
    assert (repository / "y").read_text() == "before"


def test_what_is_read_only_stays(repository: Path, capfd: Capture) -> None:
    (repository / "x").write_text("before")
    (repository / "x").chmod(0o444)
    run = to_file(capfd, "x")
    assert (run.code, run.err) == (2, "hardenlint: cannot write x: it is read-only\n")
    (repository / "Dockerfile").chmod(0o444)
    run = inside(capfd, "fix", "--apply", "--profile", "restricted")
    assert run.code == 3
    assert "unwritable: Dockerfile: cannot be written: it is read-only" in run.err
    assert "ADD x" in (repository / "Dockerfile").read_text()


def test_fix_tells_of_hard_links(repository: Path, capfd: Capture) -> None:
    os.link("Dockerfile", "other")
    run = inside(capfd, "fix", "--apply", "--profile", "restricted")
    assert (run.code, "had several names (hard links)" in run.err) == (0, True)
    assert "COPY x" in (repository / "Dockerfile").read_text()
    assert "ADD x" in (repository / "other").read_text()


# a disk that is full

LIMITED = (
    "import resource, sys\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)\n"
    "import os; os.execv(sys.argv[2], sys.argv[2:])\n"
)


@pytest.mark.parametrize(
    "words",
    [
        ("scan", "--format", "concise", "--output", "sarif=x"),
        ("baseline", "write", "--baseline", "x"),
        ("fix", "--apply", "--profile", "restricted", "x"),
    ],
)
def test_a_full_disk_costs_no_file(words: tuple[str, ...], repository: Path) -> None:
    """No more than some bytes may be written to any file: as if the disk ended there."""
    before = '{"version": 1, "findings": []}'
    if words[0] == "fix":
        before = "FROM alpine:3.20\nADD x /y\n" + "# x\n" * 100
        words = (*words[:-1], "--type", "dockerfile", "x")
    (repository / "x").write_text(before)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "200", *COMMAND, *words], capture_output=True, text=True
    )
    assert done.returncode == (3 if words[0] == "fix" else 2), done.stderr
    assert "File too large" in done.stderr
    assert "internal error" not in done.stderr
    assert (repository / "x").read_text() == before
    assert leftovers(repository) == []
    if words[0] == "scan":  # the report that has a place is there
        assert "run-as-root" in done.stdout


class FullError(OSError):
    """What the system says of a full disk."""

    def __init__(self) -> None:
        super().__init__(28, "No space left on device")


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_whatever_fails_the_file_is_as_it_was(
    step: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise FullError

    (repository / "x").write_text("before")
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(UnwritableError, match="No space left on device"):
        writing.write("x", b"after")
    assert (repository / "x").read_text() == "before"
    assert leftovers(repository) == []


@pytest.mark.parametrize("after", [b"", b"short", b"longer than what was there before"])
def test_a_file_that_cannot_be_replaced_is_written_over(
    after: bytes, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is mounted by itself, as into a container, or that belongs to somebody else."""

    def busy(*_: object) -> None:
        raise OSError(16, "Device or resource busy")

    (repository / "x").write_text("what was there")
    number = (repository / "x").stat().st_ino
    monkeypatch.setattr(os, "replace", busy)
    assert writing.write("x", after) == ""
    assert (repository / "x").read_bytes() == after
    assert (repository / "x").stat().st_ino == number
    assert leftovers(repository) == []


def test_there_too_a_full_disk_costs_nothing(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise OSError(16, "Device or resource busy")

    def full(_: int) -> None:
        if len((repository / "x").read_bytes()) > 6:
            raise FullError

    (repository / "x").write_text("before")
    monkeypatch.setattr(os, "replace", busy)
    monkeypatch.setattr(os, "fsync", lambda handle: full(handle))
    with pytest.raises(UnwritableError, match="No space left"):
        writing.write("x", b"much longer")
    assert (repository / "x").read_text() == "before"
