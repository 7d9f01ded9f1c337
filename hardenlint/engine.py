"""Run checks over subjects: one root cause, one finding, told by whoever owns it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .check import Check, Finding, Severity
from .errors import Problem
from .model import Build, Container, Fix, Image, Span, Subject
from .policy import Policy
from .policy.policy import relative

if TYPE_CHECKING:
    from .policy.suppression import Excuses, Suppression


class Result(NamedTuple):
    """A finding in context: which check made it, about whom, and where it is located.

    `covers` are the checks whose findings this one has replaced. `fingerprint` identifies the
    finding across edits: no line number, no position in a list, no secret is part of it.
    `excuse` is the exception that silences it.
    """

    check: Check
    subject: Subject
    finding: Finding
    severity: Severity
    span: Span
    related: tuple[tuple[str, Span], ...]
    covers: tuple[str, ...]
    fingerprint: str
    excuse: "Suppression | None" = None

    @property
    def fix(self) -> Fix | None:
        """What would put it right in the file that it is written in."""
        is_written = self.subject.source in ("dockerfile", "compose") and self.span.path
        return self.finding.fix if is_written else None


class Reached(NamedTuple):
    """An engine that was to be audited: as asked for, and what became of it.

    `status` is ok, partial (not all could be read), unreachable or same (an engine that another
    address leads to as well); `containers` is how many were read.
    """

    name: str
    endpoint: str
    chosen: str
    status: str
    containers: int


class Report:
    """All that a scan or audit has to say.

    `files` counts what was read by kind (dockerfile, compose, inspect, live); `endpoint` is the
    engine audited, with how it was chosen; `hosts` are the engines that were to be audited, one by
    one. `excused` are the findings that an exception silences,
    `known` the number of those that a baseline knows. `root` is the folder that paths are told
    from, "" for the current one; `tells_excused` whether excused findings are told too.
    """

    __slots__ = (
        "endpoint", "errors", "excused", "exit_code", "fail_on", "files", "hosts", "known",
        "notes", "profile", "results", "root", "subjects", "tells_excused",
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
        known: int = 0,
    ) -> None:
        self.profile = policy.profile
        self.fail_on = policy.fail_on
        self.subjects = tuple(subjects)
        self.results = tuple(result for result in results if result.excuse is None)
        self.excused = tuple(result for result in results if result.excuse is not None)
        self.errors = tuple(errors)
        self.notes = tuple(notes)
        self.files = dict(files)
        self.endpoint = endpoint
        self.hosts: tuple[Reached, ...] = ()
        self.known = known
        self.root = policy.root
        self.tells_excused = False
        self.exit_code = self._exit_code()

    @property
    def shown(self) -> tuple[Result, ...]:
        """The findings to tell, in the order of their places."""
        if not self.tells_excused:
            return self.results
        return tuple(sorted((*self.results, *self.excused), key=_order))

    def _exit_code(self) -> int:
        if self.errors:
            return 3
        worst = max((result.severity for result in self.results), default=None)
        return int(worst is not None and self.fail_on is not None and worst >= self.fail_on)


def judge(
    subjects: Iterable[Subject],
    checks: Iterable[Check],
    policy: Policy,
    excuses: "Excuses | None" = None,
) -> tuple[list[Result], list[Problem]]:
    """Run every check that the policy wants over every subject it applies to.

    Returns the results in the order of their places, excused ones among them, and an error for
    each check that raised.
    """
    judge = _Judge(list(checks), policy, excuses)
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


class _Told(NamedTuple):
    """What a check said, and where that is; `own` when the image's own finding says it already."""

    check: Check
    finding: Finding
    span: Span
    related: tuple[tuple[str, Span], ...]
    own: bool
    excuse: "Suppression | None"


class _Judge:
    """One pass over the subjects; remembers what images own, so that services need not."""

    def __init__(self, checks: list[Check], policy: Policy, excuses: "Excuses | None") -> None:
        self.checks = checks
        self.policy = policy
        self.excuses = excuses
        self.problems: list[Problem] = []
        self.owned: set[tuple[str, Span]] = set()
        self.services: dict[tuple[str, Span], tuple[tuple[str, Span], ...]] = {}
        self._applicable: dict[tuple[type[Subject], str, Policy], list[Check]] = {}

    def subject(self, subject: Subject) -> list[Result]:
        """Judge one subject; a Dockerfile is judged as a build and as the image it ships."""
        policy = self.policy.at(subject)
        told = [
            self._place(subject, check, finding)
            for part in _parts(subject)
            for check in self._checks_for(part, policy)
            for finding in self._run(check, part)
        ]
        if not policy.select:
            told = [each for each in told if policy.includes(each.finding.profile or "baseline")]
        results: list[Result] = []
        for each, covers in _kept(told):
            if not each.own:
                results.append(self._result(subject, each, covers, policy))
            elif each.excuse is None:
                key = (each.check.id, each.finding.span)
                here = (f"service {subject.name} runs this image", subject.span)
                self.services[key] = (*self.services.get(key, ()), here)
        if isinstance(subject, Build):
            self.owned.update(_own(result) for result in results)
        return results

    def _checks_for(self, subject: Subject, policy: Policy) -> list[Check]:
        key = (type(subject), subject.source, policy)
        if key not in self._applicable:
            self._applicable[key] = [
                check
                for check in self.checks
                if policy.runs(check)
                and isinstance(subject, check.subject)
                and subject.source in check.sources
            ]
        return self._applicable[key]

    def _run(self, check: Check, subject: Subject) -> list[Finding]:
        try:
            return list(check.run(subject))
        except Exception as error:  # noqa: BLE001, RUF100 - whatever a check raises is its bug
            message = f"the check {check.id} failed on {subject.name}: {type(error).__name__}"
            self.problems.append(Problem("check-crash", message, subject.span))
            return []

    def _place(self, subject: Subject, check: Check, finding: Finding) -> _Told:
        """Locate a finding: what a service inherits from its image belongs to the image."""
        span, related, own = finding.span, finding.related, False
        if isinstance(subject, Container) and subject.own_build is not None:
            span = subject.own_build.place(span)
            related = tuple((text, subject.own_build.place(place)) for text, place in related)
        elif isinstance(subject, Container) and _inherited(subject, span):
            own = (check.id, span) in self.owned
            link = subject.build_link
            if link is not None and not own:
                related = (("decided here, in the image", span), *related)
                span = link.target.span if link.target.stated else link.span
        excuse = self.excuses.find(check.id, subject, span) if self.excuses is not None else None
        return _Told(check, finding, span, related, own, excuse)

    def _result(
        self, subject: Subject, told: _Told, covers: tuple[str, ...], policy: Policy
    ) -> Result:
        check, finding, related = told.check, told.finding, told.related
        if isinstance(subject, Container) and subject.declared is not None:
            related = (*related, self._declared(check, subject.declared))
        severity = check.severity if finding.severity is None else finding.severity
        reason = _mapped(subject) if check.escapes else ""
        if reason:
            severity = Severity(max(severity - 1, Severity.INFO))
            finding = finding._replace(why=_with_reason(check, finding, reason))
        severity = policy.severity(check.id) or severity
        mark = fingerprint(check.id, subject, told.span, finding.evidence, policy.root)
        return Result(
            check, subject, finding, severity, told.span, related, covers, mark, told.excuse
        )

    def _declared(self, check: Check, service: Container) -> tuple[str, Span]:
        """Name the line of the compose file that a running container's finding comes from."""
        for finding in self._run(check, service):
            return ("set by", finding.span)
        return ("declared by", service.span)


