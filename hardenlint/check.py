"""What a check is, and what it says."""

from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .model import Field, Span, Subject

if TYPE_CHECKING:
    from .model import Fix

S = TypeVar("S", bound=Subject)

_PROFILES = ("baseline", "restricted", "opt-in")
"""Which profile a check belongs to; one that is opt-in runs when it is asked for by name."""

_SOURCES = {
    "Build": ("dockerfile",),
    "Image": ("dockerfile", "compose", "inspect", "live"),
    "Container": ("compose", "inspect", "live"),
    "Project": ("compose",),
    "Host": ("inspect", "live"),
}
"""What can be judged, by the name of its class, and the sources that it comes from."""


class Severity(IntEnum):
    """How much a finding matters; ordered, so thresholds compare."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()


class Finding(NamedTuple):
    """What a check found: where, and what it means here.

    message   one sentence without full stop, self-contained: it is the title of the finding
    why       why it matters *here*, when the page's first sentence of Why is not specific enough
    severity  when context moves it from the check's own
    related   further places, each with what is there
    evidence  the normalised value the finding is about, part of its identity; never a secret
    secret    True when the text at `span` must not be shown
    covers    ids of checks whose findings on the same subject this one replaces
    profile   when context moves it from the check's own
    fix       what would put it right, where there is one right answer
    """

    span: Span
    message: str
    why: str = ""
    severity: Severity | None = None
    related: tuple[tuple[str, Span], ...] = ()
    evidence: str = ""
    secret: bool = False
    covers: tuple[str, ...] = ()
    profile: str = ""
    fix: "Fix | None" = None


class StaleIndexError(Exception):
    """A check was changed and the index that tells of it was not: `python -m tests.index`."""


class Check:
    """One rule: a pure function of one kind of subject, its severity, its references, its page.

    `covers` are the checks whose findings on the same subject a finding of this one implies;
    `outranks` those whose finding on the very same text it replaces. `escapes` tells that its
    severity is about reaching the host, which an engine that maps root away makes harder.
    `subject` is the class of what is judged, by name ("Container"): the annotation of the
    function's only parameter. `needs` are facts of the subject, by name, without any of which the
    check has nothing to say: it does not run then. `aliases` are the ids that it had before, the
    first one first: they keep their meaning wherever a person has written them.

    What is said about a check is known before its module is imported, which happens when `run`
    or `doc` are first asked for: most checks that are listed do not run in a scan.
    """

    __slots__ = (
        "_run", "aliases", "cis", "covers", "escapes", "id", "module", "needs", "outranks",
        "profile", "references", "severity", "sources", "subject",
    )  # fmt: skip

    def __init__(
        self,
        module: str,
        name: str,
        subject: str,
        severity: Severity,
        profile: str = "baseline",
        *,
        cis: tuple[str, ...] = (),
        references: tuple[str, ...] = (),
        covers: tuple[str, ...] = (),
        outranks: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
        escapes: bool = False,
        needs: tuple[str, ...] = (),
        aliases: tuple[str, ...] = (),
        run: Callable[..., Iterator[Finding]] | None = None,
    ) -> None:
        self.id = name.replace("_", "-")
        self.module = module
        self.subject = subject
        self.severity = severity
        self.profile = profile
        self.cis = cis
        self.references = references
        self.covers = covers
        self.outranks = outranks
        self.sources = sources or _SOURCES[subject]
        self.escapes = escapes
        self.needs = needs
        self.aliases = aliases
        self._run = run

    @classmethod
    def listed(cls, entry: tuple[Any, ...]) -> "Check":
        """Return the check that an entry of an index tells of; its module is not imported yet."""
        check = cls.__new__(cls)  # some two hundred are made at each start
        (
            check.module, check.subject, severity, check.profile, check.cis, check.references,
            check.covers, check.outranks, check.sources, check.escapes, check.needs, check.aliases,
        ) = entry  # fmt: skip
        check.id = check.module.rpartition(".")[2].replace("_", "-")
        check.severity = Severity(severity)
        check._run = None
        return check

    @property
    def entry(self) -> tuple[Any, ...]:
        """What an index tells of it: constants, so that reading an index costs next to nothing."""
        told = (self.cis, self.references, self.covers, self.outranks, self.sources)
        return (
            self.module, self.subject, int(self.severity), self.profile,
            *told, self.escapes, self.needs, self.aliases,
        )  # fmt: skip

    def judges(self, subject: Subject) -> bool:
        """Whether it is about such a subject, from such a source."""
        return subject.source in self.sources and self.subject in subject.kinds

    def concerns(self, subject: Subject) -> bool:
        """Whether a subject has any of the facts that it needs; an unknown fact is none."""
        return not self.needs or any(subject.has(name) for name in self.needs)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes by name."""
        # Not pickled as it is: under the name of its function, pickle would find this check
        # instead.
        return (_named, (self.module, self.id))

    @property
    def run(self) -> Callable[..., Iterator[Finding]]:
        """The function, imported when it is first asked for.

        Raises StaleIndexError when the module says something else of the check than the index.
        """
        if self._run is None:
            found = _named(self.module, self.id)
            # By the index it was decided that the check runs here: a stale one would hide findings.
            if found.entry != self.entry:
                raise StaleIndexError(f"the index of checks is older than {self.module}")
            self._run = found.run
        return self._run

    @property
    def doc(self) -> str:
        """The page: the function's docstring, indentation removed."""
        import inspect  # noqa: PLC0415 - only where the page is read

        return inspect.getdoc(self.run) or ""

    @property
    def first_id(self) -> str:
        """The id that it was given first: findings are identified by it, whatever it is called."""
        return self.aliases[0] if self.aliases else self.id

    @property
    def all_references(self) -> tuple[str, ...]:
        """CIS numbers first, then the others."""
        return (*(f"CIS Docker 1.6: {number}" for number in self.cis), *self.references)


