"""An engine that says whatever a test wants it to say, on a unix socket."""

import json
import socket
import threading
from contextlib import suppress
from typing import Any

Answer = tuple[int, Any]
Answers = dict[str, Answer]
ID = "a" * 64


class Server(threading.Thread):
    """An HTTP server on a unix socket that takes its answers from a table.

    A path is looked up without its version; what is not there gets a 404. An answer of status 0
    never comes. `raw` is sent instead of any answer; `pause` seconds lie between the bytes of one.
    """

    def __init__(self, path: str, answers: Answers, raw: bytes = b"") -> None:
        super().__init__(daemon=True)
        self.answers = answers
        self.raw = raw
        self.pause = 0.0
        self.requests: list[str] = []
        self.heads: list[bytes] = []
        self.threads: list[threading.Thread] = []
        self.done = threading.Event()
        self.listen(path)
        self.listener.settimeout(0.05)
        self.start()

    def listen(self, path: str) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.url = f"unix://{path}"

    def run(self) -> None:
        while not self.done.is_set():
            try:
                connection, _ = self.listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _converse(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(0.05)
            self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        received = b""
        while not self.done.is_set():
            try:
                chunk = connection.recv(65536)
            except TimeoutError:
                continue
            if not chunk:
                return
            received += chunk
            if b"\r\n\r\n" in received:
                line = received.partition(b"\r\n")[0].decode()
                self.heads.append(received)
                received = b""
                self.requests.append(line)
                if not self._answer(connection, line):
                    return

    def _answer(self, connection: socket.socket, line: str) -> bool:
        path = line.split()[1].partition("?")[0]
        if path.startswith("/v1."):
            path = path[path.index("/", 1) :]
        status, body = self.answers.get(path, (404, {"message": f"no such thing: {path}"}))
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {len(data)}\r\n\r\n"
        if status and self.pause:
            for byte in head.encode() + data:
                connection.sendall(bytes([byte]))
                if self.done.wait(self.pause):
                    return False
        elif status:
            connection.sendall(self.raw or head.encode() + data)
        return not self.raw

    def stop(self) -> None:
        self.done.set()
        self.join(5)
        for thread in self.threads:
            thread.join(5)
        self.listener.close()


def inspected(name: str = "web", **host_config: object) -> dict[str, object]:
    return {
        "Id": ID,
        "Name": f"/{name}",
        "Image": "sha256:1",
        "Config": {"Image": "app:1", "User": "10001"},
        "HostConfig": {"NetworkMode": "default", "Privileged": False, **host_config},
    }


def engine_answers(**more: Answer) -> Answers:
    """What a small, healthy engine says; `more` is by path with `_` for `/`."""
    listed = {"Id": ID, "Names": ["/other/alias", "/web"], "Image": "app:1", "State": "running"}
    answers: Answers = {
        "/version": (200, {"ApiVersion": "1.41", "Version": "20.10"}),
        "/info": (200, {"Name": "vm", "CgroupVersion": "2", "SecurityOptions": ["name=seccomp"]}),
        "/containers/json": (200, [listed]),
        f"/containers/{ID}/json": (200, inspected()),
        "/images/sha256:1/json": (200, {"Id": "sha256:1", "RepoTags": ["app:1"]}),
        "/networks": (200, []),
        "/volumes": (200, {"Volumes": []}),
    }
    return {**answers, **{key.replace("_", "/"): value for key, value in more.items()}}
