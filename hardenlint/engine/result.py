"""What the checks have found, as a report tells it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hardenlint.check import Check, Finding, Severity
from hardenlint.errors import Problem, origin
from hardenlint.model import Fix, Span
from hardenlint.policy import Policy

from .about import About

if TYPE_CHECKING:
    from hardenlint.model.source import Source
    from hardenlint.policy.accepted import Accepted
    from hardenlint.policy.suppression import Suppression

    from .reached import Reached


class Result(NamedTuple):
    """A finding in context: which check made it, about whom, and where it is located.

    `covers` are the checks whose findings this one has replaced. `fingerprint` identifies the
    finding across edits: no line number, no position in a list, no secret is part of it.
    `suppression` is the exception that silences it. `former` is the fingerprint that it had in
    earlier versions, "" where it is the same.
    """

    check: Check
    subject: About
    finding: Finding
    severity: Severity
    span: Span
    related: tuple[tuple[str, Span], ...]
    covers: tuple[str, ...]
    fingerprint: str
    suppression: "Suppression | None" = None
    former: str = ""

    @property
    def fix(self) -> Fix | None:
        """What would put it right in the file that it is written in."""
        return self.finding.fix if self.subject.source.is_fixable and self.span.path else None


class Report:
    """All that a scan or audit has to say.

    `accepted` are errors that do not count, since somebody accepts them. `files` counts what was
    read of each source; `hosts` are the engines that were to be audited,
    one by one. `suppressed` are the findings that an exception silences, `known` the number of
    those that are known. `lapsed` are the notes about exceptions that do not count.
    `root` is the folder that paths are told from, "" for the current one; `tells_suppressed`
    whether suppressed findings are told too. `as_of` is the day that was stated, "" for none.
    """

    __slots__ = (
        "accepted",
        "as_of",
        "errors",
        "exit_code",
        "fail_on",
        "files",
        "hosts",
        "known",
        "lapsed",
        "notes",
        "profile",
        "results",
        "root",
        "subjects",
        "suppressed",
        "tells_suppressed",
    )  # fmt: skip

    def __init__(
        self,
        policy: Policy,
        subjects: Sequence[About],
        results: Sequence[Result],
        errors: Sequence[Problem],
        notes: Sequence[Problem],
        files: "Mapping[Source, int]",
        *,
        known: int = 0,
        lapsed: Sequence[Problem] = (),
        hosts: "Sequence[Reached]" = (),
        root: str = "",
        tells_suppressed: bool = False,
        accepted: "Sequence[Accepted]" = (),
    ) -> None:
        self.profile = policy.profile
        self.fail_on = policy.fail_on
        self.as_of = policy.as_of
        self.subjects = tuple(subjects)
        if results or errors or notes or accepted:  # else there is nothing to look over
            from . import redaction  # noqa: PLC0415 - see above

            results = list(map(redaction.result, results))
            problems = (errors, notes, lapsed)
            errors, notes, lapsed = (list(map(redaction.problem, each)) for each in problems)
            accepted = [each._replace(problem=redaction.problem(each.problem)) for each in accepted]
        self.results = tuple(result for result in results if result.suppression is None)
        self.suppressed = tuple(result for result in results if result.suppression is not None)
        self.errors = tuple(errors)
        self.accepted = tuple(accepted)
        self.notes = tuple(notes)
        self.lapsed = tuple(lapsed)
        self.files = dict(files)
        self.hosts = tuple(hosts)
        self.known = known
        self.root = root
        self.tells_suppressed = tells_suppressed
        self.exit_code = self._exit_code()

    @property
    def endpoint(self) -> str:
        """The engine audited and who chose it; of many how many could be audited."""
        if len(self.hosts) == 1:
            host = self.hosts[0]
            return f"{host.endpoint} ({host.chosen})" if host.status != "unreachable" else ""
        read = sum(host.status != "unreachable" for host in self.hosts)
        return f"{read} of {len(self.hosts)} hosts" if self.hosts else ""

    @property
    def shown(self) -> tuple[Result, ...]:
        """The findings to tell, in the order of their places."""
        if not self.tells_suppressed:
            return self.results
        return tuple(sorted((*self.results, *self.suppressed), key=order))

    def lose(self, result: Result, error: Exception) -> None:
        """Leave out a finding that cannot be told, and tell that."""
        self.results = tuple(each for each in self.results if each is not result)
        self.suppressed = tuple(each for each in self.suppressed if each is not result)
        message = f"a finding of {result.check.id} cannot be written: {origin(error)}"
        self.errors += (Problem("check-crash", message, Span(result.span.path)),)
        self.exit_code = self._exit_code()

    def only(self, results: Sequence[Result]) -> "Report":
        """The same report with nothing but these findings."""
        from copy import copy  # noqa: PLC0415 - only after a bug

        found = copy(self)
        found.results = tuple(result for result in results if result.suppression is None)
        found.suppressed = tuple(result for result in results if result.suppression is not None)
        found.subjects, found.errors, found.accepted = (), (), ()
        found.notes, found.lapsed = (), ()
        return found

    def _exit_code(self) -> int:
        # This outranks findings: what could not be read may hold worse ones.
        if self.errors:
            return 3
        worst = max((result.severity for result in self.results), default=None)
        return int(worst is not None and self.fail_on is not None and worst >= self.fail_on)


def order(result: Result) -> tuple[str, str, int, int, str, str, str]:
    """What results are sorted by: their places first."""
    span = result.span
    where = (span.path or "", f"{span.host}/{span.container}", span.line, span.column)
    return (*where, result.check.id, result.subject.name, result.finding.message)
