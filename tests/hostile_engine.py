"""An engine that attacks whoever asks it, on a unix socket."""

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

from .fake_engine import Answers, Server, engine_answers, inspected

BAD, GOOD = "a" * 64, "b" * 64
CONTAINER = f"/containers/{BAD}/json"

Bytes = Callable[[], Iterator[bytes]]
"""What is sent instead of an answer, until it ends or nobody takes it any more."""

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


class Hostile(Server):
    """A server that answers some paths with any bytes."""

    def __init__(self, path: str, answers: Answers, attacks: dict[str, Bytes]) -> None:
        self.attacks = attacks
        super().__init__(path, answers)

    def _answer(self, connection: socket.socket, line: str) -> bool:
        path = line.split()[1].partition("?")[0]
        if path.startswith("/v1."):
            path = path[path.index("/", 1) :]
        attack = self.attacks.get(path) or self.attacks.get("*")
        if attack is None:
            return super()._answer(connection, line)
        connection.settimeout(1)
        for data in attack():
            if self.done.is_set():
                break
            connection.sendall(data)
        return False


def again(data: bytes, start: bytes = b"", times: int = 1 << 40) -> Bytes:
    """The same bytes again and again, in large portions."""

    def send() -> Iterator[bytes]:
        yield start
        portion = data * max(1, (1 << 16) // len(data))
        for _ in range(min(times, 1 << 30)):
            yield portion

    return send


def body(data: bytes, more: bytes = b"") -> Bytes:
    """A whole answer."""
    return lambda: iter([OK + more + f"Content-Length: {len(data)}\r\n\r\n".encode() + data])


def document(value: object) -> Bytes:
    return body(json.dumps(value).encode())


def container(name: str = "web", **more: Any) -> dict[str, Any]:
    """A described container with something in it."""
    found: dict[str, Any] = {**inspected(name), "State": {"Status": "running"}}
    for key, value in more.items():
        place = found
        *folders, last = key.split("__")
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = value
    return found


def two_containers() -> Answers:
    """A healthy engine with a container that is attacked with, and one that is privileged."""
    good = {**inspected("good", Privileged=True), "Id": GOOD}
    listed = [
        {"Id": BAD, "Names": ["/bad"], "Image": "app:1", "State": "running"},
        {"Id": GOOD, "Names": ["/good"], "Image": "app:1", "State": "running"},
    ]
    return {
        **engine_answers(),
        "/containers/json": (200, listed),
        f"/containers/{BAD}/json": (200, container("bad")),
        f"/containers/{GOOD}/json": (200, good),
        f"/containers/{BAD}/top": (200, {"Titles": ["PID"], "Processes": [["1"]]}),
        "/images/json": (200, []),
    }
