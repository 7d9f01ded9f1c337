"""What is asked of one engine, each question once, and what it did not answer."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hardenlint.errors import HardenlintError, Problem, origin
from hardenlint.model import Span

from ..api.answers import LostError, NoAnswerError
from ..api.engine import Engine, status_of

T = TypeVar("T")

_TIMEOUTS = 3  # how many answers to wait for in vain before the rest is given up
_FEW = 5  # things that a message names


class Questions:
    """One pass over an engine; collects what it could not read.

    `base` is where its problems are: the host. `errors` are what should have been read, `notes`
    what to know of the rest.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.errors: list[Problem] = []
        self.notes: list[Problem] = []
        self.base = Span(None, host=engine.label or engine.address)
        self._timeouts = 0
        self._told: set[Problem] = set()
        self._ready: dict[str, Any] = {}

    def prepare(self, paths: Sequence[str], noun: str) -> None:
        """Ask for many things at a time; what was not asked for any more is None.

        `noun` is what they are, for whoever waits.
        """
        unknown = [path for path in dict.fromkeys(paths) if path not in self._ready]
        timeouts = [0]

        def enough(error: Exception) -> bool:
            timeouts[0] += isinstance(error, TimeoutError)
            late = timeouts[0] + self._timeouts >= _TIMEOUTS
            return late or isinstance(error, LostError) or self.engine.client.full

        answers = [None] * len(unknown)
        if not self.stopped:
            answers = self.engine.client.many(unknown, noun, enough)
        self._ready.update(zip(unknown, answers, strict=True))
        self._timeouts += timeouts[0]

    def answered(self, path: str) -> Any:
        """What was prepared: an answer, what kept it from coming, or None."""
        return self._ready.get(path)

    def know(self, path: str, answer: Any) -> None:
        """Keep an answer that came already."""
        self._ready[path] = answer

    @property
    def stopped(self) -> bool:
        """Whether to ask no more: answers do not come, or too much of them, or it has gone."""
        client = self.engine.client
        return self._timeouts >= _TIMEOUTS or client.lost or client.full

    def get(self, path: str) -> Any:
        """The answer, asked for now or before; raises what it met."""
        answer = self._ready[path] if path in self._ready else self._fresh(path)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _fresh(self, path: str) -> Any:
        """Ask now, unless it is too late."""
        if self.stopped:
            return None
        try:
            return self.engine.client.get(path)
        except TimeoutError:
            self._timeouts += 1
            raise

    def ask(self, path: str) -> Any:
        """Ask; None (and a Problem) when the engine does not give the answer."""
        try:
            return self.get(path)
        except Exception as error:  # noqa: BLE001, RUF100 - whatever it was, it is told
            self.failed(path, error)
            return None

    def listed(self, path: str, what: str) -> list[Any]:
        """Ask for a list; an empty one (and a Problem) where the engine gives none."""
        answer = self.ask(path)
        if answer is not None and not isinstance(answer, list):
            self.invalid(f"the list of {what} should be an array")
        return answer if isinstance(answer, list) else []

    def attempt(self, what: str, path: str) -> Any:
        """Ask for what may well be refused: a container that has stopped runs nothing."""
        try:
            return self.get(path)
        except Exception as error:  # noqa: BLE001, RUF100 - whatever it was, it is told
            # 409 (it does not run) and 500 (its ps has no such column) are answers; silence and a
            # refusal are none.
            if status_of(error) in (None, 403):
                self.failed(what, error)
            return None

    def failed(self, what: str, error: Exception) -> None:
        """Tell once what the engine denies or did not answer."""
        if status_of(error) == 403:
            message = f"the engine denies GET {what}: what it would have told is unknown"
            self.note("denied", message)
            return
        if isinstance(error, LostError):
            message = "the engine went away while it was read"
        elif isinstance(error, TimeoutError):
            message = f"the engine did not answer GET {what} within {self.engine.timeout:g} s"
        else:
            status = status_of(error)
            detail = f"status {status}" if status else type(error).__name__
            detail = str(error) if isinstance(error, NoAnswerError) else detail
            message = f"the engine did not answer GET {what} ({detail})"
        self._tell(self.errors, Problem("unreachable", message, self.base))

    def broken(self, what: str, error: Exception, container: str = "") -> None:
        """Tell what was answered and could not be understood."""
        message = f"{what} could not be understood: {origin(error)}"
        self.invalid(message, container)

    def invalid(self, message: str, container: str = "") -> None:
        """Tell once what makes no sense in what the engine says."""
        problem = Problem("invalid", message, self.base._replace(container=container))
        self._tell(self.errors, problem)

    def guarded(self, what: str, work: Callable[[], T], otherwise: T) -> T:
        """Make something of an answer; where that fails, it is told and the rest goes on."""
        try:
            return work()
        except HardenlintError:
            raise
        except Exception as error:  # noqa: BLE001, RUF100 - whatever it was, it is told
            self.broken(what, error)
            return otherwise

    def note(self, kind: str, message: str, container: str = "") -> None:
        """Tell something once."""
        self._tell(self.notes, Problem(kind, message, self.base._replace(container=container)))

    def _tell(self, problems: list[Problem], problem: Problem) -> None:
        if problem not in self._told:
            self._told.add(problem)
            problems.append(problem)

    def give_up(self, number: int) -> None:
        """Tell how many containers were not read."""
        reason = "the engine answers too slowly"
        if self.engine.client.lost:
            reason = "the engine went away"
        elif self.engine.client.full:
            reason = "the engine says more than any engine does"
        some = "1 container was" if number == 1 else f"{number} containers were"
        self.errors.append(Problem("unreachable", f"{some} not read: {reason}", self.base))


def string(value: object) -> str:
    """A text, "" for everything else."""
    return value if isinstance(value, str) else ""


def texts(value: object) -> list[str]:
    """The texts of a list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def few(names: Sequence[str], separator: str = ", ") -> str:
    """The first of many names, and how many more there are."""
    more = len(names) - _FEW
    return separator.join(names[:_FEW]) + f" and {more} more" * (more > 0)
