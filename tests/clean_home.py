"""A stranger's machine: an empty home, a copy of this tree, and only what the system brings."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.needs import program

ROOT = Path(__file__).parent.parent
LEFT_OUT = (".git", ".venv", "build", "dist", "fixtures", "tests")
"""Of the root: what is no source, and what the program does not need."""
ANYWHERE = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*_cache", ".hypothesis")
OURS = ("PYTHON", "VIRTUAL_ENV", "GIT_", "XDG_", "DOCKER_", "NO_COLOR", "FORCE_COLOR", "_HARDENL")
NO_INDEX = ("No matching distribution found", "ConnectionError", "Could not find a version")


def python() -> str:
    """Find the interpreter that our environment was made of, as a stranger would call it."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
"""Nobody is told that there is a newer pip, which depends on the day."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of somebody who has just logged in, with `python3` on the PATH."""
    tools = home.parent / "python"
    if not tools.exists():
        tools.mkdir()
        program = tools / "python3"
        program.write_text(f'#!/bin/sh\nexec "{python()}" "$@"\n')
        program.chmod(0o755)
    home.mkdir(exist_ok=True)
    kept = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
    path = f"{home}/.local/bin:{tools}:/usr/local/bin:/usr/bin:/bin"
    return {**kept, "HOME": str(home), "PATH": path, "TERM": "dumb", **QUIET, **more}


def copy(folder: Path, *, whole: bool = False) -> Path:
    """Copy this tree as it is now; without fixtures and tests unless it is to be the `whole`."""
    left_out = LEFT_OUT[:-2] if whole else LEFT_OUT

    def ignored(place: str, names: list[str]) -> set[str]:
        at_root = {name for name in names if name in left_out} if Path(place) == ROOT else set()
        return at_root | ANYWHERE(place, names)

    shutil.copytree(ROOT, folder, ignore=ignored, symlinks=True)
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git there as somebody whose settings do not matter."""
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        [program("git"), *identity, *arguments], cwd=folder, env=kept,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def commit(folder: Path) -> str:
    """Make a repository of a folder; return its one commit."""
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")
    return git(folder, "rev-parse", "HEAD").strip()


def shell(
    script: str, folder: Path, env: Mapping[str, str], *, answers: str = "", timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run lines as a careful person types them: the first that fails ends it.

    Skips the test where pip cannot reach a package index.
    """
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=folder, env=env,
        input=answers, capture_output=True, text=True, check=False, timeout=timeout,
    )  # fmt: skip
    if done.returncode and any(words in done.stdout + done.stderr for words in NO_INDEX):
        pytest.skip("no package index is reachable, so nothing can be installed")
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done
