"""Bytes to and from an engine: unix sockets, TCP, TLS and ssh, all of them with a deadline.

A deadline is a point of `time.monotonic()` at which waiting ends, however much trickles in until
then. Nothing here knows what the bytes mean.
"""

import io
import socket
import time
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from hardenlint.errors import EngineError

from .endpoint import Endpoint

CONNECT = 5.0  # seconds within which a host that is there takes a connection


programs: set["Wire"] = set()
"""Connections to programs that run."""


def end_programs() -> None:
    """End programs for whose engines nobody waits any more."""
    for each in tuple(programs):
        each.end()


class Wire:
    """A connected socket that http.client can use; `deadline` is set anew for every request."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self.socket = connected
        self.deadline = deadline

    def wait(self) -> None:
        """Let the socket's next operation take no longer than there is time."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)

    def sendall(self, data: bytes) -> None:
        """Send everything."""
        self.wait()
        self.socket.sendall(data)

    def makefile(self, _mode: str) -> IO[bytes]:
        """A file to read one answer from; closing it leaves the connection open."""
        return io.BufferedReader(_Incoming(self), 1 << 16)

    def close(self) -> None:
        """Do nothing: http.client closes before it has read, and we keep the connection."""

    def hang_up(self) -> None:
        """Close the connection."""
        self.socket.close()

    def end(self) -> None:
        """End the program behind the connection, where there is one."""

    def complaint(self) -> str:
        """What the program behind the connection has said went wrong; "" where there is none."""
        return ""


class _Incoming(io.RawIOBase):
    """Reads what arrives, up to the deadline."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.wire.wait()
        return self.wire.socket.recv_into(buffer)


def dial(endpoint: Endpoint, deadline: float) -> Wire:
    """Connect to an engine.

    Raises OSError for what the network says, and EngineError for what is no address.
    """
    if path := unix_path(endpoint.url):
        return _unix(path, deadline)
    scheme = endpoint.url.partition("://")[0]
    if scheme == "ssh":
        from . import ssh  # noqa: PLC0415 - only for ssh

        return ssh.Program(ssh.command(endpoint), deadline)
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


def _unix(path: str, deadline: float) -> Wire:
    wire = Wire(socket.socket(socket.AF_UNIX), deadline)
    try:
        wire.wait()
        wire.socket.connect(path)
    except BaseException:
        wire.hang_up()
        raise
    return wire


def _tcp(endpoint: Endpoint, deadline: float, *, tls: bool) -> Wire:
    try:
        parts = urlsplit(endpoint.url)
        host, port = parts.hostname, parts.port or (2376 if tls else 2375)
    except ValueError:
        raise not_an_address(endpoint) from None
    if not host:
        raise not_an_address(endpoint)
    connected = _connected(host, port, deadline)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls:
        connected = _encrypted(connected, endpoint, host, deadline)
    return Wire(connected, deadline)


def _connected(host: str, port: int, deadline: float) -> socket.socket:
    """Try the addresses of a name one after the other, all of them within the time."""
    failure: OSError = OSError("the name has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        left = min(deadline - time.monotonic(), CONNECT)
        if left <= 0:
            raise TimeoutError
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(left)
            made.connect(address)
        except OSError as error:
            made.close()
            failure = error
        else:
            return made
    raise failure


def _encrypted(
    plain: socket.socket, endpoint: Endpoint, host: str, deadline: float
) -> socket.socket:
    import ssl  # noqa: PLC0415 - only for TLS

    try:
        # 0 would mean not to wait at all, and less than that is refused.
        plain.settimeout(max(deadline - time.monotonic(), 0.01))
        files = endpoint.tls
        context = ssl.create_default_context(cafile=(files.ca or None) if files else None)
        if files and not files.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if files and files.cert and files.key:
            # Without a password OpenSSL would ask for that of a key on the terminal, and wait.
            context.load_cert_chain(files.cert, files.key, password="")
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
