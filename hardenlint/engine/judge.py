"""Run checks over subjects, and tell each root cause once, where it is decided."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import TYPE_CHECKING

from hardenlint.check import Check, Finding
from hardenlint.errors import origin
from hardenlint.model import Build, Container, Span, Subject
from hardenlint.policy import Policy

from .about import About
from .result import Result

if TYPE_CHECKING:
    from hardenlint.policy.suppressions import Suppressions

    from .crash import Crash
    from .placing import Placed


def judge(
    subjects: Iterable[Subject],
    checks: Iterable[Check],
    policy: Policy,
    suppressions: "Suppressions | None" = None,
) -> "tuple[list[Result], list[Crash]]":
    """Run every check that the policy wants over every subject it applies to.

    Returns the results in the order of their places, suppressed ones among them, and the checks
    that raised.
    """
    work = _Pass(list(checks), policy, suppressions)
    # Containers last: what the finding of an image says already must be known by then.
    ordered = sorted(subjects, key=lambda subject: isinstance(subject, Container))
    with _on(policy.as_of):
        results = [result for subject in ordered for result in work.results_of(subject)]
    if not results:
        return [], work.crashes
    from .merging import merged  # noqa: PLC0415 - most runs of a hook find nothing

    results = [_with_services(result, work.services.get(_key(result), ())) for result in results]
    return merged(results), work.crashes


def _on(day: str) -> AbstractContextManager[None]:
    """Let it be that day for the checks: they are given a subject and nothing else."""
    if not day:
        return nullcontext()
    from hardenlint import clock  # noqa: PLC0415 - only where a day is stated

    return clock.stated(day)


_Applicable = tuple[list[Check], frozenset[str], frozenset[str]]
"""The checks to run on a kind of subject, their ids, and those that the policy leaves out."""


class _Pass:
    """One pass over the subjects, images first.

    `owned` is what their findings say already, so that services need not: check and place;
    `services` are those that run such an image, by what its finding is about.
    """

    def __init__(
        self, checks: list[Check], policy: Policy, suppressions: "Suppressions | None"
    ) -> None:
        self.checks = checks
        self.policy = policy
        self.suppressions = suppressions
        self.crashes: list[Crash] = []
        self.owned: set[tuple[str, Span]] = set()
        self.services: dict[tuple[str, Span], list[tuple[str, Span]]] = {}
        self._applicable: dict[tuple[type[Subject], str, bool, Policy], _Applicable] = {}
        self._said: dict[tuple[str, Container], dict[str | None, Span]] = {}

    def results_of(self, subject: Subject) -> list[Result]:
        """Judge one subject; a Dockerfile is judged as a build and as the image it ships."""
        try:
            policy = self.policy.at(subject)
            found = [
                each for part in _parts(subject) for each in self._found(subject, part, policy)
            ]
            return self._results(subject, found, policy) if found else []
        except Exception as error:  # noqa: BLE001, RUF100 - the other subjects are judged all the same
            self._failed("", error, subject)
            return []

    def _found(
        self, subject: Subject, part: Subject, policy: Policy
    ) -> list[tuple[Check, Finding]]:
        """Run the checks on a part of a subject."""
        checks, ran, left_out = self._checks_for(part, policy)
        if self.suppressions is not None:
            self.suppressions.looked(subject, ran, left_out)
        has = cache(part.has)  # many checks ask for the same facts
        return [
            (check, finding)
            for check in checks
            if self._concerns(check, part, has)
            for finding in self._run(check, part)
        ]

    def _results(
        self, subject: Subject, found: list[tuple[Check, Finding]], policy: Policy
    ) -> list[Result]:
        """Tell each root cause once, by the strongest finding about it."""
        from . import placing  # noqa: PLC0415 - most runs of a hook find nothing
        from .precedence import without_covered  # noqa: PLC0415 - see above

        about = About.of(subject)
        results: list[Result] = []
        for each, covers in without_covered(self._placed(subject, found, policy)):
            if not each.in_image:
                try:
                    related = self._declared(subject, each)
                    results.append(
                        placing.result(subject, about, each, related, covers, policy.root)
                    )
                except Exception as error:  # noqa: BLE001, RUF100 - the other findings are told
                    self._failed(each.check.id, error, subject)
            elif each.suppression is None:
                # A service for which it is suppressed is not named among those that run the image.
                key = (each.check.id, each.finding.span)
                here = (f"service {subject.name} runs this image", subject.span)
                self.services.setdefault(key, []).append(here)
        if isinstance(subject, Build):
            self.owned.update(_key(result) for result in results)
        return results

    def _placed(
        self, subject: Subject, found: list[tuple[Check, Finding]], policy: Policy
    ) -> "list[Placed]":
        """Locate and weigh the findings on a subject; leave out those that are not to be told."""
        from . import placing  # noqa: PLC0415 - see above

        told: list[Placed] = []
        for check, finding in found:
            try:
                each = placing.placed(
                    subject, check, finding, policy, self.owned, self.suppressions
                )
                if placing.counts(each, policy):
                    told.append(each)
            except Exception as error:  # noqa: BLE001, RUF100 - a plugin's finding may be anything
                self._failed(check.id, error, subject)
        return told

    def _checks_for(self, subject: Subject, policy: Policy) -> _Applicable:
        """Return the checks to run on a subject."""
        key = (type(subject), subject.source.name, subject.is_windows, policy)
        if key not in self._applicable:
            checks: list[Check] = []
            left_out: set[str] = set()
            for check in self.checks:
                if check.judges(subject):
                    if policy.runs(check):
                        checks.append(check)
                    else:
                        left_out.add(check.id)
            ran = frozenset(check.id for check in checks)
            self._applicable[key] = (checks, ran, frozenset(left_out))
        return self._applicable[key]

    def _concerns(self, check: Check, subject: Subject, has: Callable[[str], bool]) -> bool:
        try:
            return check.concerns(has)
        except Exception as error:  # noqa: BLE001, RUF100 - a fact that fails is a bug
            self._raised(check, error, subject)
            return False

    def _run(self, check: Check, subject: Subject) -> list[Finding]:
        try:
            return list(check.run(subject))
        except (Exception, SystemExit) as error:  # noqa: BLE001, RUF100 - whatever a check raises is its bug
            self._raised(check, error, subject)
            return []

    def _raised(self, check: Check, error: BaseException, subject: Subject) -> None:
        self._failed(check.id, error, subject)
        if self.suppressions is not None:
            # It has not looked here, so an exception for it is not unneeded for that reason.
            self.suppressions.looked(subject, frozenset(), frozenset((check.id,)))

    def _failed(self, check: str, error: BaseException, subject: Subject) -> None:
        from .crash import Crash  # noqa: PLC0415 - only after a bug

        self.crashes.append(Crash(check, origin(error), subject.name, subject.span))

    def _declared(self, subject: Subject, told: "Placed") -> tuple[tuple[str, Span], ...]:
        """Name the line of the compose file that a running container's finding comes from."""
        if not isinstance(subject, Container) or subject.declared is None:
            return ()
        # The same check, asked of the compose file, says on which line the fact stands.
        # It is asked once, however many findings there are.
        check, service = told.check, subject.declared
        key = (check.id, service)
        if key not in self._said:
            places: dict[str | None, Span] = {}
            for finding in self._run(check, service) if check.concerns(service.has) else ():
                places.setdefault(None, finding.span)
                places.setdefault(finding.evidence, finding.span)
            self._said[key] = places
        places = self._said[key]
        place = places.get(told.finding.evidence) or places.get(None)
        return (("declared by", service.span) if place is None else ("set by", place),)


def _parts(subject: Subject) -> tuple[Subject, ...]:
    """What a subject is made of: a Dockerfile is a build and the image that it ships."""
    if isinstance(subject, Build):
        return (subject, subject.image)
    if isinstance(subject, Container) and subject.own_build is not None:
        return (subject, subject.own_build)
    return (subject,)


def _key(result: Result) -> tuple[str, Span]:
    return (result.check.id, result.span)


def _with_services(result: Result, services: Sequence[tuple[str, Span]]) -> Result:
    if not services or not result.subject.stages:
        return result
    return result._replace(related=(*result.related, *sorted(services, key=lambda s: s[1])))
