"""The files of a command: each is read once, as text, by whoever needs it.

What may be read is decided in `reach`. Fixes look at files as they would be: a workspace with other
texts in the place of some.
"""

import os
import sys
from collections.abc import Mapping

from .errors import InputError
from .model import Span
from .reach import NoFileError, OutsideError, Reach

MAX_BYTES = 100 * 1024 * 1024
"""Larger files are refused: no Dockerfile, compose file or inspect document is that large."""
_KEPT, _LARGE = 64 * 1024 * 1024, 1024 * 1024
"""So many characters are kept in all; a file that is large by itself is read again instead."""


class Workspace:
    """The files that a command may read, with their texts.

    `stdin` are the names of what came from standard input; `asked` are the paths of the files that
    were read here.
    """

    def __init__(self, reach: Reach | None = None) -> None:
        self.reach = reach or Reach()
        self.stdin: set[str] = set()
        self.asked: set[str] = set()
        self._texts: dict[str, str] = {}
        self._room = _KEPT

    def text(self, path: str) -> str:
        """Return the text of a regular file; line ends and a byte order mark are kept.

        Raises InputError: `missing` when there is nothing, or nothing of ours, `unreadable` when it
        is no regular file, too large or not permitted, `parse` when it is not UTF-8.
        """
        self.asked.add(path)
        found = self._texts.get(path)
        if found is None:
            found = decode(self._content(path), path)
            if len(found) <= min(_LARGE, self._room):
                self._room -= len(found)
                self._texts[path] = found
        if path not in self.stdin:
            self.reach.touched(path)
        return found

    def _content(self, path: str) -> bytes:
        span = Span(path)
        try:
            return self.reach.read(path, MAX_BYTES)
        except OutsideError as error:
            raise InputError("missing", str(error), span) from None
        except NoFileError as error:
            raise InputError("unreadable", str(error), span) from None
        except FileNotFoundError:
            raise InputError("missing", "no such file", span) from None
        except (OSError, ValueError) as error:
            raise InputError("unreadable", f"cannot be read: {_reason(error)}", span) from None

    def text_of(self, path: str) -> str | None:
        """Return the text of a file for those who look at more than was understood of it.

        None when it has gone meanwhile, and for a file outside of the project: nothing of it is
        shown, nor does it suppress anything.
        """
        if self.reach.number_touched and path not in self.stdin and not self.reach.is_ours(path):
            return None
        try:
            return self.text(path)
        except InputError:
            return None

    def standard_input(self, name: str) -> str:
        """Read standard input, which is called so from now on; raises InputError."""
        text = self._texts[name] = read_stdin(name)
        self.stdin.add(name)
        return text

    def changed(self, texts: Mapping[str, str]) -> "Workspace":
        """Return the same files where some, given by real path, have another text."""
        return _Changed(self, texts)


class _Changed(Workspace):
    """A workspace in which some files have another text than on the disk."""

    def __init__(self, below: Workspace, texts: Mapping[str, str]) -> None:
        super().__init__(below.reach)
        self._below = below
        self._instead = texts

    def text(self, path: str) -> str:
        self.asked.add(path)
        instead = self._instead.get(os.path.realpath(path)) if self._instead else None
        return self._below.text(path) if instead is None else instead


def read_stdin(name: str) -> str:
    """Read standard input as UTF-8; raises InputError."""
    if sys.stdin is None:  # it was closed before us
        raise InputError("unreadable", "standard input is closed", Span(name))
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a folder, or what is open for writing alone
        raise InputError("unreadable", f"cannot be read: {_reason(error)}", Span(name)) from None
    return decode(data, name)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


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
