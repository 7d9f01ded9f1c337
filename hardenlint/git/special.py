"""What git would wait for without end in the data of a repository: pipes, devices, files of /proc.

Git opens whatever has the name of an object or of a branch. Nothing but an archive brings such a
thing into a repository, and nothing honest needs one.
"""

import os
import re
import stat
from collections.abc import Iterator

from . import GitError
from .folders import Folders, read

_TOP = re.compile(r"refs|logs|reftable|info")
_OBJECTS = re.compile(r"pack|info|[0-9a-f]{2}")
_ALL = re.compile(r".*", re.DOTALL)
"""Which folders in one are looked into: those that git would."""
_ENTRIES_MAX = 500_000
"""Names that are looked at: a link may lead to everything there is."""
_ALTERNATES_MAX = 100_000
_NO_FILES = ("/proc", "/sys", "/dev")


def refuse_special(folders: Folders) -> None:
    """Raise GitError where something that git might open is no plain file."""
    todo = [(folders.own, _TOP), (folders.common, _TOP)]
    todo.append((os.path.join(folders.common, "objects"), _OBJECTS))
    seen = set[str]()
    left = _ENTRIES_MAX
    while todo:
        path, wanted = todo.pop()
        folder = os.path.realpath(path)
        if folder in seen:
            continue
        seen.add(folder)
        _refuse_place(folder)
        if wanted is _OBJECTS:
            todo += ((other, _OBJECTS) for other in _alternates(folder))
        for entry in _entries(folder):
            left -= 1
            if left < 0:
                raise GitError(f"the repository has more than {_ENTRIES_MAX} files of its own")
            if not entry.is_dir():
                _refuse_kind(entry)
            elif wanted.fullmatch(entry.name):
                todo.append((entry.path, _ALL))


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return  # git will say what is wrong


def _refuse_place(real: str) -> None:
    if any(real == place or real.startswith(place + "/") for place in _NO_FILES):
        raise GitError(f"the repository leads to {real}")


def _refuse_kind(entry: os.DirEntry[str]) -> None:
    if entry.is_symlink():
        _refuse_place(os.path.realpath(entry.path))
    elif entry.is_file():
        return
    try:
        mode = entry.stat().st_mode
    except OSError:
        return  # a link to nowhere
    # A socket, as a monitor of files has one, cannot be opened and makes nobody wait.
    if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise GitError(f"{entry.path} is no file")


def _alternates(objects: str) -> list[str]:
    """The other folders of objects that one of them names."""
    told = read(os.path.join(objects, "info", "alternates"), _ALTERNATES_MAX) or b""
    lines = (line for line in told.split(b"\n") if line and not line.startswith(b"#"))
    return [os.path.join(objects, os.fsdecode(line.replace(b"\0", b""))) for line in lines]
