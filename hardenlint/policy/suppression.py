"""Exceptions: findings that somebody has excused, with a reason and for a time.

An exception that has expired or cannot be read excuses nothing, and is told; so is one that no
finding needs.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from hardenlint.check import renaming
from hardenlint.errors import Problem
from hardenlint.model import Container, Span, Subject, glob

from .policy import relative
from .rule import within

KIND = "suppression"
"""The kind of the notes about exceptions."""


class Suppression(NamedTuple):
    """One exception.

    checks   ids of the checks whose findings it excuses
    by       who says so: "comment", "label" or "config"
    reason   why, "" when nobody said
    until    the last day it counts (YYYY-MM-DD), "" for ever
    span     where it is written
    lines    the lines of its file that it is about (first, last), None: wherever
    path     pattern of the paths it is about, "" any (for "config")
    name     pattern of the services and containers it is about, "" any
    subject  where the container is that carries it (for "label")
    former   the names that checks were renamed from since it was written, each with that of today
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

    def with_ids_of(self, renamed: Mapping[str, str]) -> "Suppression":
        """The same with the ids of today; `renamed` has them by former ones."""
        former = tuple((check, renamed[check]) for check in self.checks if check in renamed)
        if not former:
            return self
        checks = tuple(renamed.get(check, check) for check in self.checks)
        return self._replace(checks=checks, former=former)

    def excuses(self, check: str, subject: Subject, span: Span, root: str) -> bool:
        """Whether it is about this finding."""
        if check not in self.checks:
            return False
        if self.by == "comment":
            return span.path == self.span.path and (
                self.lines is None or self.lines[0] <= span.line <= self.lines[1]
            )
        if self.by == "label":
            return subject.name == self.name and subject.span == self.subject
        return self._fits(subject.name, relative(span.path or "", root))

    def concerns(self, name: str, path: str, root: str) -> bool:
        """Whether it may be about a subject of that name that a file has a part of."""
        if self.by == "comment":
            return path == self.span.path
        if self.by == "label":
            return name == self.name and self.subject is not None and path == self.subject.path
        return self._fits(name, relative(path, root))

    def _fits(self, name: str, path: str) -> bool:
        names = glob.parse(self.name)
        return (not self.name or (names is not None and glob.fits(names, name))) and (
            not self.path or within(self.path, path)
        )

    def expired(self, today: str) -> bool:
        """Whether its last day is over."""
        return bool(self.until) and self.until < today


class Malformed(NamedTuple):
    """An exception that cannot be read, and why; it excuses nothing."""

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


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only after a typo

    near = get_close_matches(name[:80], list(known), n=1)
    return f"; {near[0]!r} is near" if near else ""


def _quoted(name: str) -> str:
    """The id of a check as it is written, where it is but a word."""
    from hardenlint.facts.telling import is_word  # noqa: PLC0415 - only after a typo

    return repr(name) if is_word(name) else "like this"


