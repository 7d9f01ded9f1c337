"""Bytes of an input to text, with every way that can fail."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .. import reach
from ..errors import InputError
from ..model import Span

_instead: dict[str, str] = {}
_read: set[str] | None = None

MAX_BYTES = 100 * 1024 * 1024
"""Larger files are refused: no Dockerfile, compose file or inspect document is that large."""


@contextmanager
def instead(texts: Mapping[str, str]) -> Iterator[set[str]]:
    """Within, some files have another text, given by real path; yields the real paths read."""
    global _read  # noqa: PLW0603, RUF100 - what files say is the same for the whole process
    before, outer = dict(_instead), _read
    _instead.update(texts)
    _read = set()
    try:
        yield _read
    finally:
        _instead.clear()
        _instead.update(before)
        _read = outer


def read_text(path: str) -> str:
    """Read a regular file as UTF-8; line ends and a byte order mark are kept.

    Raises InputError: `missing` when there is nothing, or nothing of ours, `unreadable` when it is
    no regular file, too large or not permitted, `parse` when it is not UTF-8.
    """
    span = Span(path)
    if _read is not None:
        real = os.path.realpath(path)
        _read.add(real)
        if real in _instead:
            return _instead[real]
    try:
        data = reach.read(path, MAX_BYTES)
    except reach.OutsideError as error:
        raise InputError("missing", str(error), span) from None
    except reach.NoFileError as error:
        raise InputError("unreadable", str(error), span) from None
    except FileNotFoundError:
        raise InputError("missing", "no such file", span) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("unreadable", f"cannot be read: {reason}", span) from None
    return decode(data, path)


def read_stdin(name: str) -> str:
    """Read standard input as UTF-8."""
    if sys.stdin is None:  # it was closed before us
        raise InputError("unreadable", "standard input is closed", Span(name))
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a folder, or what is open for writing alone
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("unreadable", f"cannot be read: {reason}", Span(name)) from None
    return decode(data, name)


def decode(data: bytes, path: str) -> str:
    """Turn bytes into text; raises InputError with the line of the first byte that is no UTF-8."""
    if len(data) > MAX_BYTES:
        limit = f"is larger than {MAX_BYTES // (1024 * 1024)} MiB"
        raise InputError("unreadable", limit, Span(path))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError("parse", "is UTF-16, not UTF-8", Span(path))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        message = f"is not valid UTF-8 (byte 0x{data[error.start]:02x})"
        raise InputError("parse", message, Span(path, line, column)) from None
