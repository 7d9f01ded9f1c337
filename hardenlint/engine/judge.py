"""Run checks over subjects, and tell each root cause once, where it is decided."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from hardenlint.check import Check, Finding, Severity
from hardenlint.errors import origin
from hardenlint.model import Build, Container, Span, Subject
from hardenlint.policy import Policy

from .about import About
from .result import Result, order

if TYPE_CHECKING:
    from hardenlint.policy.excuses import Excuses

    from .crash import Crash
    from .precedence import Told


def judge(
    subjects: Iterable[Subject],
    checks: Iterable[Check],
    policy: Policy,
    excuses: "Excuses | None" = None,
) -> "tuple[list[Result], list[Crash]]":
    """Run every check that the policy wants over every subject it applies to.

    Returns the results in the order of their places, excused ones among them, and the checks that
    raised.
    """
    work = _Pass(list(checks), policy, excuses)
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

    def __init__(self, checks: list[Check], policy: Policy, excuses: "Excuses | None") -> None:
        self.checks = checks
        self.policy = policy
        self.excuses = excuses
        self.crashes: list[Crash] = []
        self.owned: set[tuple[str, Span]] = set()
        self.services: dict[tuple[str, Span], list[tuple[str, Span]]] = {}
        self._applicable: dict[tuple[type[Subject], str, Policy], _Applicable] = {}
        self._said: dict[tuple[str, Container], dict[str | None, Span]] = {}

    def results_of(self, subject: Subject) -> list[Result]:
        """Judge one subject; a Dockerfile is judged as a build and as the image it ships."""
        try:
            policy = self.policy.at(subject)
            told = [each for part in _parts(subject) for each in self._told(subject, part, policy)]
            return self._results(subject, told, policy) if told else []
        except Exception as error:  # noqa: BLE001, RUF100 - the other subjects are judged all the same
            self._failed("", error, subject)
            return []

    def _results(self, subject: Subject, told: "list[Told]", policy: Policy) -> list[Result]:
        """Tell each root cause once, by the strongest finding about it."""
        from .precedence import strongest  # noqa: PLC0415 - see above

        about = About.of(subject)
        results: list[Result] = []
        for each, covers in strongest(told):
            if not each.own:
                try:
                    results.append(self._result(subject, about, each, covers, policy))
                except Exception as error:  # noqa: BLE001, RUF100 - the other findings are told
                    self._failed(each.check.id, error, subject)
            elif each.excuse is None:
                # A service for which it is excused is not named among those that run the image.
                key = (each.check.id, each.finding.span)
                here = (f"service {subject.name} runs this image", subject.span)
                self.services.setdefault(key, []).append(here)
        if isinstance(subject, Build):
            self.owned.update(_key(result) for result in results)
        return results

    def _told(self, subject: Subject, part: Subject, policy: Policy) -> "list[Told]":
        """Run the checks on a part of a subject."""
        told: list[Told] = []
        checks, ran, left_out = self._checks_for(part, policy)
        if self.excuses is not None:
            self.excuses.looked(subject, ran, left_out)
        for check in checks:
            for finding in self._run(check, part):
                try:
                    placed = self._place(subject, check, finding, policy)
                    if _counts(placed, policy):
                        told.append(placed)
                except Exception as error:  # noqa: BLE001, RUF100 - a plugin's finding may be anything
                    self._failed(check.id, error, subject)
        return told

    def _checks_for(self, subject: Subject, policy: Policy) -> _Applicable:
        """Return the checks to run on a subject."""
        key = (type(subject), subject.source.name, policy)
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

    def _run(self, check: Check, subject: Subject) -> list[Finding]:
        try:
            return list(check.run(subject)) if check.concerns(subject) else []
        except (Exception, SystemExit) as error:  # noqa: BLE001, RUF100 - whatever a check raises is its bug
            self._failed(check.id, error, subject)
            if self.excuses is not None:
                # It has not looked here, so an exception for it is not unneeded for that reason.
                self.excuses.looked(subject, frozenset(), frozenset((check.id,)))
            return []

    def _failed(self, check: str, error: BaseException, subject: Subject) -> None:
        from .crash import Crash  # noqa: PLC0415 - only after a bug

        self.crashes.append(Crash(check, origin(error), subject.name, subject.span))

    def _place(self, subject: Subject, check: Check, finding: Finding, policy: Policy) -> "Told":
        """Locate and weigh a finding: what a service inherits from its image is the image's."""
        from .precedence import Told  # noqa: PLC0415 - only where there is a finding
        from .rights import lessened  # noqa: PLC0415 - see above

        _check(finding)
        span, related, own = finding.span, finding.related, False
        if isinstance(subject, Container) and subject.own_build is not None:
            span = subject.own_build.place(span)
            related = tuple((text, subject.own_build.place(place)) for text, place in related)
        elif isinstance(subject, Container) and _inherited(subject, span):
            own = (check.id, span) in self.owned
            link = subject.build_link
            # The Dockerfile, judged by itself, does not say it: another stage ships, or other
            # arguments.
            if link is not None and not own:
                related = (("decided here, in the image", span), *related)
                span = link.target.span if link.target.stated else link.span
        # Where it is told a person writes the comment, so that is the place to look at.
        excuse = self.excuses.find(check.id, subject, span) if self.excuses is not None else None
        finding, severity = lessened(check, finding, subject)
        configured = policy.severity(check.id)
        # What somebody has decided is not weighed again.
        severity = severity if configured is None else configured
        return Told(check, finding, Severity(severity), span, related, own, excuse)

    def _result(
        self,
        subject: Subject,
        about: About,
        told: "Told",
        covers: tuple[str, ...],
        policy: Policy,
    ) -> Result:
        from .fingerprint import fingerprint  # noqa: PLC0415 - see above

        check, finding, related = told.check, told.finding, told.related
        if isinstance(subject, Container) and subject.declared is not None:
            related = (*related, self._declared(check, finding, subject.declared))
        mark = fingerprint(check.first_id, subject, told.span, finding.evidence, policy.root)
        result = Result(
            check,
            about,
            finding,
            told.severity,
            told.span,
            related,
            covers,
            mark,
            told.excuse,
        )
        order(result)  # where that fails, it fails here, and only for this one
        return result

    def _declared(self, check: Check, told: Finding, service: Container) -> tuple[str, Span]:
        """Name the line of the compose file that a running container's finding comes from."""
        # The same check, asked of the compose file, says on which line the fact stands.
        # It is asked once, however many findings there are.
        key = (check.id, service)
        if key not in self._said:
            places: dict[str | None, Span] = {}
            for finding in self._run(check, service):
                places.setdefault(None, finding.span)
                places.setdefault(finding.evidence, finding.span)
            self._said[key] = places
        places = self._said[key]
        place = places.get(told.evidence) or places.get(None)
        return ("declared by", service.span) if place is None else ("set by", place)


