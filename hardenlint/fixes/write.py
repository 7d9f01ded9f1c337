"""Writing changed files: only what is still as it was read, whole or not at all."""

import os
import stat

from hardenlint import writing
from hardenlint.errors import InputError
from hardenlint.model import Span


def replace(path: str, before: str, after: str) -> str:
    """Replace the text of a file, given by its real path; returns what is to be said of it.

    Raises InputError when the file is not what was read (any more) or cannot be written; a file
    that is read-only is left alone.
    """
    try:
        status = os.lstat(path)  # a link that was put there meanwhile is not followed
        if not (stat.S_ISREG(status.st_mode) and _content(path) == before.encode("utf-8")):
            message = "has changed meanwhile; nothing was written"
            raise InputError("unwritable", message, Span(path))
        return writing.replace(path, after.encode("utf-8"), status)
    except (OSError, writing.UnwritableError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"cannot be written: {reason}"
        raise InputError("unwritable", message, Span(path)) from None


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
