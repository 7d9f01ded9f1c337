"""What is told of a bug that judging meets: each once, however many subjects meet it."""

from collections.abc import Iterable
from typing import NamedTuple

from hardenlint.errors import Problem
from hardenlint.model import Span


class Crash(NamedTuple):
    """A check that raised, on which subject, and where in the program; "" for what is around it."""

    check: str
    origin: str
    subject: str
    span: Span


def problems(crashes: Iterable[Crash]) -> list[Problem]:
    """Tell crashes, those that are the same bug as one: at the first subject, with a count."""
    same: dict[tuple[str, str], list[Crash]] = {}
    for crash in crashes:
        same.setdefault((crash.check, crash.origin), []).append(crash)
    return [_problem(group) for group in same.values()]


def _problem(group: list[Crash]) -> Problem:
    first, more = min(group, key=lambda crash: crash.span.order), len(group) - 1
    about = f"{first.subject} and {more} more" if more else first.subject
    what = f"the check {first.check} failed on" if first.check else "internal error while judging"
    return Problem("check-crash", f"{what} {about}: {first.origin}", first.span)
