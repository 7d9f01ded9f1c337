"""One request, one answer: JSON, or a stream of bytes; only GET, whoever asks.

Nothing in hardenlint sends another method, so nothing in it can change what it looks at.
"""

from collections.abc import Callable
from typing import IO, Any, TypeVar

from . import wire
from .answers import ERROR, Decoded, Limit, NoAnswerError, decode, message
from .endpoint import Endpoint

T = TypeVar("T")


class StatusError(Exception):
    """The engine answered, but not with what was asked for; `status` is that of HTTP."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class SshError(ConnectionError):
    """What the ssh client, or the program behind it, said went wrong."""


class LostError(ConnectionError):
    """The engine has gone: it closed the connection and takes no new one."""


class Connection:
    """One connection that is kept; it is made when it is needed."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.http: Any = None
        self.wire: wire.Wire | None = None

    def get(self, path: str, deadline: float, limit: Limit) -> Decoded:
        """Ask, on a new connection once more when the old one has died of old age."""
        kept = self.wire is not None
        try:
            return self._get(path, deadline, limit)
        except ConnectionError as error:
            if not kept:
                raise self._explained(error) from None
        self.close()
        return self._get(path, deadline, limit)

    def stream(self, path: str, deadline: float, read: Callable[[IO[bytes]], T]) -> T:
        """Have an answer read as it comes; the connection is of no use afterwards."""
        try:
            response = self._response(path, deadline, "application/x-tar")
        except ConnectionError as error:
            raise self._explained(error) from None
        if response.status != 200:
            raise StatusError(response.status, message(response.read(ERROR.size)))
        return read(response)

    def _response(self, path: str, deadline: float, accept: str) -> Any:
        from http.client import HTTPConnection  # noqa: PLC0415 - only for live engines

        if self.wire is None:
            self.wire = wire.dial(self.endpoint, deadline)
            # The name is for the Host header alone: the socket is there already.
            self.http = HTTPConnection("docker")
            self.http.sock = self.wire
        self.wire.deadline = deadline
        self.http.request("GET", path, headers={"User-Agent": "hardenlint", "Accept": accept})
        return self.http.getresponse()

    def _get(self, path: str, deadline: float, limit: Limit) -> Decoded:
        response = self._response(path, deadline, "application/json")
        limit = limit if response.status == 200 else ERROR
        body = response.read(limit.size + 1)
        if response.will_close or len(body) > limit.size:
            self.close()
        if response.status != 200:
            raise StatusError(response.status, message(body))
        if response.length and len(body) <= limit.size:
            raise NoAnswerError("its answer was cut off")
        return decode(body, limit)

    def _explained(self, error: ConnectionError) -> ConnectionError:
        """What ssh has said, rather than that it has hung up."""
        complaint = self.wire.complaint() if self.wire is not None else ""
        return SshError(complaint) if complaint else error

    def close(self) -> None:
        """Close it; the next request opens another."""
        if self.wire is not None:
            self.wire.hang_up()
        self.wire = self.http = None