def _check(finding: Finding) -> None:
    """Raise TypeError for a finding whose parts could not be compared with those of others."""
    texts = (finding.message, finding.why, finding.evidence)
    spans: tuple[object, ...] = (finding.span, *(place for _, place in finding.related))
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("what a finding says, why, and its evidence are texts")
    if not all(isinstance(span, Span) and _is_sound(span) for span in spans):
        raise TypeError("the places of a finding are spans")


def _is_sound(span: Span) -> bool:
    numbers, texts = span[1:5], span[5:]
    return all(isinstance(number, int) for number in numbers) and all(
        isinstance(text, str) for text in texts
    )


def _counts(told: "Told", policy: Policy) -> bool:
    """Whether the policy lets it be told.

    What is not told is left out before one finding replaces another: it must not take with it what
    would have been told. Who names checks hears all of them; else a finding may be of another
    profile than its check.
    """
    profile = told.finding.profile or "baseline"
    return told.severity >= policy.min_severity and (
        bool(policy.select) or policy.includes(profile)
    )


def _parts(subject: Subject) -> tuple[Subject, ...]:
    """What a subject is made of: a Dockerfile is a build and the image that it ships."""
    if isinstance(subject, Build):
        return (subject, subject.image)
    if isinstance(subject, Container) and subject.own_build is not None:
        return (subject, subject.own_build)
    return (subject,)


def _inherited(container: Container, span: Span) -> bool:
    link = container.build_link
    build = container.build
    return (
        build is not None and link is not None and link.path != "" and span.path == build.span.path
    )


def _key(result: Result) -> tuple[str, Span]:
    return (result.check.id, result.span)


def _with_services(result: Result, services: Sequence[tuple[str, Span]]) -> Result:
    if not services or not result.subject.stages:
        return result
    return result._replace(related=(*result.related, *sorted(services, key=lambda s: s[1])))
