"""What goes wrong while a project is read: at once an exception, or collected and read on."""

from typing import TYPE_CHECKING

from hardenlint.errors import InputError, Problem

if TYPE_CHECKING:
    from hardenlint.model import Span

    from .interpolate import Variable
    from .yaml_nodes import Node

_MAX_ERRORS = 1000
_MAX_MESSAGE = 300
_SHORT = 15
"""No credential that is known by its form has fewer characters."""


def clipped(message: str) -> str:
    """A message of a length that a person reads."""
    return message if len(message) <= _MAX_MESSAGE else message[: _MAX_MESSAGE - 1] + "…"


class RefusedError(ValueError):
    """A value that compose refuses; the message says what it must be, and not what it is."""


def reason(error: Exception) -> str:
    """Why a value cannot be read; Python's own errors would repeat it."""
    return str(error) if isinstance(error, RefusedError) else "this value is not understood"


def named(text: str) -> str:
    """A name as a message tells it: up to the first sign that no name has."""
    if len(text) < _SHORT and text.replace("-", "_").isidentifier():  # nearly all
        return text
    from hardenlint.facts.telling import name  # noqa: PLC0415 - only where something is told

    return name(text)


def located(text: str) -> str:
    """A path or an address as a message tells it: without what opens it."""
    from hardenlint.facts.telling import address  # noqa: PLC0415 - see above

    return address(text)


class Log:
    """Errors and notes. A strict log raises the first error as InputError.

    `env_files` are the variables that each env file gave, `fed` where each of those is used first;
    `ports` counts what short forms publish, since a few characters can publish thousands.
    """

    __slots__ = ("_seen", "env_files", "errors", "fed", "notes", "ports", "strict")

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.errors: list[Problem] = []
        self.notes: list[Problem] = []
        self.env_files: dict[str, dict[str, Variable]] = {}
        self.fed: dict[str, dict[str, Span]] = {}
        self.ports = 0
        self._seen: set[tuple[str, str]] = set()

    def invalid(self, message: str, node: "Node") -> None:
        """Compose would refuse this."""
        self.error("invalid", message, node.span())

    def error(self, kind: str, message: str, span: "Span") -> None:
        """Raise, or remember once."""
        message = clipped(message)
        if self.strict:
            raise InputError(kind, message, span)
        problem = Problem(kind, message, span)
        if len(self.errors) >= _MAX_ERRORS:
            return
        # What is said twice is said soon after; to look through all of them would be quadratic.
        if problem not in self.errors[-50:]:
            self.errors.append(problem)

    def note(self, kind: str, message: str, span: "Span") -> None:
        """Remember something worth knowing, once a file."""
        key = (message, span.path or "")
        if key not in self._seen:
            self._seen.add(key)
            self.notes.append(Problem(kind, message, span))
