"""Where something was said, and a value together with how it was said."""

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
    def order(self) -> tuple[object, ...]:
        """What places of every kind are sorted by: those without a file come first."""
        return (self.path or "", *self[1:])


class Field(NamedTuple, Generic[T]):
    """A value and its provenance.

    `value` is None when the source cannot tell: an unresolved `${VAR}`, a run-time flag asked
    of a Dockerfile, the user of an image nobody has described. Unknown is not false: compare
    with `is True`, `== x` or `in`, never with `not field.value`.
    `span` is the text that decided, or what should have carried it when nothing was written.
    `origin` is "stated" (written here), "defaulted" (nobody wrote it, the engine's default) or
    "inherited" (from the image, an ancestor stage, a base file).
    `note` tells what a person needs to know about the value: "default value of $BIND",
    "$TAG has no value".
    """

    value: T | None
    span: Span
    origin: Origin = "stated"
    note: str = ""

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
        """Whether a variable that is set elsewhere gave this value: it is not in the file."""
        # The readers of compose files write these notes: `$A from .env`, `default value of $A`.
        return self.note.startswith("$") and " from " in self.note

    @property
    def from_default(self) -> bool:
        """Whether it is what a `${VAR:-…}` falls back to."""
        return self.note.startswith("default value of ")

    def holding(self, value: U | None) -> "Field[U]":
        """Another value that was said at the same place, in the same way."""
        return Field(value, *self[1:])
