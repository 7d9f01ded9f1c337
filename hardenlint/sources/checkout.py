"""The files of a checkout: those that git would list, found without it.

Those that its index names are tracked, and the others are left out where a `.gitignore`,
`info/exclude` or the user's own core.excludesFile says so. Git itself would believe the
configuration of the repository, and open a pipe that is called `.gitignore`.
"""

import os
from collections.abc import Iterator
from functools import cache, cached_property
from typing import NamedTuple

from hardenlint.git.folders import folders_of, read
from hardenlint.git.tracked import tracked

from ..errors import Problem
from ..model import Span
from .gitignore import SIZE_MAX, Rules, TooMuchError

_OWN = b".gitignore"
_WORK = 100_000_000
"""Patterns times the letters of the paths that they are tried on: seconds, and beyond any honest
checkout, whose patterns are tried on what is not tracked."""


class _Level(NamedTuple):
    """Rules, and the folder that their paths are told from: "" for the root, else with a `/`."""

    folder: bytes
    rules: Rules


_Levels = tuple[_Level, ...]


class Checkout:
    """A checkout, read without git.

    `left_out` is whether anything was ignored so far. Paths are bytes, told from the root; a
    folder's end in `/`.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._folders = folders_of(root)
        self.left_out = False
        self._work = _WORK
        self.notes: list[Problem] = []

    @cached_property
    def tracked(self) -> frozenset[bytes] | None:
        """The files of its index, None when that cannot be read."""
        return tracked(self.root, self._folders)

    @property
    def doubt(self) -> str:
        """Say what may have been missed; "" where nothing was."""
        if self.tracked is not None or not self.left_out:
            return ""
        return (
            "the index of the git repository cannot be read: .gitignore files told which files to"
            " look at, and a tracked one that they name was missed"
        )

    def files(self, folder: bytes) -> Iterator[bytes]:
        """Yield the files below a folder that git would list, and the checkouts in it."""
        tracked = self.tracked or frozenset()
        # Whatever the rules say: git lists a tracked file that they name, too.
        yield from (name for name in tracked if name.startswith(folder))
        above = self._above(folder)
        todo = [] if above is None else [(folder, above)]
        while todo:
            here, levels = todo.pop()
            entries = self._entries(here)
            if _OWN in entries:
                levels = self._with_own(levels, here)
            for name, is_folder in sorted(entries.items()):
                path = here + name
                if path in tracked:
                    continue
                if self._ignores(levels, path, is_folder=is_folder):
                    self.left_out = True
                elif not is_folder or _is_checkout(self._path(path)):
                    yield path
                else:
                    todo.append((path + b"/", levels))

    def lists(self, path: bytes) -> bool | None:
        """Whether git would list a file; None where it is ignored and may be tracked."""
        folder, slash, _ = path.rpartition(b"/")
        above = self._above(folder + slash)
        levels = None if above is None else self._with_own(above, folder + slash)
        if levels is not None and not self._ignores(levels, path, is_folder=False):
            return True
        return None if self.tracked is None else path in self.tracked

    def _above(self, folder: bytes) -> _Levels | None:
        """The rules of all that is above a folder; None where they leave the folder out."""
        levels: _Levels = ()
        for path in (_users_excludes(), os.path.join(self._folders.common, "info", "exclude")):
            # What the user wrote counts from the root, whichever folder it stands in.
            rules = self._rules(os.path.join(self.root, path)) if path else None
            levels = (*levels, _Level(b"", rules)) if rules else levels
        here = b""
        for name in folder.split(b"/")[:-1]:
            levels = self._with_own(levels, here)
            here += name + b"/"
            if self._ignores(levels, here[:-1], is_folder=True):
                return None
        return levels

    def _with_own(self, levels: _Levels, folder: bytes) -> _Levels:
        rules = self._rules(self._path(folder + _OWN))
        return (*levels, _Level(folder, rules)) if rules else levels

    def _rules(self, path: str) -> Rules | None:
        content = read(path, SIZE_MAX)
        if content is None:
            self._note("denied", "cannot be read, so it is not followed", path)
        try:
            return Rules(content) if content else None
        except TooMuchError as error:
            self._note("skipped-input", f"{error} and is not followed", path)
            return None

    def _entries(self, folder: bytes) -> dict[bytes, bool]:
        """What is in a folder, and whether each is a folder too."""
        path = self._path(folder)
        try:
            with os.scandir(path) as entries:
                return {
                    os.fsencode(entry.name): entry.is_dir(follow_symlinks=False)
                    for entry in entries
                    if entry.name != ".git"
                }
        except OSError as error:
            self._note("denied", f"cannot be searched: {error.strerror}", path)
            return {}

    def _ignores(self, levels: _Levels, path: bytes, *, is_folder: bool) -> bool:
        """Whether the nearest rules that speak of a path leave it out."""
        for folder, rules in reversed(levels):
            if self._work < 0:
                break
            self._work -= rules.cost * (len(path) - len(folder))
            told = rules.ignores(path[len(folder) :], is_folder=is_folder)
            if told is not None:
                return told
            if self._work < 0:
                message = "too many patterns and files to compare: .gitignore is not followed on"
                self._note("skipped-input", message, self.root)
        return False

    def _note(self, kind: str, message: str, path: str) -> None:
        self.notes.append(Problem(kind, message, Span(os.path.normpath(path))))

    def _path(self, name: bytes) -> str:
        return os.path.join(self.root, os.fsdecode(name))


def _is_checkout(folder: str) -> bool:
    """Whether a folder is a checkout of its own: an empty `.git` makes none."""
    own = os.path.join(folder, ".git")
    return os.path.isfile(own) or os.path.isfile(os.path.join(own, "HEAD"))


@cache
def _users_excludes() -> str:
    """The user's core.excludesFile, or the usual place of one."""
    from hardenlint.git.ask import users  # noqa: PLC0415 - only where files are listed

    told = users("core.excludesFile")
    if told is None:
        base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        return os.path.realpath(os.path.join(base, "git", "ignore"))
    return os.path.realpath(os.fsdecode(told)) if told else ""
