"""What a check is, and what it says."""

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .errors import HardenlintError
from .model import Field, Span, Subject
from .model.source import Source
from .model.subject import INSTRUCTIONS

if TYPE_CHECKING:
    from .model import Fix

S = TypeVar("S", bound=Subject)

_PROFILES = ("baseline", "restricted", "opt-in")
"""Which profile a check belongs to; one that is opt-in runs when it is asked for by name."""

_JUDGED = ("Build", "Image", "Container", "Project", "Host")
"""What can be judged, by the name of its class."""


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
    here      words of the page's Fix that are examples, each with what stands for it here:
              (("5432:5432", "9200:9200"),)
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
    here: tuple[tuple[str, str], ...] = ()


class StaleIndexError(HardenlintError):
    """A check was changed, and the index that tells of it was not."""


class _Said(NamedTuple):
    """What is said about a check: known before its module is imported."""

    id: str
    module: str
    subject: str
    severity: Severity
    profile: str = "baseline"
    cis: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    outranks: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    escapes: bool = False
    needs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    first_id: str = ""


class Check(_Said):
    """One rule: a pure function of one kind of subject, its severity, its references, its page.

    `covers` are the checks whose findings on the same subject a finding of this one implies;
    `outranks` those whose finding on the very same text it replaces. `escapes` tells that its
    severity is about reaching the host, which an engine that maps root away makes harder.
    `subject` is the class of what is judged, by name ("Container"): the annotation of the
    function's only parameter, wherever that comes from but for the sources named in `without`,
    which may name "windows", too: what only holds on Linux.
    `needs` are facts of the subject, by name, without any of which the check has nothing to say: it
    does not run then. `aliases` are other ids that it is known by, wherever a person has written
    them: those that it had, and those of checks whose work it does now. `first_id` is the one that
    its findings are identified by: the first that it had.

    All this is known before the module of a check is imported, which happens when `run` or `doc`
    are first asked for: most checks that are listed do not run in a scan.
    """

    _run: Callable[..., Iterator[Finding]] | None = None

    @classmethod
    def listed(cls, entry: tuple[Any, ...]) -> "Check":
        """Return the check that an entry of an index tells of; its module is not imported yet."""
        return cls._make((*entry[:3], Severity(entry[3]), *entry[4:]))

    @property
    def entry(self) -> tuple[Any, ...]:
        """What an index tells of it: constants, so that reading an index costs next to nothing."""
        return (*self[:3], int(self.severity), *self[4:])

    def judges(self, subject: Subject) -> bool:
        """Whether it is about such a subject, from such a source."""
        return (
            self.subject in subject.classes
            and subject.source.name not in self.without
            and not (subject.is_windows and "windows" in self.without)
        )

    def sources(self, every: Iterable[Source]) -> tuple[str, ...]:
        """Of the sources that there are, the names of those whose subjects it judges."""
        return tuple(
            source.name
            for source in every
            if self.subject in source.judged and source.name not in self.without
        )

    def concerns(self, has: Callable[[str], bool]) -> bool:
        """Whether a subject has any of the facts that it needs; `has` is the subject's own."""
        return not self.needs or any(map(has, self.needs))

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes by name."""
        return (_named, (self.module, self.id))

    @property
    def run(self) -> Callable[..., Iterator[Finding]]:
        """The function, imported when it is first asked for.

        Raises StaleIndexError when the module says something else of the check than the index.
        """
        if self._run is None:
            found = _named(self.module, self.id)
            if found != self:
                raise StaleIndexError(
                    f"the index of checks is older than {self.module}; run `python -m tests.index`"
                )
            self._run = found.run
        return self._run

    @property
    def doc(self) -> str:
        """The page: the function's docstring, indentation removed."""
        import inspect  # noqa: PLC0415 - only where the page is read

        return inspect.getdoc(self.run) or ""

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
    without: tuple[str, ...] = (),
    escapes: bool = False,
    needs: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    first_id: str = "",
) -> Callable[[Callable[[S], Iterator[Finding]]], Check]:
    """Turn a function into a `Check` whose id is the function's name in kebab-case.

    `profile` is "baseline", "restricted" or "opt-in"; `without` names sources whose
    subjects it has nothing to say about, and "windows" for a rule of Linux; `escapes` where the
    severity is about reaching the host; `needs` names facts of the subject without any of which
    there is nothing to say ("mounts", "env", "capabilities.add") and instructions of its Dockerfile
    ("COPY"), so that a check is not even imported for a container without mounts. `aliases` are ids
    that mean this check too; `first_id` is the id that it had first, where it was renamed.

    Raises TypeError when the function or what is said of it is not what a check needs.
    """
    lists: tuple[Any, ...] = (cis, references, covers, outranks, without, needs, aliases)

    def decorate(run: Callable[[S], Iterator[Finding]]) -> Check:
        if profile not in _PROFILES:
            raise TypeError(f"{run.__name__}: the profile is one of {', '.join(_PROFILES)}")
        if text := next((each for each in lists if isinstance(each, str)), ""):
            raise TypeError(f"{run.__name__}: {text!r} is a text, not a tuple of texts")
        subject, own = _judged_by(run), run.__name__.replace("_", "-")
        if own in (*covers, *outranks):
            raise TypeError(f"{run.__name__}: it cannot replace its own findings")
        if unknown := next((name for name in needs if not _is_fact(subject, name)), ""):
            raise TypeError(f"{run.__name__}: needs {unknown!r}, which is no fact")
        found = Check(
            own, run.__module__, subject.__name__, severity, profile, cis, references, covers,
            outranks, without, escapes, needs, aliases,
            first_id or own,
        )  # fmt: skip
        found._run = run
        return found

    return decorate


def _is_fact(subject: type[Subject], name: str) -> bool:
    """Whether a subject may have such a fact; images are asked for those of containers, too."""
    keyword = name.partition(" ")[0]
    if keyword.isupper():
        return keyword in INSTRUCTIONS
    from .model import Container  # noqa: PLC0415 - only when a check is imported

    known = (subject, Container) if issubclass(Container, subject) else (subject,)
    return any(hasattr(each, name.partition(".")[0]) for each in known)


def _judged_by(run: Callable[..., Iterator[Finding]]) -> type[Subject]:
    """The annotation of a function's only parameter."""
    hints: dict[str, Any] = run.__annotations__
    if any(isinstance(hint, str) for hint in hints.values()):
        from typing import get_type_hints  # noqa: PLC0415 - only for annotations that are text

        hints = get_type_hints(run)
    kinds = [kind for name, kind in hints.items() if name != "return"]
    kind = kinds[0] if len(kinds) == 1 and isinstance(kinds[0], type) else object
    if not issubclass(kind, Subject) or kind.__name__ not in _JUDGED:
        raise TypeError(f"{run.__name__}: its one parameter is annotated with what it judges")
    return kind


def _named(module: str, name: str) -> Check:
    from importlib import import_module  # noqa: PLC0415 - only when a check first runs

    found = getattr(import_module(module), name.replace("-", "_"))
    assert isinstance(found, Check)  # noqa: S101 - for the type checker
    return found


def renaming(former: str, today: str) -> str:
    """What is said once where a former id of a check is met."""
    return f"the check {former} is called {today} now"


def default_note(field: Field[Any]) -> str:
    """How a message says that the value came from somewhere else: " (default value of $BIND)"."""
    if not field.causes:
        return ""
    from .model.causes import remark  # noqa: PLC0415 - most values have no causes

    return remark(field.causes)