def check(
    severity: Severity,
    profile: str = "baseline",
    *,
    cis: tuple[str, ...] = (),
    references: tuple[str, ...] = (),
    covers: tuple[str, ...] = (),
    outranks: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
    escapes: bool = False,
    needs: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
) -> Callable[[Callable[[S], Iterator[Finding]]], Check]:
    """Turn a function into a `Check` whose id is the function's name in kebab-case.

    `profile` is "baseline", "restricted" or "opt-in"; `sources` only where a check applies to
    fewer than its subject does; `escapes` where the severity is about reaching the host;
    `needs` names facts of the subject without any of which there is nothing to say ("mounts",
    "env", "capabilities.add") and instructions of its Dockerfile ("COPY"), so that a check is not
    even imported for a container without mounts; `aliases` are former ids, where a check was
    renamed.

    Raises TypeError when the function or the profile is not what a check needs.
    """

    def decorate(run: Callable[[S], Iterator[Finding]]) -> Check:
        if profile not in _PROFILES:
            raise TypeError(f"{run.__name__}: the profile is one of {', '.join(_PROFILES)}")
        return Check(
            run.__module__,
            run.__name__,
            _judged_by(run),
            severity,
            profile,
            cis=cis,
            references=references,
            covers=covers,
            outranks=outranks,
            sources=sources,
            escapes=escapes,
            needs=needs,
            aliases=aliases,
            run=run,
        )

    return decorate


def _judged_by(run: Callable[..., Iterator[Finding]]) -> str:
    """The annotation of a function's only parameter, by name."""
    hints: dict[str, Any] = run.__annotations__
    if any(isinstance(hint, str) for hint in hints.values()):
        from typing import get_type_hints  # noqa: PLC0415 - only for annotations that are text

        hints = get_type_hints(run)
    kinds = [kind for name, kind in hints.items() if name != "return"]
    kind = kinds[0] if len(kinds) == 1 and isinstance(kinds[0], type) else object
    if not issubclass(kind, Subject) or kind.__name__ not in _SOURCES:
        raise TypeError(f"{run.__name__}: its one parameter is annotated with what it judges")
    return kind.__name__


def _named(module: str, name: str) -> Check:
    from importlib import import_module  # noqa: PLC0415 - only when a check first runs

    found = getattr(import_module(module), name.replace("-", "_"))
    assert isinstance(found, Check)  # noqa: S101 - for the type checker
    return found


def default_note(field: Field[Any]) -> str:
    """How a message says that the value came from somewhere else: " (default value of $BIND)"."""
    return f" ({field.note})" if field.note else ""
