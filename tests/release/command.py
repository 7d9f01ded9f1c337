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
    words = list(map(str, command))
    try:
        done = subprocess.run(
            words, cwd=folder, env={**outer, **(environment or {})}, umask=0o022, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
    except FileNotFoundError:
        raise ReleaseError(f"{words[0]} is not installed") from None
    if done.returncode != expect:
        said = done.stdout.strip()
        raise ReleaseError(f"`{' '.join(words)}` ended with {done.returncode}:\n{said}")
    return done.stdout
