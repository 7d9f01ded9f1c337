"""How far long work is: one line on a terminal, rewritten; silence everywhere else."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

T = TypeVar("T")

_WIDTH = 30


def counted(items: Iterable[T], total: int, size: Callable[[T], int], noun: str) -> Iterator[T]:
    """Yield items; on a terminal, tell how much of `total` is done, `size` telling of each."""
    if not _is_watched():
        yield from items
        return
    done = 0
    try:
        for item in items:
            done += size(item)
            _write(f"\r{_bar(done, total)} {done} of {total} {noun}")
            yield item
    finally:
        _write("\r\x1b[K")


Tell = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and of what."""


@contextmanager
def told() -> Iterator[Tell | None]:
    """Give what tells how far the work is; None where nobody watches."""
    if not _is_watched():
        yield None
        return
    try:
        yield lambda done, total, noun: _write(
            f"\r\x1b[K{_bar(done, total)} {done} of {total} {noun}"
        )
    finally:
        _write("\r\x1b[K")


def _bar(done: int, total: int) -> str:
    full = _WIDTH * min(done, total) // max(total, 1)
    return f"[{'#' * full}{'.' * (_WIDTH - full)}]"


def _is_watched() -> bool:
    # A log of a CI system keeps every line that a terminal would have rewritten.
    if sys.stderr is None or not sys.stderr.isatty():  # None where it was closed before us
        return False
    return os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


def _write(text: str) -> None:
    with suppress(OSError):  # nobody watches any more
        os.write(2, text.encode("ascii"))
