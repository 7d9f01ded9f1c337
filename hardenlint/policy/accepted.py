"""Errors that a team has accepted: files that stay unreadable, each with a reason and a date."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hardenlint.errors import Problem

from .policy import relative
from .rule import within
from .suppression import Suppression, today

KINDS = frozenset(("parse", "invalid", "unreadable", "missing"))
"""What may be wrong with a file; a check that crashes or an engine that is silent is no file."""


class Accepted(NamedTuple):
    """An error that does not make a scan incomplete, and who says so."""

    problem: Problem
    exception: Suppression


def split(
    errors: Iterable[Problem], exceptions: Sequence[Suppression], root: str, *, everywhere: bool
) -> tuple[list[Problem], list[Accepted], list[Problem]]:
    """The errors that count, those that are accepted, and notes about what accepts nothing.

    `exceptions` are those of `incomplete`, whose paths start at `root`. One that no error needs is
    told when it was looked `everywhere`; one that has expired always.
    """
    day = today()
    counting = [each for each in exceptions if not each.expired(day)]
    open_errors: list[Problem] = []
    accepted: list[Accepted] = []
    for problem in errors:
        by = _about(problem, counting, root)
        if by is None:
            open_errors.append(problem)
        else:
            accepted.append(Accepted(problem, by))
    needed = {each.exception for each in accepted}
    return open_errors, accepted, list(_idle(exceptions, needed, day, everywhere=everywhere))


def _about(problem: Problem, exceptions: Iterable[Suppression], root: str) -> Suppression | None:
    if problem.kind not in KINDS or not problem.span.path:
        return None
    place = relative(problem.span.path, root)
    return next((each for each in exceptions if within(each.path, place)), None)


def _idle(
    exceptions: Iterable[Suppression], needed: set[Suppression], day: str, *, everywhere: bool
) -> Iterable[Problem]:
    yield from lapsed(exceptions, day)
    for each in exceptions:
        if everywhere and each not in needed and not each.expired(day):
            yield Problem("suppression", "nothing here is incomplete any more", each.span)


def lapsed(exceptions: Iterable[Suppression], day: str = "") -> Iterable[Problem]:
    """Tell what was accepted up to a day that is over."""
    for each in exceptions:
        if each.expired(day or today()):
            message = f"what is accepted as incomplete here expired on {each.until}"
            yield Problem("suppression", message, each.span)
