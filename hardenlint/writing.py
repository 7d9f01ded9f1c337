"""The one place that writes files: whole or not at all, and where they were meant to go.

What is scanned may come from a stranger, and with it a link in the place of a report. So a link is
never written through: as the name of the file it is replaced, and a folder that is one must lead to
a place in the same repository. A path that the user names outright may lie anywhere.
"""

import os
import re
import stat
import sys
from contextlib import suppress
from errno import EACCES, EBADF, EBUSY, EPERM

from .git import root_of
from .reach import is_below, kind_of

_STREAM = re.compile(r"/dev/(?:(?P<name>stdout|stderr|null)|fd/(?P<number>\d+))")
_IRREPLACEABLE = (EACCES, EPERM, EBUSY)
"""What a folder says that takes no new file, and a file that is mounted by itself."""


class UnwritableError(Exception):
    """A file cannot be written, and is as it was; the message says why, without its name."""


def write(path: str, data: bytes) -> str:
    """Write a file; returns what its user should know of it, "" for nothing.

    Of what is no file, `/dev/stdout`, `/dev/stderr`, `/dev/null` and `/dev/fd/N` are written to
    when they are named. Raises UnwritableError.
    """
    try:
        stream = _STREAM.fullmatch(path)
        if stream:
            _to_stream(stream, data)
            return ""
        real = _place(path)
        return replace(real, data, os.lstat(real) if os.path.lexists(real) else None)
    except (OSError, ValueError) as error:
        raise UnwritableError(_reason(error)) from None


def replace(path: str, data: bytes, before: os.stat_result | None) -> str:
    """Put a file in the place of another in one step, with the mode and the owner of that.

    `before` is what lies at the real path, None for nothing. Returns what its user should know.
    Raises UnwritableError.
    """
    note = ""
    if before is not None:
        if kind := kind_of(before.st_mode):
            raise UnwritableError(f"it is {kind}, not a file")
        if stat.S_ISLNK(before.st_mode):
            note, before = "was a link; it was not followed and is a file now", None
        elif not before.st_mode & 0o222 or not os.access(path, os.W_OK):
            raise UnwritableError("it is read-only")  # taking its place would not ask for leave
        elif before.st_nlink > 1:
            note = "had several names (hard links); the others keep what it was"
    try:
        _take_place(path, data, before)
    except OSError as error:
        if before is None or error.errno not in _IRREPLACEABLE:
            raise UnwritableError(_reason(error)) from None
        _write_over(path, data, before)
        return ""
    return note


def _take_place(path: str, data: bytes, before: os.stat_result | None) -> None:
    # Beside the file: only within one file system can it be replaced in one step.
    name = os.path.join(os.path.dirname(path), f".hardenlint-{os.urandom(8).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(name, flags, 0o666 if before is None else 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)  # else a crash after the next step may leave an empty file
        if before is not None:
            _take_over(name, before)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _take_over(name: str, before: os.stat_result) -> None:
    """Give a file the owner and the mode of another; raises OSError where that is not allowed."""
    if hasattr(os, "chown"):
        now = os.stat(name)
        if (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid):
            os.chown(name, before.st_uid, before.st_gid)
    # Last, since a change of owner takes setuid and setgid bits away.
    os.chmod(name, stat.S_IMODE(before.st_mode))


def _write_over(path: str, data: bytes, before: os.stat_result) -> None:
    """Write into a file whose place no other can take.

    It is made longer first: a full disk says so then, when all of what it was is still there.
    """
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "r+b") as file:
            if not os.path.samestat(os.fstat(handle), before):
                raise UnwritableError("it has changed meanwhile")
            try:
                file.seek(before.st_size)
                file.write(bytes(max(len(data) - before.st_size, 0)))
                file.flush()
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, before.st_size)
                raise
            file.seek(0)
            file.write(data)
            file.truncate()
            os.fsync(handle)
    except OSError as error:
        raise UnwritableError(_reason(error)) from None


def _place(path: str) -> str:
    """The real path of a name; raises UnwritableError for a folder that is a link out of here."""
    drive, whole = os.path.splitdrive(os.path.abspath(path))
    *folders, last = whole.split(os.sep)[1:]
    if not last or path.endswith(os.sep):
        raise UnwritableError("it is a directory, not a file")
    here = drive + os.sep
    for name in folders:
        step = os.path.join(here, name)
        if os.path.islink(step):
            root, real = _root_of(here), os.path.realpath(step)
            if root and not is_below(real, root):
                raise UnwritableError(f"{os.path.relpath(step)} is a link that leads out of {root}")
            step = real
        here = step
    return os.path.join(here, last)


def _root_of(folder: str) -> str:
    """What a link in a folder may not lead out of: its repository, else the current folder."""
    start = os.getcwd()
    return root_of(folder) or (start if is_below(folder, start) else "")


def _to_stream(named: re.Match[str], data: bytes) -> None:
    if named["name"] == "null":
        return
    number = int(named["number"] or ("stdout", "stderr").index(named["name"]) + 1)
    streams = {1: sys.stdout, 2: sys.stderr}
    if number in streams and streams[number] is None:  # closed before us, and kept free since
        raise OSError(EBADF, os.strerror(EBADF))
    while data:
        data = data[os.write(number, data) :]


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
