"""A client of the Docker API that can do one thing: GET.

Nothing in hardenlint sends another method, so nothing in it can change what it looks at.
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import IO, Any, TypeVar
from urllib.parse import quote

from . import wire
from .endpoint import Endpoint

T = TypeVar("T")

_LARGEST = 256 << 20
"""Bytes of one answer; the longest real one is the list of some ten thousand containers."""

_PARALLEL = 4
"""Connections at most: engines gain nothing from more."""

_WORTH = 5
_WORTH_LOGIN = 50
"""Requests that make up for opening a connection, plain and by ssh."""


class StatusError(Exception):
    """The engine answered, but not with what was asked for; `status` is that of HTTP."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class NoAnswerError(Exception):
    """What came back is no answer of a Docker engine."""


class SshError(ConnectionError):
    """What the ssh client, or the program behind it, said went wrong."""


class LostError(ConnectionError):
    """The engine has gone: it closed the connection and takes no new one."""


Answer = Any
"""What JSON can say."""

Tell = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and of what."""


class Client:
    """Connections to one engine, used by any number of threads.

    timeout    seconds for one whole answer
    deadline   the point of `time.monotonic()` at which everything has to be there
    api        the version that paths begin with, "" for none
    requests   how many requests were sent
    tell       who wants to know how far many requests are, if anybody
    """

    def __init__(self, endpoint: Endpoint, timeout: float, deadline: float) -> None:
        self.endpoint = endpoint
        self.timeout = timeout
        self.deadline = deadline
        self.api = ""
        self.requests = 0
        self.tell: Tell | None = None
        self.lost = False
        self._met = False
        self._idle: list[Connection] = []
        self._lock = threading.Lock()

    def get(self, path: str) -> Answer:
        """Ask for a path below the API's version.

        Raises StatusError, NoAnswerError, or OSError: TimeoutError for what takes too long,
        LostError when the engine was there and is gone.
        """
        connection = self._take()
        try:
            answer = connection.get(f"/v{self.api}{path}" if self.api else path, self._until())
        except StatusError:
            self._give(connection)
            raise
        except (ConnectionError, FileNotFoundError) as error:
            connection.close()
            if not self._has_gone():
                raise
            self.lost = True
            raise LostError("it went away") from error
        except BaseException:
            connection.close()
            raise
        self._give(connection)
        self._met = True
        return answer

    def stream(self, path: str, deadline: float, read: Callable[[IO[bytes]], T]) -> T:
        """Ask for a path and have its answer read as it comes, on a connection of its own.

        Raises what `get` does, http.client.HTTPException for an answer that is cut off, and what
        `read` raises.
        """
        with self._lock:
            self.requests += 1
        connection = Connection(self.endpoint)
        try:
            return connection.stream(f"/v{self.api}{path}" if self.api else path, deadline, read)
        except (ConnectionError, FileNotFoundError) as error:
            if not self._has_gone():
                raise
            self.lost = True
            raise LostError("it went away") from error
        finally:
            connection.close()

    def _has_gone(self) -> bool:
        """Whether an engine that has answered before takes no connection any more."""
        if self.lost or not self._met or self._is_ssh:
            return self._met
        try:
            wire.dial(self.endpoint, self._until()).hang_up()
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
        """Close the connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _until(self) -> float:
        return min(time.monotonic() + self.timeout, self.deadline)

    def _take(self) -> "Connection":
        with self._lock:
            self.requests += 1
            return self._idle.pop() if self._idle else Connection(self.endpoint)

    def _give(self, connection: "Connection") -> None:
        with self._lock:
            self._idle.append(connection)


class Connection:
    """One connection that is kept; it is made when it is needed."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.http: Any = None
        self.wire: wire.Wire | None = None

    def get(self, path: str, deadline: float) -> Answer:
        """Ask, on a new connection once more when the old one has died of old age."""
        kept = self.wire is not None
        try:
            return self._get(path, deadline)
        except ConnectionError as error:
            if not kept:
                raise self._explained(error) from None
        self.close()
        return self._get(path, deadline)

    def stream(self, path: str, deadline: float, read: Callable[[IO[bytes]], T]) -> T:
        """Have an answer read as it comes; the connection is of no use afterwards."""
        try:
            response = self._response(path, deadline, "application/x-tar")
        except ConnectionError as error:
            raise self._explained(error) from None
        if response.status != 200:
            raise StatusError(response.status, _message(response.read(_LARGEST)))
        return read(response)

    def _response(self, path: str, deadline: float, accept: str) -> Any:
        from http.client import HTTPConnection  # noqa: PLC0415 - only for live engines

        if self.wire is None:
            self.wire = wire.dial(self.endpoint, deadline)
            self.http = HTTPConnection("docker")
            self.http.sock = self.wire
        self.wire.deadline = deadline
        self.http.request("GET", path, headers={"User-Agent": "hardenlint", "Accept": accept})
        return self.http.getresponse()

    def _get(self, path: str, deadline: float) -> Answer:
        response = self._response(path, deadline, "application/json")
        body = response.read(_LARGEST + 1)
        if len(body) > _LARGEST:
            raise NoAnswerError("its answer is too long")
        if response.will_close:
            self.close()
        if response.status != 200:
            raise StatusError(response.status, _message(body))
        return _decoded(body)

    def _explained(self, error: ConnectionError) -> ConnectionError:
        """What ssh has said, rather than that it has hung up."""
        complaint = self.wire.complaint() if self.wire is not None else ""
        return SshError(complaint) if complaint else error

    def close(self) -> None:
        """Close it; the next request opens another."""
        if self.wire is not None:
            self.wire.hang_up()
        self.wire = self.http = None


def _decoded(body: bytes) -> Answer:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise NoAnswerError("its answer is no JSON") from None


def _message(body: bytes) -> str:
    """The sentence of an error, where there is one."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    message = answer.get("message") if isinstance(answer, dict) else None
    return message if isinstance(message, str) else ""


def inspect_path(identity: str) -> str:
    """Where a container is described."""
    return f"/containers/{quote(identity, safe='')}/json"


def image_path(identity: str) -> str:
    """Where an image is described."""
    return f"/images/{quote(identity, safe=':')}/json"


def layers_path(identity: str) -> str:
    """Where the layers of an image are, as an archive."""
    return f"/images/{quote(identity, safe=':')}/get"


def top_path(identity: str, arguments: str) -> str:
    """Where the processes of a container are listed; `arguments` are those of ps."""
    return f"/containers/{quote(identity, safe='')}/top?ps_args={quote(arguments, safe='')}"


def exec_path(identity: str) -> str:
    """Where a session of `docker exec` is described."""
    return f"/exec/{quote(identity, safe='')}/json"
