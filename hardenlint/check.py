"""What a check is, and what it says."""

from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Any, NamedTuple, TypeVar, get_type_hints

from .model import Field, Fix, Span, Subject
from .model.container import Container
from .model.image import Image

S = TypeVar("S", bound=Subject)

_PROFILES = ("baseline", "restricted", "opt-in")
"""Which profile a check belongs to; one that is opt-in runs when it is asked for by name."""


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
    fix: Fix | None = None


class Check:
    """One rule: a pure function of one kind of subject, its severity, its references, its page.

    `covers` are the checks whose findings on the same subject a finding of this one implies;
    `outranks` those whose finding on the very same text it replaces. `escapes` tells that its
    severity is about reaching the host, which an engine that maps root away makes harder.
    `subject` is the class of what is judged: the annotation of the function's only parameter.

    Raises TypeError when the function or the profile is not what a check needs.
    """

    __slots__ = (
        "_sources", "cis", "covers", "escapes", "id", "module", "outranks", "profile", "references",
        "run", "severity", "subject",
    )  # fmt: skip

    def __init__(
        self,
        run: Callable[..., Iterator[Finding]],
        severity: Severity,
        profile: str = "baseline",
        *,
        cis: tuple[str, ...] = (),
        references: tuple[str, ...] = (),
        covers: tuple[str, ...] = (),
        outranks: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
        escapes: bool = False,
    ) -> None:
        if profile not in _PROFILES:
            raise TypeError(f"{run.__name__}: the profile is one of {', '.join(_PROFILES)}")
        self.id = run.__name__.replace("_", "-")
        self.subject = _judged_by(run)
        self.module = run.__module__
        self.run = run
        self.severity = severity
        self.profile = profile
        self.cis = cis
        self.references = references
        self.covers = covers
        self.outranks = outranks
        self.escapes = escapes
        self._sources = sources

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes by name."""
        return (_named, (self.module, self.run.__name__))

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it applies: dockerfile, compose, inspect, live."""
        if self._sources:
            return self._sources
        if issubclass(self.subject, Container):
            return ("compose", "inspect", "live")
        if issubclass(self.subject, Image):
            return ("dockerfile", "compose", "inspect", "live")
        kinds = {"project": ("compose",), "host": ("inspect", "live")}
        return kinds.get(self.subject.kind, ("dockerfile",))

    @property
    def doc(self) -> str:
        """The page: the function's docstring, indentation removed."""
        import inspect  # noqa: PLC0415 - only where the page is read

        return inspect.getdoc(self.run) or ""

    @property
    def all_references(self) -> tuple[str, ...]:
        """CIS numbers first, then the others."""
        return (*(f"CIS Docker 1.6: {number}" for number in self.cis), *self.references)


def _judged_by(run: Callable[..., Iterator[Finding]]) -> type[Subject]:
    """The annotation of a function's only parameter."""
    hints: dict[str, Any] = run.__annotations__
    if any(isinstance(hint, str) for hint in hints.values()):
        hints = get_type_hints(run)
    kinds = [kind for name, kind in hints.items() if name != "return"]
    if len(kinds) != 1 or not isinstance(kinds[0], type) or not issubclass(kinds[0], Subject):
        raise TypeError(f"{run.__name__}: its one parameter is annotated with what it judges")
    return kinds[0]


def _named(module: str, name: str) -> Check:
    from importlib import import_module  # noqa: PLC0415 - only between processes

    found = getattr(import_module(module), name)
    assert isinstance(found, Check)  # noqa: S101 - for the type checker
    return found


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
) -> Callable[[Callable[[S], Iterator[Finding]]], Check]:
    """Turn a function into a `Check` whose id is the function's name in kebab-case.

    `profile` is "baseline", "restricted" or "opt-in"; `sources` only where a check applies to
    fewer than its subject does; `escapes` where the severity is about reaching the host.
    """

    def decorate(run: Callable[[S], Iterator[Finding]]) -> Check:
        return Check(
            run,
            severity,
            profile,
            cis=cis,
            references=references,
            covers=covers,
            outranks=outranks,
            sources=sources,
            escapes=escapes,
        )

    return decorate


def default_note(field: Field[Any]) -> str:
    """How a message says that the value came from somewhere else: " (default value of $BIND)"."""
    return f" ({field.note})" if field.note else ""
