"""All exceptions of a scan: which were needed, and what is told of those that were not."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from hardenlint.check import renaming
from hardenlint.errors import Problem
from hardenlint.model import Container, Span, Subject

from .lookup import Index, LeftOut
from .suppression import Malformed, Suppression, today

KIND = "suppression"
"""The kind of the notes about exceptions."""


class _Names:
    """The ids of all checks; guesses what was meant, for as many as a person reads."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = dict.fromkeys(known)
        self._guesses = 20

    def near(self, name: str) -> str:
        if not self._guesses:
            return ""
        from hardenlint.text.wording import near  # noqa: PLC0415 - only after a typo

        self._guesses -= 1
        meant = near(name, self.known, 0.6)
        return f"; {meant!r} is near" if meant else ""


def _quoted(name: str) -> str:
    """The id of a check as it is written, where it is but a word."""
    from hardenlint.facts.telling import is_word  # noqa: PLC0415 - only after a typo

    return repr(name) if is_word(name) else "like this"


class Suppressions:
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
        self._left_out = LeftOut()
        self._index = Index((each for each in self.needed if self._counts(each)), root)

    def join(self, other: "Suppressions") -> "Suppressions":
        """Return the exceptions of two parts of a scan together."""
        joined = Suppressions(
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
            joined._left_out.take(part._left_out)
        return joined

    def looked(self, subject: Subject, ran: frozenset[str], left_out: frozenset[str]) -> None:
        """Note which checks ran on a subject, and which would have but for the policy."""
        self.ran |= ran
        # A service may be written in several files (override, extends): an exception in any of
        # them, or for any of them, may be about it.
        project = subject.project if isinstance(subject, Container) else None
        files = project.files if project is not None else ()
        self._left_out.add((subject.name, subject.span.path or "", files), left_out)

    def missed(self, each: Suppression) -> list[str]:
        """Name the checks of an exception that ran wherever it counts and did not need it."""
        if each.checks == ("*",):
            return [] if self.needed[each] else ["*"]
        missed = self.ran.intersection(each.checks) - self.needed[each]
        if missed:
            missed -= self._left_out.about(each, missed, self.root)
        return [check for check in each.checks if check in missed]

    def _counts(self, each: Suppression) -> bool:
        return not each.expired(self.day) and bool(each.reason or not self.require_reason)

    def find(self, check: str, subject: Subject, span: Span) -> Suppression | None:
        """Return the exception that suppresses a finding, and note that it was needed."""
        if check in self.locked:
            return None
        found = self._index.find(check, subject, span)
        if found is not None:
            self.needed[found].add(check)
        return found

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

    def notes(
        self,
        known: Callable[[], Iterable[str]],
        *,
        everywhere: bool,
        about: frozenset[str] = frozenset(),
    ) -> Iterator[Problem]:
        """Tell about exceptions that suppress nothing: malformed, expired, locked, not needed.

        `known` gives the ids of all checks. Exceptions of the configuration are missed only when
        it was looked `everywhere`. Who asks `about` some checks hears of no others.
        """
        yield from self._unread()
        # Asked for once, and only where an id did not run.
        names = cache(lambda: _Names(known()))
        for each in self._asked(about):
            for name, check in each.former:
                yield Problem(KIND, renaming(name, check), each.span)
            missed = self.missed(each) if everywhere or each.by != "config" else []
            for message in (*self._void(each, names), *self._idle(each, missed)):
                yield Problem(KIND, message, each.span)

    def lapsed(
        self, known: Callable[[], Iterable[str]], about: frozenset[str] = frozenset()
    ) -> Iterator[Problem]:
        """Those of the notes that say why a finding is told in spite of an exception for it."""
        yield from self._unread()
        names = cache(lambda: _Names(known()))
        for each in self._asked(about):
            for message in self._void(each, names):
                yield Problem(KIND, message, each.span)

    def _unread(self) -> Iterator[Problem]:
        return (Problem(KIND, message, span) for span, message in self.malformed)

    def _asked(self, about: frozenset[str]) -> Iterator[Suppression]:
        """Those for these checks; what is written for another tool need not be needed here."""
        for each in self.needed:
            if not each.tool and not (about and about.isdisjoint(each.checks)):
                yield each

    def _void(self, each: Suppression, names: Callable[[], "_Names"]) -> Iterator[str]:
        """Say why an exception, or a part of it, does not count."""
        if not self._counts(each):
            about = f"the exception for {', '.join(each.checks)}"
            is_over = each.expired(self.day)
            why = f"expired on {each.until}" if is_over else "gives no reason; it does not count"
            yield f"{about} {why}"
            return
        for check in each.checks:
            if check == "*":
                continue
            if check not in self.ran and check not in names().known:
                yield f"no check is named {_quoted(check)}{names().near(check)}"
            elif check in self.locked:
                yield f"{check} is locked by the configuration; the exception does not count"

    def _idle(self, each: Suppression, missed: list[str]) -> Iterator[str]:
        """Say what is missing in an exception that counts, or that nothing needs it."""
        if not self._counts(each):
            return
        if not each.reason:
            yield f"the exception for {', '.join(each.checks)} gives no reason"
        for check in missed:
            # What is locked never needs one, and that is told already.
            if check == "*":
                yield "nothing here needs an exception any more"
            elif check not in self.locked:
                yield f"nothing here needs the exception for {check} any more"
