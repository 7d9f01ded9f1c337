"""Standard streams that are closed or full, a current folder that is gone, one that is hostile."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hardenlint import search_path
from tests.cli import ROOT

PROGRAM = f"{sys.executable} -m hardenlint"
FULL = "hardenlint: standard output cannot be written: No space left on device\n"
CLOSED = "hardenlint: standard output is closed\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\nUSER root\nADD x /y\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shell(command: str) -> tuple[int, str, str]:
    environment = {**os.environ, "PYTHONPATH": ROOT}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=environment, timeout=60
    )
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return done.returncode, done.stdout, done.stderr


COMMANDS = (
    "--version",
    "scan --help",
    "scan .",
    "scan . --format json",
    "scan nothing-here",
    "explain run-as-root",
    "fix --profile restricted",
    "config show",
    "init --yes",
)


@pytest.mark.parametrize("words", COMMANDS)
def test_standard_output_that_takes_nothing(words: str) -> None:
    """Once full and once closed, with the same outcome."""
    code, _, said = shell(f"{PROGRAM} {words} >/dev/full; echo $?; {PROGRAM} {words} >&-; exit $?")
    assert code == 3
    assert said.endswith(CLOSED)
    assert FULL in said
    assert len(said.splitlines()) <= 4


def test_nothing_to_print_needs_no_output(folder: Path) -> None:
    assert shell(f"{PROGRAM} scan -qq >&-")[::2] == (1, "")
    assert shell(f"{PROGRAM} scan -qq --output concise=x >&-")[::2] == (1, "")
    assert "run-as-root" in (folder / "x").read_text()
    assert shell(f"{PROGRAM} scan -qq --output concise=/dev/stdout >&-")[::2] == (
        2, "hardenlint: cannot write /dev/stdout: Bad file descriptor\n",
    )  # fmt: skip


def test_standard_error_that_takes_nothing(folder: Path) -> None:
    for away in ("2>&-", "2>/dev/full", "2>&- <&-"):
        code, out, _ = shell(
            f"{PROGRAM} scan --format concise --output json=x Dockerfile no {away}"
        )
        assert (code, "run-as-root" in out) == (3, True)
        # What was said went into no file that had the number of the stream.
        assert (folder / "x").read_text().startswith('{"version"')
        assert shell(f"{PROGRAM} scna {away}")[:2] == (2, "")
        assert shell(f"{PROGRAM} {away}")[:2] == (2, "")


@pytest.mark.parametrize(
    ("words", "code", "end"),
    [
        ("show -", 3, "standard input is closed\n"),
        ("scan --format concise -", 3, "standard input is closed\n"),
        ("audit --hosts -", 2, "try `hardenlint audit --help`\n"),
        ("init", 2, "try `hardenlint init --help`\n"),
    ],
)
def test_standard_input_that_gives_nothing(words: str, code: int, end: str) -> None:
    found, _, said = shell(f"{PROGRAM} {words} <&-")
    assert found == code
    assert said.endswith(end)


HERE = ("scan", "scan --output json=x ../Dockerfile", "fix", "config show", "baseline write",
        "suppressions", "init --yes")  # fmt: skip


@pytest.mark.parametrize("words", HERE)
def test_a_current_folder_that_is_gone(words: str, folder: Path) -> None:
    code, out, said = shell(f"mkdir gone; cd gone; rmdir ../gone; {PROGRAM} {words} </dev/null")
    gone = os.path.join(os.path.realpath(folder), "gone")
    told = f"hardenlint: the current folder, {gone}, is not to be found: No such file or directory"
    assert (code, out) == (3, "")
    assert said.splitlines()[-1] == told


def test_what_needs_no_folder_works_there() -> None:
    assert shell(f"mkdir gone; cd gone; rmdir ../gone; {PROGRAM} --version")[0] == 0


@pytest.mark.parametrize("host", ["''", "' '", "unix:///x --host ''"])
def test_an_empty_address_is_a_mistake(host: str) -> None:
    code, _, said = shell(f"{PROGRAM} audit --host {host}")
    assert (code, said.splitlines()[0]) == (
        2,
        "hardenlint: --host names nothing: leave it out for the usual engine.",
    )


# what is imported


@pytest.mark.parametrize(
    ("given", "own", "expected"),
    [
        (["python", "-m", "hardenlint", "scan"], ["-m", "scan"], True),
        (["python", "-Wd", "-m", "hardenlint"], ["-m"], True),
        (["python", "-mhardenlint", "-m"], ["-m", "-m"], True),
        (["python", "-Bm", "hardenlint.__main__"], ["-m"], True),
        (["python", "-m", "pytest", "hardenlint"], ["-m", "hardenlint"], False),
        (["python", "-m", "tests.index"], ["-m"], False),
        (["python", "-mtests.index"], ["-m"], False),
        (["hardenlint", "-m"], ["hardenlint", "-m"], False),
        (["python"], [""], False),
    ],
)
def test_who_runs(
    given: list[str], own: list[str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "orig_argv", given)
    monkeypatch.setattr(sys, "argv", own)
    assert search_path.is_the_program() is expected


def test_nothing_of_the_current_folder_is_imported(folder: Path) -> None:
    """Not even what our first line imports, nor what a package there declares."""
    names = {*sys.stdlib_module_names, "click", "yaml", "docker", "requests", "checks", "evil"}
    # What the interpreter itself imports to find the module comes before our code.
    own = subprocess.run(
        [sys.executable, "-c", "import runpy, sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout.split()  # fmt: skip
    for name in names - set(own) - set(sys.builtin_module_names):
        (folder / f"{name}.py").write_text(f"raise SystemExit('imported {name}')\n")
    (folder / "evil-1.dist-info").mkdir()
    declared = "[hardenlint.checks]\nevil = evil\n"
    (folder / "evil-1.dist-info" / "entry_points.txt").write_text(declared)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    for option in ("-m hardenlint", "-mhardenlint", "-Bm hardenlint"):
        for words in ("scan .", "fix", "show Dockerfile", "scan --format sarif ."):
            done = subprocess.run(
                [sys.executable, *option.split(), *words.split()],
                capture_output=True, text=True, cwd=folder, env=environment,
            )  # fmt: skip
            assert "imported" not in done.stdout + done.stderr
            assert done.returncode in (0, 1)
