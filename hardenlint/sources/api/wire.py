"""Bytes to and from an engine: unix sockets, TCP, TLS and ssh, all of them with a deadline.

A deadline is a point of `time.monotonic()` at which waiting ends, however much trickles in until
then. Nothing here knows what the bytes mean.
"""

import io
import socket
import subprocess
import time
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from hardenlint.errors import EngineError

from .endpoint import Endpoint

_CONNECT = 5.0  # seconds within which a host that is there takes a connection


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


class _Program(Wire):
    """A connection to the standard input and output of a program."""

    def __init__(self, command: list[str], deadline: float) -> None:
        import tempfile  # noqa: PLC0415 - only for ssh

        # Sockets, since pipes have no timeouts; a file for the errors, since a pipe that nobody
        # reads would stop ssh when it is full.
        ours, theirs = socket.socketpair()
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the connection
        try:
            end = theirs.fileno()
            # A session of its own has no terminal on which ssh could ask for a password.
            self.process = subprocess.Popen(  # noqa: S603 - the words are checked in ssh_command
                command, stdin=end, stdout=end, stderr=self.errors, start_new_session=True
            )
        except BaseException:
            ours.close()
            self.errors.close()
            raise
        finally:
            theirs.close()
        super().__init__(ours, deadline)

    def hang_up(self) -> None:
        super().hang_up()
        try:
            # ssh ends when its input does; one that does not is ended.
            self.process.wait(0.2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()

    def complaint(self) -> str:
        try:
            self.process.wait(0.5)
        except subprocess.TimeoutExpired:
            return ""
        self.errors.seek(0)
        lines = self.errors.read(4096).decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"ssh ended with status {self.process.returncode}"


def dial(endpoint: Endpoint, deadline: float) -> Wire:
    """Connect to an engine.

    Raises OSError for what the network says, and EngineError for what is no address.
    """
    if path := unix_path(endpoint.url):
        return _unix(path, deadline)
    scheme = endpoint.url.partition("://")[0]
    if scheme == "ssh":
        return _Program(ssh_command(endpoint), deadline)
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
    left = max(min(deadline - time.monotonic(), _CONNECT), 0.01)
    connected = socket.create_connection((host, port), left)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls:
        connected = _encrypted(connected, endpoint, host, deadline)
    return Wire(connected, deadline)


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
            context.load_cert_chain(files.cert, files.key)
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def ssh_command(endpoint: Endpoint) -> list[str]:
    """The command that connects to an engine by ssh: `ssh://[USER@]HOST[:PORT][/SOCKET]`.

    It never asks anything. What follows `--` is no option, whatever it looks like, and names that
    look like one are refused.
    """
    try:
        parts = urlsplit(endpoint.url)
        host, port, user = parts.hostname or "", parts.port, unquote(parts.username or "")
    except ValueError:
        raise not_an_address(endpoint) from None
    if not host or any(c.isspace() or not c.isprintable() for c in host + user + parts.path):
        raise not_an_address(endpoint)
    if host.startswith("-") or user.startswith("-"):
        raise EngineError(f"{endpoint} is refused: a host or user of ssh:// begins with -")
    if parts.password is not None:
        raise EngineError(f"{endpoint} is refused: ssh:// takes keys, no password")
    # The name as it is written: Host of ssh_config(5) tells upper from lower case.
    host = _as_written(parts.netloc, host)
    command = ["ssh", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={_CONNECT:.0f}", "-T"]
    command += ["-l", user] if user else []
    command += ["-p", str(port)] if port else []
    return [*command, "--", host, *_dial_stdio(parts.path)]


def _as_written(netloc: str, host: str) -> str:
    start = netloc.lower().rfind(host)
    return netloc[start : start + len(host)]


def _dial_stdio(path: str) -> list[str]:
    """What runs over there; the remote shell reads the words, so a path is quoted."""
    import shlex  # noqa: PLC0415 - only for ssh

    if path.strip("/"):
        return ["docker", "--host", shlex.quote(f"unix://{path}"), "system", "dial-stdio"]
    return ["docker", "system", "dial-stdio"]
