"""The one place that opens files: what belongs to the project is read, nothing else.

Whoever wrote the files that are scanned may have named any other file of this machine in them: by a
link, by a path. So a command says first what it was asked about (`of`), and only those projects are
read. A live host is looked at as a whole: there nothing is out of reach.
"""

import os
import stat
from collections.abc import Iterable, Sequence

from .git import root_of

_KERNEL = ("/proc", "/sys")
"""Where reading is asking the kernel: it may wait for ever, and tells of processes."""
_DEVICES, _MEMORY = "/dev", "/dev/shm"  # noqa: S108, RUF100 - the latter is a disk like others

# A named pipe would wait for whoever writes to it; a link was followed before.
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NOCTTY

_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
)

OUTSIDE = "lies outside the project and is not read"


class OutsideError(Exception):
    """A file is not the project's."""


class NoFileError(Exception):
    """There is something, and it is no regular file; the message says what."""


class Reach:
    """What may be read, by real paths; without roots nothing is out of reach.

    `roots` are the projects: for each path that was named the root of its repository, else the
    folder named, else the folder of the file named. `single` are files that the user named for
    another reason. `allowed` are folders outside whose files may be read and not be told;
    `number_touched` is how often one of those was used so far.
    """

    __slots__ = ("allowed", "number_touched", "roots", "single")

    def __init__(
        self,
        roots: Iterable[str] | None = None,
        single: Iterable[str] = (),
        allowed: Iterable[str] = (),
    ) -> None:
        self.roots = None if roots is None else tuple(dict.fromkeys(roots))
        self.single = frozenset(single)
        self.allowed = tuple(allowed)
        self.number_touched = 0

    def is_ours(self, path: str) -> bool:
        """Whether a file belongs to the project, wherever links lead."""
        real = _real(path)
        return not real or self._is_ours(real)

    def includes(self, path: str) -> bool:
        """Whether a file may be read: it is ours, or one of those outside that the user allows."""
        real = _real(path)
        return not real or self._is_ours(real) or _in_one_of(real, self.allowed)

    def _is_ours(self, real: str) -> bool:
        return self.roots is None or real in self.single or _in_one_of(real, self.roots)

    def above(self, path: str) -> list[str]:
        """The folder of a file and those above it that are ours, up to that of its repository."""
        folder = os.path.dirname(path) or "."
        found = [folder]
        while not os.path.exists(os.path.join(folder, ".git")):
            above = os.path.normpath(os.path.join(folder, ".."))
            if os.path.abspath(above) == os.path.abspath(folder) or not self.is_ours(above):
                break
            found.append(above)
            folder = above
        return found

    def touched(self, path: str) -> None:
        """Remember that what a file says is used, where it is none of ours."""
        if self.allowed and not self.is_ours(path):
            self.number_touched += 1

    def read(self, path: str, most: int) -> bytes:
        """Return what a regular file holds, cut to one byte more than `most`.

        Raises OutsideError for a file that is not the project's, NoFileError, and OSError or
        ValueError (a zero byte in the path) as `open` does.
        """
        real = os.path.realpath(path)
        if _is_kernel(real) or not (self._is_ours(real) or _in_one_of(real, self.allowed)):
            raise OutsideError(OUTSIDE)
        return _read(real, most)


def of(paths: Iterable[str], *, single: Iterable[str] = (), allowed: Iterable[str] = ()) -> Reach:
    """Return what a command may read that is asked about some files and folders."""
    return Reach(
        map(_root, paths),
        (real for path in single if is_below(real := _real(path), _root(path))),
        map(os.path.realpath, allowed),
    )


def _root(path: str) -> str:
    """The real root of the project of a path that was named."""
    folder = path if os.path.isdir(path) else os.path.dirname(path) or os.curdir
    # Of the path as it is named: a link in a repository does not lead to where it is ours, too.
    return os.path.realpath(root_of(folder) or folder)


def _real(path: str) -> str:
    """Where a path leads; "" for one that nothing can have."""
    try:
        return os.path.realpath(path)
    except ValueError:  # a zero byte
        return ""


def read_named(path: str, most: int) -> bytes:
    """Return what a file holds that the user named for itself; a link leads nowhere else.

    Raises as `read` does.
    """
    real = os.path.realpath(path)
    if _is_kernel(real) or not is_below(real, _root(path)):
        raise OutsideError("is a link to a file outside of the project")
    return _read(real, most)


def _read(real: str, most: int) -> bytes:
    # Before it is opened: some devices do something then.
    _regular(os.stat(real))
    with open(os.open(real, _FLAGS), "rb") as file:
        found = os.fstat(file.fileno())
        _regular(found)
        if found.st_dev in _kernel_devices():
            raise OutsideError(OUTSIDE)
        return file.read(most + 1)


def _regular(found: os.stat_result) -> None:
    if kind := kind_of(found.st_mode):
        raise NoFileError(f"is {kind}, not a file")


def kind_of(mode: int) -> str:
    """Return what something is that is no file ("a named pipe"), "" for a file or a link."""
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), "")


def _is_kernel(real: str) -> bool:
    is_device = is_below(real, _DEVICES) and not is_below(real, _MEMORY)
    return is_device or _in_one_of(real, _KERNEL)


def _kernel_devices() -> frozenset[int]:
    """Those file systems by number: they may be mounted elsewhere, too."""
    global _devices  # noqa: PLW0603, RUF100 - the same for the whole process
    if _devices is None:
        found = set()
        for folder in _KERNEL:
            try:
                found.add(os.stat(folder).st_dev)
            except OSError:  # a sandbox may have none
                continue
        _devices = frozenset(found - {os.stat("/").st_dev})
    return _devices


_devices: frozenset[int] | None = None


def _in_one_of(real: str, folders: Sequence[str]) -> bool:
    return any(is_below(real, folder) for folder in folders)


def is_below(real: str, folder: str) -> bool:
    """Whether a path is a folder or in it; both are as `os.path.realpath` gives them."""
    return real == folder or real.startswith(folder.rstrip("/") + "/")
