"""The day that the age of software is judged by, as ISO 8601 text: days compare like their texts.

Exceptions do not ask here: they expire by the real day, so that no stated day brings them back.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from hardenlint.text.numbers import whole

TODAY = "today"
"""How a person says that no day is pinned."""

EXPECTED = f"It reads YYYY-MM-DD, as in 2026-11-01, or {TODAY}."
"""What is said of anything else."""

_DAY = 86_400
_FIRST_YEAR = 1970
"""Earlier days are typing errors; those that SOURCE_DATE_EPOCH can say are not earlier either."""

_STATED: ContextVar[str] = ContextVar("_STATED", default="")


def today() -> str:
    """The day that is stated, else that of SOURCE_DATE_EPOCH (reproducible-builds.org), else today.

    In UTC.
    """
    return days_ago(0)


def days_ago(count: int) -> str:
    """The day that many days before `today`."""
    if stated := _STATED.get():
        from datetime import date, timedelta  # noqa: PLC0415 - only where a day is stated

        return (date.fromisoformat(stated) - timedelta(count)).isoformat()
    epoch = whole(os.environ.get("SOURCE_DATE_EPOCH", ""), 11)
    now = time.time() if epoch is None else epoch
    return time.strftime("%Y-%m-%d", time.gmtime(now - count * _DAY))


@contextmanager
def stated(day: str) -> Iterator[None]:
    """Let it be that day (YYYY-MM-DD) for all that is judged inside; "" states none."""
    token = _STATED.set(day)
    try:
        yield
    finally:
        _STATED.reset(token)


def day_of(text: str) -> str | None:
    """Return the day that a person states: YYYY-MM-DD, "" for `today`; None when it is none."""
    if text == TODAY:
        return ""
    from datetime import date  # noqa: PLC0415 - only where a day is stated

    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    is_plain = found.isoformat() == text  # 20261101 is ISO 8601 as well
    return text if is_plain and found.year >= _FIRST_YEAR else None