class Excuses:
    """All exceptions of a scan; remembers which were needed, and which could not be.

    `locked` are checks that only the command line may silence. `ran` are the checks that ran on
    any subject; an exception is not missed where a check was left out that it is about.
    """

    def __init__(
        self,
        suppressions: Iterable[Suppression],
        malformed: Iterable[Malformed] = (),
        *,
        day: str = "",
        root: str = "",
        locked: frozenset[str] = frozenset(),
        require_reason: bool = False,
    ) -> None:
        self.day = day or today()
        self.root = root
        self.locked = locked
        self.require_reason = require_reason
        self.malformed = tuple(dict.fromkeys(malformed))
        self.needed: dict[Suppression, set[str]] = {each: set() for each in suppressions}
        self.ran: frozenset[str] = frozenset()
        self._left_out: dict[tuple[str, str], frozenset[str]] = {}
        self._by_check: dict[str, list[Suppression]] = {}
        for each in self.needed:
            if self._counts(each):
                for check in each.checks:
                    self._by_check.setdefault(check, []).append(each)

    def join(self, other: "Excuses") -> "Excuses":
        """Return the exceptions of two parts of a scan together."""
        joined = Excuses(
            (*self.needed, *other.needed),
            (*self.malformed, *other.malformed),
            day=self.day,
            root=self.root,
            locked=self.locked,
            require_reason=self.require_reason,
        )
        for part in (self, other):
            for each, needed in part.needed.items():
                joined.needed[each] |= needed
            joined.ran |= part.ran
            for (name, path), left_out in part._left_out.items():
                joined._leave_out(name, path, left_out)
        return joined

    def looked(self, subject: Subject, ran: frozenset[str], left_out: frozenset[str]) -> None:
        """Note which checks ran on a subject, and which would have but for the policy."""
        self.ran |= ran
        # A service may be written in several files (override, extends): an exception in any of
        # them, or for any of them, may be about it.
        project = subject.project if isinstance(subject, Container) else None
        files = project.files if project is not None else ()
        for path in {subject.span.path or "", *files}:
            self._leave_out(subject.name, path, left_out)

    def _leave_out(self, name: str, path: str, checks: frozenset[str]) -> None:
        self._left_out[name, path] = self._left_out.get((name, path), frozenset()) | checks

    def missed(self, each: Suppression) -> list[str]:
        """Name the checks of an exception that ran wherever it counts and did not need it."""
        missed = self.ran.intersection(each.checks) - self.needed[each]
        for (name, path), left_out in self._left_out.items() if missed else ():
            if not missed.isdisjoint(left_out) and each.concerns(name, path, self.root):
                missed -= left_out
        return [check for check in each.checks if check in missed]

    def _counts(self, each: Suppression) -> bool:
        return not each.expired(self.day) and bool(each.reason or not self.require_reason)

    def find(self, check: str, subject: Subject, span: Span) -> Suppression | None:
        """Return the exception that excuses a finding, and note that it was needed."""
        if check in self.locked:
            return None
        for each in self._by_check.get(check, ()):
            if each.excuses(check, subject, span, self.root):
                self.needed[each].add(check)
                return each
        return None

    def state(self, each: Suppression) -> str:
        """Say in a word what becomes of an exception: used, partly-used, unused, expired, …."""
        if each.expired(self.day):
            return "expired"
        if self.locked.issuperset(each.checks):
            return "locked"
        if self.require_reason and not each.reason:
            return "without-reason"
        missed = self.missed(each)
        if self.needed[each]:
            return "partly-used" if missed else "used"
        return "unused" if missed else "idle"

    def notes(self, known: Callable[[], Iterable[str]], *, everywhere: bool) -> Iterator[Problem]:
        """Tell about exceptions that excuse nothing: malformed, expired, locked, not needed.

        `known` gives the ids of all checks. Exceptions of the configuration are missed only when
        it was looked `everywhere`.
        """
        for span, message in self.malformed:
            yield Problem(KIND, message, span)
        # Asked for once, and only where an id did not run.
        known = cache(known)
        for each in self.needed:
            for name, check in each.former:
                yield Problem(KIND, renaming(name, check), each.span)
            missed = self.missed(each) if everywhere or each.by != "config" else []
            for message in self._faults(each, missed, known):
                yield Problem(KIND, message, each.span)

    def _faults(
        self, each: Suppression, missed: list[str], known: Callable[[], Iterable[str]]
    ) -> Iterator[str]:
        if each.expired(self.day):
            yield f"the exception for {', '.join(each.checks)} expired on {each.until}"
            return
        if not each.reason:
            must = "; it does not count" if self.require_reason else ""
            yield f"the exception for {', '.join(each.checks)} gives no reason{must}"
            if self.require_reason:
                return
        for check in each.checks:
            if check not in self.ran and check not in set(known()):
                yield f"no check is named {_quoted(check)}{_near(check, known())}"
            elif check in self.locked:
                yield f"{check} is locked by the configuration; the exception does not count"
            elif check in missed:
                yield f"nothing here needs the exception for {check} any more"
