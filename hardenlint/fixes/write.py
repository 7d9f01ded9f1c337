"""Writing changed files: whole or not at all, with the mode they have."""

import os
import stat
import tempfile
from contextlib import suppress

from hardenlint.errors import InputError
from hardenlint.model import Span


def replace(path: str, before: str, after: str) -> None:
    """Replace the text of a file, given by its real path.

    The new file takes the old one's place in one step. Raises InputError when the file is not
    what was read (any more) or cannot be written.
    """
    try:
        _replace(path, before.encode("utf-8"), after.encode("utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("unwritable", f"cannot be written: {reason}", Span(path)) from None


def _replace(path: str, before: bytes, after: bytes) -> None:
    status = os.lstat(path)  # a link that was put there meanwhile is not followed
    with open(path, "rb") as file:
        unchanged = stat.S_ISREG(status.st_mode) and file.read() == before
    if not unchanged:
        raise InputError("unwritable", "has changed meanwhile; nothing was written", Span(path))
    # Beside the file: only within one file system can it be replaced in one step.
    handle, name = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".hardenlint-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(handle)  # else a crash after the next step may leave an empty file
        _take_over(name, status)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _take_over(name: str, status: os.stat_result) -> None:
    """Give a file the owner, where that is allowed, and the mode of another."""
    if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(PermissionError):  # only root may; the mode still holds
            os.chown(name, status.st_uid, status.st_gid)
    # Last, since a change of owner takes setuid and setgid bits away.
    os.chmod(name, stat.S_IMODE(status.st_mode))
