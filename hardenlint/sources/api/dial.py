"""Sockets to engines: unix, TCP, TLS, ssh and the pipes of Windows, each with one deadline.

A deadline is a point of `time.monotonic()` at which waiting ends, however much trickles in until
then. Nothing here knows what the bytes mean.
"""

import socket
import ssl
import sys
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from hardenlint.errors import EngineError

from . import ssh
from .endpoint import CONNECT, Endpoint, Tls, not_an_address

if TYPE_CHECKING:
    _Base = socket.socket
else:
    _Base = object


class Ending(_Base):
    """What makes the timeout of a socket one for all that follows it.

    That of other sockets is for each wait, so that a byte a second is always in time. urllib3 sets
    it for each request, to the time that is left for the whole answer.
    """

    program: ssh.Program | None = None
    _deadline: float | None = None

    def settimeout(self, value: float | None) -> None:
        self._deadline = None if value is None else time.monotonic() + value
        super().settimeout(value)

    def _wait(self) -> None:
        """Let the next operation take no longer than there is time."""
        if self._deadline is not None:
            super().settimeout(_left(self._deadline))

    def recv_into(self, *args: Any) -> int:
        self._wait()
        received: int = super().recv_into(*args)
        return received

    def sendall(self, *args: Any) -> None:
        self._wait()
        super().sendall(*args)


class Socket(Ending, socket.socket):
    """A socket with a deadline."""


class TlsSocket(Ending, ssl.SSLSocket):
    """The same with TLS; the handshake ends in time, too."""


def dial(endpoint: Endpoint, deadline: float) -> Ending:
    """Connect to an engine.

    Raises OSError for what the network says, and EngineError for what is no address.
    """
    if path := _unix_path(endpoint.url):
        return _connected(Socket(socket.AF_UNIX), path, deadline)
    scheme, _, rest = endpoint.url.partition("://")
    if scheme == "npipe":
        return _pipe(endpoint, rest, deadline)
    if scheme == "ssh":
        program = ssh.Program(ssh.command(endpoint))
        connected = Socket(fileno=program.socket.detach())
        connected.program = program
        return connected
    if scheme not in ("tcp", "http", "https"):
        raise not_an_address(endpoint)
    return _tcp(endpoint, deadline, is_tls=scheme == "https" or endpoint.tls is not None)


def _unix_path(url: str) -> str:
    # The second is how Docker's SDK for Python writes it.
    for prefix in ("unix://", "http+unix://"):
        if url.startswith(prefix):
            return "/" + unquote(url.removeprefix(prefix)).lstrip("/")
    return url if url.startswith("/") else ""


def _left(deadline: float) -> float:
    """Seconds until a deadline; raises TimeoutError when there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _connected(made: Ending, address: Any, deadline: float, most: float = 1e9) -> Ending:
    try:
        made.settimeout(min(_left(deadline), most))
        made.connect(address)
        made.settimeout(_left(deadline))
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
            if self._handle is not None:  # one that was never connected has none
                super().close()

    return _connected(Pipe(), path, deadline)


def _tcp(endpoint: Endpoint, deadline: float, *, is_tls: bool) -> Ending:
    try:
        parts = urlsplit(endpoint.url)
        host, port = parts.hostname, parts.port or (2376 if is_tls else 2375)
    except ValueError:
        raise not_an_address(endpoint) from None
    if not host:
        raise not_an_address(endpoint)
    failure: OSError = OSError("the name has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        _left(deadline)
        try:
            made = _connected(Socket(family, kind, protocol), address, deadline, CONNECT)
        except OSError as error:
            failure = error
            continue
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _encrypted(made, endpoint.tls, host) if is_tls else made
    raise failure


def _encrypted(plain: Ending, files: Tls | None, host: str) -> Ending:
    """Encrypt a connection; without files, the engine is verified as any server is."""
    try:
        context = ssl.create_default_context(cafile=(files.ca or None) if files else None)
        context.sslsocket_class = TlsSocket
        if files and not files.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if files and files.cert and files.key:
            # Without a password OpenSSL would ask for that of a key on the terminal, and wait.
            context.load_cert_chain(files.cert, files.key, password="")
        return context.wrap_socket(plain, server_hostname=host)  # type: ignore[return-value]
    except BaseException:
        plain.close()
        raise
