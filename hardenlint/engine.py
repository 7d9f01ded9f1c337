"""Run checks over subjects: one root cause, one finding, told by whoever owns it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .check import Check, Finding, Severity
from .errors import Problem
from .model import Build, Container, Image, Span, Subject


class Policy(NamedTuple):
    """What the user wants to hear.

    `select` names checks to run whatever their profile (empty: those of the profile);
    `opt_in` are the opt-in checks that something (an allowlist) has switched on.
    `fail_on` None is "never".
    """

    profile: str = "baseline"
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    opt_in: frozenset[str] = frozenset()
    min_severity: Severity = Severity.INFO
    fail_on: Severity | None = Severity.MEDIUM

    def runs(self, check: Check) -> bool:
        """Whether a check runs at all."""
        if check.id in self.ignore:
            return False
        if self.select:
            return check.id in self.select
        return check.id in self.opt_in or self.includes(check.profile)

    def includes(self, profile: str) -> bool:
        """Whether the profile asked for contains another."""
        return profile == "baseline" or profile == self.profile


class Result(NamedTuple):
    """A finding in context: which check made it, about whom, and where it is located.

    `covers` are the checks whose findings this one has replaced. `fingerprint` identifies the
    finding across edits: no line number, no position in a list, no secret is part of it.
    """

    check: Check
    subject: Subject
    finding: Finding
    severity: Severity
    span: Span
    related: tuple[tuple[str, Span], ...]
    covers: tuple[str, ...]
    fingerprint: str


class Report:
    """All that a scan or audit has to say.

    `files` counts what was read by kind (dockerfile, compose, inspect, live); `endpoint` is the
    engine audited, with how it was chosen.
    """

    __slots__ = (
        "endpoint", "errors", "exit_code", "fail_on", "files", "notes", "profile", "results",
        "subjects", "suppressed",
    )  # fmt: skip

    def __init__(
        self,
        policy: Policy,
        subjects: Sequence[Subject],
        results: Sequence[Result],
        errors: Sequence[Problem],
        notes: Sequence[Problem],
        files: Mapping[str, int],
        endpoint: str = "",
    ) -> None:
        self.profile = policy.profile
        self.fail_on = policy.fail_on
        self.subjects = tuple(subjects)
        self.results = tuple(results)
        self.errors = tuple(errors)
        self.notes = tuple(notes)
        self.files = dict(files)
        self.endpoint = endpoint
        self.suppressed = 0
        self.exit_code = self._exit_code()

    def _exit_code(self) -> int:
        if self.errors:
            return 3
        worst = max((result.severity for result in self.results), default=None)
        return int(worst is not None and self.fail_on is not None and worst >= self.fail_on)


def judge(
    subjects: Iterable[Subject], checks: Iterable[Check], policy: Policy
) -> tuple[list[Result], list[Problem]]:
    """Run every check that the policy wants over every subject it applies to.

    Returns the results in the order of their places, and an error for each check that raised.
    """
    judge = _Judge([check for check in checks if policy.runs(check)], policy)
    ordered = sorted(subjects, key=lambda subject: isinstance(subject, Container))
    results = [result for subject in ordered for result in judge.subject(subject)]
    results = [_with_services(result, judge.services.get(_own(result), ())) for result in results]
    kept = [result for result in results if result.severity >= policy.min_severity]
    return merged(kept), judge.problems


def merged(results: Iterable[Result]) -> list[Result]:
    """Put results in the order of their places; the same one told twice is one.

    Two projects may include one file, and parts of a scan may build one Dockerfile.
    """
    unique: dict[tuple[str, str, Span, str], Result] = {}
    for result in results:
        key = _identity(result)
        if key in unique:
            related = dict.fromkeys((*unique[key].related, *result.related))
            result = result._replace(related=tuple(sorted(related, key=lambda place: place[1])))
        unique[key] = result
    return sorted(unique.values(), key=_order)


class _Judge:
    """One pass over the subjects; remembers what images own, so that services need not."""

    def __init__(self, checks: list[Check], policy: Policy) -> None:
        self.checks = checks
        self.policy = policy
        self.problems: list[Problem] = []
        self.owned: set[tuple[str, Span]] = set()
        self.services: dict[tuple[str, Span], tuple[tuple[str, Span], ...]] = {}
        self._applicable: dict[tuple[type[Subject], str], list[Check]] = {}

    def subject(self, subject: Subject) -> list[Result]:
        """Judge one subject; a Dockerfile is judged as a build and as the image it ships."""
        found = [
            (check, finding)
            for part in _parts(subject)
            for check in self._checks_for(part)
            for finding in self._run(check, part)
        ]
        results = [
            placed
            for check, finding, covers in _precedence(found)
            if (placed := self._place(subject, check, finding, covers)) is not None
        ]
        if isinstance(subject, Build):
            self.owned.update(_own(result) for result in results)
        return results

    def _checks_for(self, subject: Subject) -> list[Check]:
        key = (type(subject), subject.source)
        if key not in self._applicable:
            self._applicable[key] = [
                check
                for check in self.checks
                if isinstance(subject, check.subject) and subject.source in check.sources
            ]
        return self._applicable[key]

    def _run(self, check: Check, subject: Subject) -> list[Finding]:
        try:
            found = list(check.run(subject))
        except Exception as error:  # noqa: BLE001, RUF100 - whatever a check raises is its bug
            message = f"the check {check.id} failed on {subject.name}: {type(error).__name__}"
            self.problems.append(Problem("check-crash", message, subject.span))
            return []
        if self.policy.select:
            return found
        return [f for f in found if f.profile == "" or self.policy.includes(f.profile)]

    def _place(
        self, subject: Subject, check: Check, finding: Finding, covers: tuple[str, ...]
    ) -> Result | None:
        """Locate a finding: what a service inherits from its image belongs to the image."""
        span, related = finding.span, finding.related
        if isinstance(subject, Container) and subject.own_build is not None:
            span = subject.own_build.place(span)
            related = tuple((text, subject.own_build.place(place)) for text, place in related)
        elif isinstance(subject, Container) and _inherited(subject, span):
            own = (check.id, span)
            if own in self.owned:
                self.services[own] = (
                    *self.services.get(own, ()),
                    (f"service {subject.name} runs this image", subject.span),
                )
                return None
            link = subject.build_link
            if link is not None:
                related = (("decided here, in the image", span), *related)
                span = link.target.span if link.target.stated else link.span
        if isinstance(subject, Container) and subject.declared is not None:
            related = (*related, self._declared(check, subject.declared))
        severity = check.severity if finding.severity is None else finding.severity
        mark = fingerprint(check.id, subject, span, finding.evidence)
        return Result(check, subject, finding, severity, span, related, covers, mark)

    def _declared(self, check: Check, service: Container) -> tuple[str, Span]:
        """Name the line of the compose file that a running container's finding comes from."""
        for finding in self._run(check, service):
            return ("set by", finding.span)
        return ("declared by", service.span)


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