def _mapped(subject: Subject) -> str:
    """Say why root in a container is not root on its host; "" where it is, or nobody knows."""
    host = subject.host if isinstance(subject, Container) else None
    if host is None or not isinstance(subject, Container) or host.security_options is None:
        return ""
    if "rootless" in host.security_options:
        return f"The engine is rootless: root in the container is {_NOBODY}"
    own = subject.userns.value
    if "userns" not in host.security_options or own is None or own.mode == "host":
        return ""
    return f"The engine uses user namespaces: root in the container is {_NOBODY}"


_NOBODY = "an ordinary user of the host, so this counts one level less than elsewhere."


def _with_reason(check: Check, finding: Finding, reason: str) -> str:
    """Why it matters here, in the words of the finding or of the page, and why it does less so."""
    from .page import read  # noqa: PLC0415 - only on such engines

    why = finding.why or read(check.doc).why.partition("\n\n")[0]
    return f"{why} {reason}"


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


def _kept(told: list[_Told]) -> list[tuple[_Told, tuple[str, ...]]]:
    """Drop what a stronger finding says already.

    What is excused covers nothing, so that excusing a combination brings its parts back; it is
    kept itself, to be told as excused, unless a finding that counts covers it.
    """
    standing = [each for each in told if each.excuse is None]
    kept = _precedence(standing)
    if len(standing) == len(told):
        return kept
    return kept + [(each, covers) for each, covers in _precedence(told) if each.excuse]


def _precedence(told: list[_Told]) -> list[tuple[_Told, tuple[str, ...]]]:
    """Drop what a stronger finding on the same subject says already.

    `covers` counts for the whole subject, `outranks` for the very same text. A finding that is
    itself covered still covers: privileged implies what its parts imply.
    """
    covered: dict[str, int] = {}
    outranked: dict[tuple[str, Span], int] = {}
    for index, each in enumerate(told):
        for other in (*each.check.covers, *each.finding.covers):
            covered.setdefault(other, index)
        for other in each.check.outranks:
            outranked.setdefault((other, each.finding.span), index)
    replaced: dict[int, list[str]] = {}
    kept: list[int] = []
    for index, each in enumerate(told):
        name = each.check.id
        by = covered.get(name, outranked.get((name, each.finding.span)))
        if by is None or by == index:
            kept.append(index)
        elif name in covered:
            replaced.setdefault(by, []).append(name)
    return [(told[i], tuple(sorted(set(replaced.get(i, ()))))) for i in kept]


def fingerprint(check: str, subject: Subject, span: Span, evidence: str, root: str = "") -> str:
    """Identify a finding by what it is about: check, file, subject, key path, value.

    Positions in lists are left out of the key path, since the value names the item. Files are
    named from the root, containers by what stays when they are re-created. What an engine has told
    is the same whether it was asked or a snapshot of it is read.
    """
    from hashlib import sha256  # noqa: PLC0415 - only where there is a finding

    keys = "/".join(part for part in _keys(span) if not part.isdigit())
    text = "\0".join((check, _where(subject, span, root), _lasting_name(subject), keys, evidence))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _where(subject: Subject, span: Span, root: str) -> str:
    """The file; the host instead where an engine told it, at once or by a file of its words."""
    if span.host and subject.source in ("live", "inspect"):
        return span.host
    return relative(span.path, root) if span.path else span.host


def _keys(span: Span) -> list[str]:
    """The key path inside the document; a snapshot holds many documents of each host."""
    parts = span.pointer.split("/")
    return ["", *parts[5:]] if span.host and parts[1:4:2] == ["hosts", "documents"] else parts


def _lasting_name(subject: Subject) -> str:
    """Name a container of compose by project and service: its number and id come and go."""
    if not isinstance(subject, Container) or subject.source == "compose":
        return subject.name
    label = subject.labels.get("com.docker.compose.project")
    named = subject.service and label is not None and label.value
    return f"{named}/{subject.service}" if named else subject.name


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
