"""Something between hardenlint and a real engine: it records, denies, and goes away."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"


class Proxy(threading.Thread):
    """Passes requests on to a unix socket; `denied` says which to answer with 403.

    After `limit` requests it is gone: connections end and no new one is taken.
    """

    def __init__(
        self,
        path: str,
        engine: str,
        denied: Callable[[str], bool] = lambda _: False,
        limit: int = 1_000_000,
    ) -> None:
        super().__init__(daemon=True)
        self.url = f"unix://{path}"
        self.engine = engine
        self.denied = denied
        self.limit = limit
        self.requests: list[str] = []
        self.sockets: list[socket.socket] = []
        self.lock = threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.start()

    def run(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.engine)
            self.sockets += [client, server]
            threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
            threading.Thread(target=self._back, args=(server, client), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                line = data.partition(b"\r\n")[0].decode()
                with self.lock:
                    self.requests.append(line)
                    if len(self.requests) > self.limit:
                        self.stop()
                        return
                if self.denied(line.split()[1]):
                    client.sendall(FORBIDDEN)
                else:
                    server.sendall(data)
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _back(server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """End all connections and take no more."""
        for each in (self.listener, *self.sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
