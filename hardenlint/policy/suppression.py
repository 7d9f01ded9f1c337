"""Exceptions: findings that somebody has suppressed, with a reason and for a time.

An exception that has expired or cannot be read suppressions nothing, and is told; so is one that no
finding needs.
"""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from hardenlint.model import Span

from .rule import named, within


class Suppression(NamedTuple):
    """One exception.

    checks   ids of the checks whose findings it suppresses
    by       who says so: "comment", "label" or "config"
    reason   why, "" when nobody said
    until    the last day it counts (YYYY-MM-DD), "" for ever
    span     where it is written
    lines    the lines of its file that it is about (first, last), None: wherever
    path     pattern of the paths it is about, "" any (for "config")
    name     pattern of the services and containers it is about, "" any
    subject  where the container is that carries it (for "label")
    former   the names that checks were renamed from since it was written, each with that of today
    tool     the other tool that it is written for, "" for ours
    """

    checks: tuple[str, ...]
    by: str
    reason: str
    until: str
    span: Span
    lines: tuple[int, int] | None = None
    path: str = ""
    name: str = ""
    subject: Span | None = None
    former: tuple[tuple[str, str], ...] = ()
    tool: str = ""

    def with_ids_of(self, renamed: Mapping[str, str]) -> "Suppression":
        """The same with the ids of today; `renamed` has them by former ones."""
        former = tuple((check, renamed[check]) for check in self.checks if check in renamed)
        if not former:
            return self
        checks = tuple(renamed.get(check, check) for check in self.checks)
        return self._replace(checks=checks, former=former)

    def fits(self, name: str, path: str) -> bool:
        """Whether one of the configuration may be about a subject of that name in a file."""
        return (not self.name or named(self.name, name)) and (
            not self.path or within(self.path, path)
        )

    def expired(self, today: str) -> bool:
        """Whether its last day is over."""
        return bool(self.until) and self.until < today


class Malformed(NamedTuple):
    """An exception that cannot be read, and why; it suppresses nothing."""

    span: Span
    message: str


def date_of(text: str) -> str | None:
    """Return a date as YYYY-MM-DD, None when it is none."""
    try:
        date = datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return None
    return date if date == text else None  # 20261121 is ISO 8601 as well


def reason_and_date(text: str) -> tuple[str, str] | None:
    """Read "reason; until=YYYY-MM-DD" as configurations and labels have it; None: a bad date."""
    reason, until = text.strip(), ""
    head, found, tail = text.rpartition("until=")
    # In the middle of a sentence `until=` is a word of the reason.
    if (found and head.rstrip().endswith((";", ","))) or (found and not head.strip()):
        date = date_of(tail.strip())
        if date is None:
            return None
        reason, until = head.rstrip().rstrip(";,").rstrip(), date
    return told(reason), until


def told(reason: str) -> str:
    """A reason as reports repeat it: an address in it may have a password."""
    if not reason:
        return ""
    from hardenlint.facts.telling import safe  # noqa: PLC0415 - only where there is a reason

    return safe(reason)


def today() -> str:
    """Return the day of the scan, YYYY-MM-DD in local time."""
    return datetime.date.today().isoformat()
