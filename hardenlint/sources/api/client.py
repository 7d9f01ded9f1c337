"""A client of the Docker API that can do one thing: GET, from any number of threads."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from .answers import (
    DOCUMENT,
    ERROR,
    LIST,
    Answer,
    Decoded,
    Limit,
    LostError,
    NoAnswerError,
    StatusError,
    decode,
    message,
)  # fmt: skip
from .endpoint import Endpoint
from .paths import LISTS

if TYPE_CHECKING:
    from requests import Response

    from .session import Session

T = TypeVar("T")

_PARALLEL = 4
"""Connections at most: engines gain nothing from more."""

_WORTH = 5
_WORTH_LOGIN = 50
"""Requests that make up for opening a connection, plain and by ssh."""

_TOTAL = Limit(128 << 20, 2_000_000)
"""What one engine may say altogether: four thousand containers, which no engine runs."""

_FULL = "it says more than any engine does"

Tell = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and of what."""


class Client:
    """Connections to one engine, used by any number of threads.

    timeout    seconds for one whole answer
    deadline   the point of `time.monotonic()` at which everything has to be there
    api        the version that paths begin with, "" for none
    requests   how many requests were sent
    tell       who wants to know how far many requests are, if anybody
    lost       whether the engine was there and is gone
    full       whether it has said more than any engine
    mended     the paths whose answers were no Unicode
    """

    def __init__(self, endpoint: Endpoint, timeout: float, deadline: float) -> None:
        self.endpoint = endpoint
        self.timeout = timeout
        self.deadline = deadline
        self.api = ""
        self.requests = 0
        self.tell: Tell | None = None
        self.lost = False
        self.full = False
        self.mended: set[str] = set()
        self._met = False
        self._said = Limit(0, 0)
        self._session: Session | None = None
        self._lock = threading.Lock()

    def get(self, path: str) -> Answer:
        """Ask for a path below the API's version.

        Raises StatusError, NoAnswerError, http.client.HTTPException for what is no HTTP, or
        OSError: TimeoutError for what takes too long, LostError when the engine was there and is
        gone.
        """
        if self.full:
            raise NoAnswerError(_FULL)
        limit = LIST if path in LISTS else DOCUMENT
        with self._asked(path, self._until(), "application/json") as answer:
            body = answer.raw.read(limit.size + 1)
            if answer.raw.length_remaining and len(body) <= limit.size:
                raise NoAnswerError("its answer was cut off")
        decoded = decode(body, limit)
        self._met = True
        self._count(path, decoded)
        return decoded.answer

    @contextmanager
    def _asked(self, path: str, deadline: float, accept: str) -> Iterator["Response"]:
        """The answer to a request, before more than its headers has been read."""
        with self._lock:
            self.requests += 1
            self._session = self._session or self._opened()
        target = f"/v{self.api}{path}" if self.api else path
        try:
            with self._session.asked(target, deadline, accept) as answer:
                if answer.status_code != 200:
                    said = message(answer.raw.read(ERROR.size + 1))
                    raise StatusError(answer.status_code, said, answer.headers)
                yield answer
        except (ConnectionError, FileNotFoundError) as error:
            # The socket of an engine that has stopped may be gone from its folder, too.
            if not self._has_gone():
                raise
            self.lost = True
            raise LostError("it went away") from error

    def _opened(self) -> "Session":
        from .session import Session  # noqa: PLC0415 - the SDK, only where an engine is asked

        return Session(self.endpoint)

    def _count(self, path: str, decoded: Decoded) -> None:
        with self._lock:
            size, values = map(sum, zip(self._said, decoded.size, strict=True))
            self._said = Limit(size, values)
            self.full = size > _TOTAL.size or values > _TOTAL.values
            if decoded.mended:
                self.mended.add(path)
        if self.full:
            raise NoAnswerError(_FULL)

    def stream(self, path: str, deadline: float, read: Callable[[Any], T]) -> T:
        """Ask for a path and have its answer read as it comes, by what has a `read`.

        Raises what `get` does, and what `read` raises.
        """
        with self._asked(path, deadline, "application/x-tar") as answer:
            return read(answer.raw)

    def named_version(self) -> str:
        """The version of the API in the headers of any answer to /_ping, "" where there is none."""
        try:
            with self._asked("/_ping", self._until(), "*/*") as answer:
                return answer.headers.get("Api-Version", "")
        except StatusError as error:
            return error.headers.get("Api-Version", "")
        except (OSError, HTTPException):
            return ""

    def _has_gone(self) -> bool:
        """Whether an engine that has answered before takes no connection any more."""
        # Over ssh to look once more would cost a login; what has answered before and hangs up is
        # gone.
        if self.lost or not self._met or self._is_ssh:
            return self._met
        from .dial import dial  # noqa: PLC0415 - as above

        try:
            dial(self.endpoint, self._until()).close()
        except OSError:
            return True
        return False

    def many(
        self, paths: Sequence[str], noun: str, enough: Callable[[Exception], bool]
    ) -> list[Answer]:
        """Ask for many paths, several at a time; `noun` is what they describe.

        Returns for each the answer or the exception it met, and None for those that were not
        asked any more because `enough` said so of an exception before.
        """
        answers: list[Answer] = [None] * len(paths)
        waiting = iter(range(len(paths)))
        done = count(1)
        stopped = threading.Event()

        def work() -> None:
            while not stopped.is_set():
                with self._lock:
                    index = next(waiting, None)
                if index is None:
                    return
                try:
                    answers[index] = self.get(paths[index])
                except Exception as error:  # noqa: BLE001, RUF100 - told to whoever asked
                    answers[index] = error
                    if enough(error):
                        stopped.set()
                if self.tell is not None:
                    self.tell(next(done), len(paths), noun)

        self._run(work, self.connections(len(paths)))
        return answers

    def connections(self, requests: int) -> int:
        """How many connections are worth it: over ssh each costs a process and a login."""
        worth = _WORTH_LOGIN if self._is_ssh else _WORTH
        return max(1, min(_PARALLEL, requests // worth))

    @property
    def _is_ssh(self) -> bool:
        return self.endpoint.url.startswith("ssh:")

    @staticmethod
    def _run(work: Callable[[], None], number: int) -> None:
        threads = [threading.Thread(target=work, daemon=True) for _ in range(number - 1)]
        for thread in threads:
            thread.start()
        work()
        for thread in threads:
            thread.join()

    def close(self) -> None:
        """Close the connections; the next request opens others."""
        if self._session is not None:
            self._session.close()

    def _until(self) -> float:
        return min(time.monotonic() + self.timeout, self.deadline)