def _own(result: Result) -> tuple[str, Span]:
    return (result.check.id, result.span)


def _with_services(result: Result, services: tuple[tuple[str, Span], ...]) -> Result:
    if not services or not isinstance(result.subject, Build):
        return result
    return result._replace(related=(*result.related, *sorted(services, key=lambda s: s[1])))


def _precedence(found: list[tuple[Check, Finding]]) -> list[tuple[Check, Finding, tuple[str, ...]]]:
    """Drop what a stronger finding on the same subject says already.

    `covers` counts for the whole subject, `outranks` for the very same text. A finding that is
    itself covered still covers: privileged implies what its parts imply.
    """
    covered: dict[str, int] = {}
    outranked: dict[tuple[str, Span], int] = {}
    for index, (check, finding) in enumerate(found):
        for other in (*check.covers, *finding.covers):
            covered.setdefault(other, index)
        for other in check.outranks:
            outranked.setdefault((other, finding.span), index)
    replaced: dict[int, list[str]] = {}
    kept: list[int] = []
    for index, (check, finding) in enumerate(found):
        by = covered.get(check.id, outranked.get((check.id, finding.span)))
        if by is None or by == index:
            kept.append(index)
        elif check.id in covered:
            replaced.setdefault(by, []).append(check.id)
    return [(*found[i], tuple(sorted(set(replaced.get(i, ()))))) for i in kept]


def fingerprint(check: str, subject: Subject, span: Span, evidence: str) -> str:
    """Identify a finding by what it is about: check, file, subject, key path, value.

    Positions in lists are left out of the key path, since the value names the item.
    """
    from hashlib import sha256  # noqa: PLC0415 - only where there is a finding

    keys = "/".join(part for part in span.pointer.split("/") if not part.isdigit())
    path = os.path.normpath(span.path).replace(os.sep, "/") if span.path else span.container
    text = "\0".join((check, path, subject.name, keys, evidence))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _identity(result: Result) -> tuple[str, str, Span, str]:
    return (result.check.id, result.subject.name, result.span, result.finding.message)


def _order(result: Result) -> tuple[str, str, int, int, str, str, str]:
    span = result.span
    where = (span.path or "", f"{span.host}/{span.container}", span.line, span.column)
    return (*where, result.check.id, result.subject.name, result.finding.message)


def images_of(subjects: Iterable[Subject]) -> list[Image]:
    """Every image configuration among the subjects, those of Dockerfiles included."""
    return [
        part
        for subject in subjects
        for part in ((subject.image,) if isinstance(subject, Build) else (subject,))
        if isinstance(part, Image)
    ]
