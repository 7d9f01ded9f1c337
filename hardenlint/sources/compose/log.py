"""What goes wrong while a project is read: at once an exception, or collected and read on."""

from typing import TYPE_CHECKING

from hardenlint.errors import InputError, Problem
from hardenlint.workspace import Workspace

from .interpolate import Budget

if TYPE_CHECKING:
    from hardenlint.model import Field, Span

    from .dotenv import Parsed
    from .interpolate import Variable
    from .nodes import Node

MAX_GIVEN = 300_000
"""As many values may the env files and label files of a project give to its services."""
MAX_VALUES = 200_000
"""As many values may a project come to, whatever it includes and repeats."""
_GROWTH = 3
"""As many more for each that is written in its files."""
_SERVICES = 2_000
"""As many services may a project have, and one more for so many characters of it."""
_SERVICE = 320
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
    if not text:
        return "''"
    from hardenlint.facts.telling import name  # noqa: PLC0415 - only where something is told

    return name(text)


def located(text: str) -> str:
    """A path or an address as a message tells it: without what opens it."""
    from hardenlint.facts.telling import address  # noqa: PLC0415 - see above

    return address(text)


class Log:
    """Errors and notes. A strict log raises the first error as InputError.

    `env_files` are the variables that each env file gave, `fed` where each of those is used first;
    `ports` counts what short forms publish, since a few characters can publish thousands; `budget`
    is what variables may add. `parsed` are the env files as they are written, `given` what a
    service takes from such a file, each for however many services and includes name it.
    `workspace` has the files. `is_whole` is False where one of them is read up to a broken line.
    """

    __slots__ = (
        "_characters", "_given", "_limit", "_seen", "_values", "budget", "env_files", "errors",
        "fed", "given", "is_whole", "notes", "parsed", "ports", "strict",
        "workspace",
    )  # fmt: skip

    def __init__(self, workspace: Workspace, *, strict: bool) -> None:
        self.workspace = workspace
        self.strict = strict
        self.errors: list[Problem] = []
        self.notes: list[Problem] = []
        self.env_files: dict[str, dict[str, Variable]] = {}
        self.fed: dict[str, dict[str, Span]] = {}
        self.ports = 0
        self.is_whole = True
        self.budget = Budget()
        self.parsed: dict[str, Parsed] = {}
        self.given: dict[tuple[str, str], dict[str, Field[str]] | None] = {}
        self._characters = self._given = self._values = 0
        self._limit = MAX_VALUES
        self._seen: set[tuple[str, str]] = set()

    def invalid(self, message: str, node: "Node") -> None:
        """Compose would refuse this."""
        self.error("invalid", message, node.span())

    def lacking(self, message: str, node: "Node") -> None:
        """Compose would refuse this too, but for a file beside it that has what is missing here."""
        self.error("invalid" if self.strict else "fragment", message, node.span())

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

    def written(self, characters: int, values: int) -> None:
        """Allow for another file: the more is written, the more may come of it."""
        self.budget.grow(characters)
        self._characters += characters
        self._limit += _GROWTH * values

    def came_to(self, values: int, node: "Node") -> None:
        """Count values; raises InputError, so that no short text becomes a huge project."""
        self._values += values
        if self._values > self._limit:
            message = f"its files come to more than {self._limit:,} values"
            raise InputError("parse", message, node.span())

    @property
    def most_services(self) -> int:
        """How many services a project of this size may have: no honest one comes near."""
        return _SERVICES + self._characters // _SERVICE

    def gives(self, values: int, span: "Span") -> bool:
        """Whether a service may still be given so many values of a file; said where not."""
        self._given += values
        if self._given > MAX_GIVEN:
            if self._given - values <= MAX_GIVEN:
                message = f"its services take more than {MAX_GIVEN:,} values from files"
                self.error("invalid", message, span)
            return False
        return True

    def note(self, kind: str, message: str, span: "Span") -> None:
        """Remember something worth knowing, once a file."""
        key = (message, span.path or "")
        if key not in self._seen:
            self._seen.add(key)
            self.notes.append(Problem(kind, message, span))
