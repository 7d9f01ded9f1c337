"""Sockets to engines: unix, TCP, TLS, ssh and the pipes of Windows, all of them with a deadline.

A deadline is a point of `time.monotonic()` at which waiting ends, however much trickles in until
then. Nothing here knows what the bytes mean.
"""

import socket
import sys
import time
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit

from hardenlint.errors import EngineError

from .endpoint import Endpoint

CONNECT = 5.0  # seconds within which a host that is there takes a connection

if TYPE_CHECKING:
    _Base = socket.socket
else:
    _Base = object


class Program(Protocol):
    """A program that runs behind a connection."""

    def end(self, patience: float = 0) -> None:
        """End it, unless it ends by itself within so many seconds."""

    def complaint(self) -> str:
        """What it has said went wrong; "" as long as it runs."""


programs: set[Program] = set()
"""Those that run."""


def end_programs() -> None:
    """End programs for whose engines nobody waits any more."""
    for each in tuple(programs):
        each.end()


class Ending(_Base):
    """What makes the timeout of a socket one for all that follows it.

    That of other sockets is for each wait, so that a byte a second is always in time. urllib3 sets
    it anew for each request, to the time that is left for the whole answer.
    """

    program: Program | None = None
    _deadline: float | None = None

    def settimeout(self, value: float | None) -> None:
        self._deadline = None if value is None else time.monotonic() + value
        super().settimeout(value)

    def _wait(self) -> None:
        """Let the next operation take no longer than there is time."""
        if self._deadline is not None:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            super().settimeout(left)

    def recv_into(self, *args: Any) -> int:
        self._wait()
        received: int = super().recv_into(*args)
        return received

    def sendall(self, *args: Any) -> None:
        self._wait()
        super().sendall(*args)


class Socket(Ending, socket.socket):
    """A connected socket, or one to connect."""


def dial(endpoint: Endpoint, deadline: float) -> Ending:
    """Connect to an engine.

    Raises OSError for what the network says, and EngineError for what is no address.
    """
    if path := unix_path(endpoint.url):
        made: Ending = Socket(socket.AF_UNIX)
        return _connected(made, path, deadline)
    scheme, _, rest = endpoint.url.partition("://")
    if scheme == "npipe":
        return _pipe(endpoint, rest, deadline)
    if scheme == "ssh":
        from . import ssh  # noqa: PLC0415 - only for ssh

        return ssh.connect(endpoint, deadline)
    if scheme not in ("tcp", "http", "https"):
        raise not_an_address(endpoint)
    return _tcp(endpoint, deadline, tls=scheme == "https" or endpoint.tls is not None)


def unix_path(url: str) -> str:
    """The path of a unix socket, "" for other addresses."""
    # The second is how Docker's SDK for Python writes it.
    for prefix in ("unix://", "http+unix://"):
        if url.startswith(prefix):
            return "/" + unquote(url.removeprefix(prefix)).lstrip("/")
    return url if url.startswith("/") else ""


def not_an_address(endpoint: Endpoint) -> EngineError:
    """The error for an address that no engine can have."""
    example = "try unix:///var/run/docker.sock"
    return EngineError(f"{endpoint} is not the address of a Docker engine: {example}")


def left(deadline: float) -> float:
    """Seconds until a deadline; raises TimeoutError when there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _connected(made: Ending, address: Any, deadline: float, most: float = 1e9) -> Ending:
    try:
        made.settimeout(min(left(deadline), most))
        made.connect(address)
        made.settimeout(left(deadline))
    except BaseException:
        made.close()
        raise
    return made


def _pipe(endpoint: Endpoint, path: str, deadline: float) -> Ending:
    if sys.platform != "win32":
        raise EngineError(f"{endpoint} is a named pipe, which only Windows has")
    from docker.transport.npipesocket import NpipeSocket  # noqa: PLC0415 - takes pywin32

    class Pipe(Ending, NpipeSocket):  # type: ignore[misc, unused-ignore]
        """A pipe with a deadline."""

        def close(self) -> None:
            if self._handle is not None:  # which one has that was never connected
                super().close()

    return _connected(Pipe(), path, deadline)


def _tcp(endpoint: Endpoint, deadline: float, *, tls: bool) -> Ending:
    try:
        parts = urlsplit(endpoint.url)
        host, port = parts.hostname, parts.port or (2376 if tls else 2375)
    except ValueError:
        raise not_an_address(endpoint) from None
    if not host:
        raise not_an_address(endpoint)
    connected = _tried(host, port, deadline)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls:
        from . import tls_socket  # noqa: PLC0415 - only for TLS

        return tls_socket.encrypted(connected, endpoint.tls, host)
    return connected


def _tried(host: str, port: int, deadline: float) -> Ending:
    """Try the addresses of a name one after the other, all of them within the time."""
    failure: OSError = OSError("the name has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        left(deadline)
        try:
            return _connected(Socket(family, kind, protocol), address, deadline, CONNECT)
        except OSError as error:
            failure = error
    raise failure
