"""The files that a release is made from, laid out the same on every machine."""

import os
import shutil
from pathlib import Path

from .command import ReleaseError, run

GENERATED = ("PKG-INFO", "setup.cfg", "hardenlint.egg-info/")
"""What setuptools adds to a source distribution; it is made anew."""


def in_git(root: Path) -> bool:
    return (root / ".git").exists()


def files(root: Path) -> list[str]:
    """Name what belongs to the project: what git tracks, else what the source distribution lists.

    A folder in which somebody works holds more than that: environments, caches, notes.
    """
    if in_git(root):
        listed = run(["git", "ls-files", "-z"], root).split("\0")
    else:
        try:
            text = (root / "hardenlint.egg-info" / "SOURCES.txt").read_text(encoding="utf-8")
        except FileNotFoundError:
            message = f"{root} is neither a git repository nor an unpacked source distribution"
            raise ReleaseError(message) from None
        listed = text.splitlines()
    return sorted(name for name in listed if name and not name.startswith(GENERATED))


def moment(root: Path) -> int:
    """Tell the time that everything in the release bears: that of the commit, not of the build.

    SOURCE_DATE_EPOCH says it where it is set. A source distribution bears the time of its commit.
    """
    if said := os.environ.get("SOURCE_DATE_EPOCH"):
        if not said.isascii() or not said.isdigit():
            raise ReleaseError(f"SOURCE_DATE_EPOCH is {said!r}, not a number of seconds")
        return int(said)
    if in_git(root):
        return int(run(["git", "log", "-1", "--format=%ct"], root))
    return int((root / "PKG-INFO").stat().st_mtime)


def changed(root: Path) -> str:
    """Tell which of the files differ from the commit, in git's words."""
    if not in_git(root):
        return ""
    return run(["git", "status", "--porcelain", "--untracked-files=no"], root).strip()


def lay_out(root: Path, target: Path, epoch: int) -> None:
    """Copy the files with the same modes and times everywhere, whatever umask and checkout say."""
    for name in files(root):
        source, copy = root / name, target / name
        if not source.is_file():
            raise ReleaseError(f"{name} belongs to the project, but is not there")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        copy.chmod(0o755 if source.stat().st_mode & 0o100 else 0o644)
        os.utime(copy, (epoch, epoch))
