"""Where something was said, and a value together with how it was said."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, Literal, NamedTuple, TypeVar

T = TypeVar("T")
U = TypeVar("U")

Origin = Literal["stated", "defaulted", "inherited"]


class Span(NamedTuple):
    """A place in a file, or in the inspect document of a container.

    Lines and columns are 1-based, columns count code points, `end_column` is exclusive.
    `path` is None for a live engine; `host` and `container` are empty for files that
    are not inspect data. `pointer` is a JSON pointer (RFC 6901) into the document.
    """

    path: str | None
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    pointer: str = ""
    host: str = ""
    container: str = ""

    @property
    def last_line(self) -> int:
        """The line that it ends in; its own where nobody knows the end."""
        return max(self.line, self.end_line)

    def until(self, other: "Span") -> "Span":
        """From where this place begins to where another one ends."""
        return self._replace(end_line=other.end_line, end_column=other.end_column)

    @property
    def order(self) -> tuple[object, ...]:
        """What places of every kind are sorted by: those without a file come first."""
        return (self.path or "", *self[1:])


Kind = Literal[
    "default",  # what a `${NAME:-…}` falls back to, or an ARG without a value from outside
    "file",  # the variable NAME of the file `source`
    "unset",  # the variable NAME, to which nobody here gave a value
    "undeclared",  # the variable NAME, which its stage does not declare and so is empty
    "unknown",  # the variable NAME, of which only the base image could tell
    "refused",  # a text that cannot be expanded; NAME is the reason
    "unexpanded",  # a text with variables at a place where none are expanded
    "empty",  # the name of an image, of which nothing is left
    "unread",  # a Dockerfile that is not here to be read
    "brought",  # something that the image NAME is known to bring
    "configured",  # the configuration of the image NAME, as an engine has it
    "context",  # the image NAME, in whose place an additional build context comes
    "added",  # what compose adds by itself
    "network",  # the network NAME, "" for the project's default network
    "host",  # the host's own namespace
    "through",  # the namespace of the container NAME, which this one joins
    "taken",  # the volumes of the service NAME, which this one takes over
]


class Cause(NamedTuple):
    """Why a value is what it is, or why nobody here knows it.

    `source` is a file as a person knows it. `part` says which characters of the text the cause
    gave, from the first to the one after the last; it is None where that is the whole text, where
    nobody kept it, and where the value is no text.
    """

    kind: Kind
    name: str = ""
    source: str = ""
    part: tuple[int, int] | None = None

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether something of a text is that of another file; an empty variable gives nothing."""
        return self.kind == "file" and (self.part is None or self.part[0] < self.part[1])


def because(kind: Kind, name: str = "", source: str = "") -> tuple[Cause, ...]:
    """Return the one cause of a whole value; equal ones are one object, since files repeat them."""
    return _only(kind, name, source)


@lru_cache(maxsize=4096)
def _only(kind: Kind, name: str, source: str) -> tuple[Cause, ...]:
    return (Cause(kind, name, source),)


@lru_cache(maxsize=1024)
def part(start: int, end: int) -> tuple[int, int]:
    """Return a part of a text; equal ones are one object, since many texts are made alike."""
    return start, end


MOST = 16
"""Causes of one text that are told apart; of a text with more of them no parts are known."""
_FURTHER = 3
"""How many more are kept then: the next one, the first file and the first secret."""


def several(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """The causes of a text as a field has them: a single one gave all of it."""
    found = tuple(causes)
    if not found:
        return ()
    kind, name, source, _ = first = found[0]
    if len(found) == 1 or all(cause[:3] == first[:3] for cause in found):
        return because(kind, name, source)
    return _shared(found) if len(found) <= MOST else whole(found)


def whole(causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """The same causes of a text whose parts nobody knows."""
    if len(causes) < 2:
        return causes
    kept = dict.fromkeys(because(*cause[:3]) for cause in causes)
    return _shared(tuple(cause for (cause,) in kept)[: MOST + _FURTHER])


@lru_cache(maxsize=1024)
def _shared(causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """Equal causes as one object: files repeat what they are made of."""
    return causes


def cut(causes: tuple[Cause, ...], start: int, end: int) -> tuple[Cause, ...]:
    """The causes of a text that is cut out of another one; all of them where no parts are known."""
    if any(cause.part is None for cause in causes):
        return causes
    return several(
        cause._replace(part=(max(first - start, 0), min(last, end) - start))
        for cause, (first, last) in ((each, each.part or (0, 0)) for each in causes)
        if first < end and last > start
    )


class Field(NamedTuple, Generic[T]):
    """A value and its provenance.

    `value` is None when the source cannot tell: an unresolved `${VAR}`, a run-time flag asked
    of a Dockerfile, the user of an image nobody has described. Unknown is not false: compare
    with `is True`, `== x` or `in`, never with `not field.value`.
    `span` is the text that decided, or what should have carried it when nothing was written.
    `origin` is "stated" (written here), "defaulted" (nobody wrote it, the engine's default) or
    "inherited" (from the image, an ancestor stage, a base file).
    `causes` tell what gave the value, or why it is unknown, in the order of the text. A text that
    only its own file gives has none.
    """

    value: T | None
    span: Span
    origin: Origin = "stated"
    causes: tuple[Cause, ...] = ()

    @property
    def stated(self) -> bool:
        """Whether somebody wrote this value down, here or in what is inherited."""
        return self.origin != "defaulted"

    @property
    def is_here(self) -> bool:
        """Whether the value stands in the file itself, not in what is inherited or set outside."""
        return self.origin == "stated" and not self.from_environment

    @property
    def from_environment(self) -> bool:
        """Whether variables that are set elsewhere gave this value: it is not in the file."""
        return any(cause.kind == "file" for cause in self.causes) and not self.from_default

    @property
    def from_default(self) -> bool:
        """Whether some of it is what a `${VAR:-…}` falls back to."""
        return any(cause.kind == "default" for cause in self.causes)

    def within(self, start: int, end: int) -> "Field[T]":
        """The same value with the causes of a part of its text."""
        return self._replace(causes=cut(self.causes, start, end)) if self.causes[1:] else self

    def holding(self, value: U | None) -> "Field[U]":
        """Another value that was said at the same place, in the same way."""
        return Field(value, *self[1:])
