"""Programs that a release is made with, and what goes wrong with it."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class ReleaseError(Exception):
    """Why there is no release: one sentence for the person who makes it."""


def run(
    command: Sequence[object],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    expect: int = 0,
) -> str:
    """Run a program and return what it printed; another exit code than expected is an error.

    It sees no PYTHONPATH and the like: what is installed is what must work. The modes of what it
    writes are the same for everybody.
    """
    outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env={**outer, **(environment or {})},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        umask=0o022,
    )  # fmt: skip
    if done.returncode != expect:
        words = " ".join(map(str, command))
        raise ReleaseError(f"`{words}` ended with {done.returncode}:\n{done.stdout.strip()}")
    return done.stdout
