"""Connections by ssh: the client is run, and speaks with `docker system dial-stdio` over there.

The SDK's own way by ssh may ask for a password, has no deadline, and loses what ssh complains of.
"""

import os
import shlex
import signal
import socket
import subprocess
import threading
from contextlib import suppress
from typing import IO
from urllib.parse import unquote, urlsplit

from hardenlint.errors import EngineError

from .answers import plain
from .endpoint import CONNECT, Endpoint, not_an_address

_SAID_MAX = 1 << 20
"""Bytes of complaints that are read; who says more is ended."""
_KEPT = 4096


programs: set["Program"] = set()
"""Those that run."""


def end_programs() -> None:
    """End programs for whose engines nobody waits any more."""
    for each in tuple(programs):
        each.end()


class Program:
    """The client, which ends when its input does; `socket` is its standard input and output."""

    def __init__(self, words: list[str]) -> None:
        # Sockets, since pipes have no timeouts.
        self.socket, theirs = socket.socketpair()
        try:
            end = theirs.fileno()
            # A session of its own has no terminal on which ssh could ask for a password.
            self.process = subprocess.Popen(  # noqa: S603 - the words are checked in `command`
                words, stdin=end, stdout=end, stderr=subprocess.PIPE, start_new_session=True
            )
        except BaseException:
            self.socket.close()
            raise
        finally:
            theirs.close()
        programs.add(self)
        self.complaints = _Complaints(self.process)

    def end(self, patience: float = 0) -> None:
        """End it, unless it ends by itself within so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        _kill(self.process)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        programs.discard(self)

    def complaint(self) -> str:
        """What it has said went wrong; "" as long as it runs."""
        try:
            self.process.wait(0.5)
        except subprocess.TimeoutExpired:
            return ""
        self.complaints.join(0.5)
        lines = self.complaints.last.decode("utf-8", "replace").strip().splitlines()
        return plain(lines[-1]) if lines else f"ssh ended with status {self.process.returncode}"


class _Complaints(threading.Thread):
    """Takes what a program says went wrong, which would stop if nobody did; keeps the `last`."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        super().__init__(daemon=True)
        self.process = process
        self.last = b""
        self.start()

    def run(self) -> None:
        pipe: IO[bytes] | None = self.process.stderr
        if pipe is None:
            return
        said = 0
        with suppress(OSError, ValueError), pipe:
            while part := os.read(pipe.fileno(), _KEPT):
                self.last = (self.last + part)[-_KEPT:]
                said += len(part)
                if said > _SAID_MAX:
                    _kill(self.process)
                    return


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a program, and what it has started to get through (ProxyCommand)."""
    if process.poll() is None:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)


def command(endpoint: Endpoint) -> list[str]:
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
    words = ["ssh", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={CONNECT:.0f}", "-T"]
    words += ["-l", user] if user else []
    words += ["-p", str(port)] if port else []
    return [*words, "--", host, *_dial_stdio(parts.path)]


def _as_written(netloc: str, host: str) -> str:
    start = netloc.lower().rfind(host)
    return netloc[start : start + len(host)]


def _dial_stdio(path: str) -> list[str]:
    """What runs over there; the remote shell reads the words, so a path is quoted."""
    if path.strip("/"):
        return ["docker", "--host", shlex.quote(f"unix://{path}"), "system", "dial-stdio"]
    return ["docker", "system", "dial-stdio"]
