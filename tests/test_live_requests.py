"""What leaves hardenlint on its way to an engine, and what never does."""

import io
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import docker
import pytest

from hardenlint.errors import EngineError
from hardenlint.sources import live
from hardenlint.sources.api.endpoint import Endpoint
from hardenlint.sources.api.session import RefusedError, Session

from .cli import hardenlint
from .fake_engine import ID, Server, engine_answers, inspected
from .hostile_engine import OK, Bytes, Hostile

Serve = Callable[..., Server]

WRITES: dict[str, Callable[[Any], object]] = {
    "create": lambda api: api.create_container_from_config({"Image": "app:1"}),
    "start": lambda api: api.start(ID),
    "exec": lambda api: api.exec_create(ID, "sh"),
    "put_archive": lambda api: api.put_archive(ID, "/", b""),
    "remove": lambda api: api.remove_container(ID),
    "prune": lambda api: api.prune_images(),
    "PUT": lambda api: api.put("http://docker/info"),
    "HEAD": lambda api: api.head("http://docker/_ping"),
    "OPTIONS": lambda api: api.options("http://docker/"),
    "get in lower case": lambda api: api.request("gEt ", "http://docker/"),
    "GET with a body": lambda api: api.get("http://docker/info", data=b"x"),
    "elsewhere": lambda api: api.delete("https://example.org/"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_only_get_leaves(write: Callable[[Any], object], serve: Serve) -> None:
    server = serve()
    api = Session(Endpoint(server.url, ""))
    assert isinstance(api, docker.APIClient)
    with pytest.raises(RefusedError):
        write(api)
    assert (server.heads, server.threads) == ([], [])
    assert api.get("http://docker/info", timeout=5).status_code == 200


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with all that the docker client and requests would take from it."""
    folder = tmp_path / "home"
    (folder / ".docker").mkdir(parents=True)
    (folder / "bin").mkdir()
    for name in ("docker-credential-x", "docker-credential-y"):
        program = folder / "bin" / name
        program.write_text(f"#!/bin/sh\ntouch {folder}/ran\n")
        program.chmod(0o755)
    config = {
        "HttpHeaders": {"X-Secret": "hunter2"},
        "auths": {"docker": {"auth": "dTpodW50ZXIy"}, "broken": {"auth": "hunter2"}},
        "credsStore": "x",
        "credHelpers": {"docker": "y"},
        "proxies": {"default": {"httpProxy": "http://127.0.0.1:1"}},
    }
    (folder / ".docker" / "config.json").write_text(json.dumps(config))
    (folder / ".netrc").write_text("default login u password hunter2\n")
    for name in ("DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", f"{folder}/bin:{os.environ['PATH']}")
    yield folder
    assert not (folder / "ran").exists()


def relayed(server: Server) -> str:
    """The server on a port of 127.0.0.1."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener:
            connection, _ = listener.accept()
            server._converse(connection)

    threading.Thread(target=run, daemon=True).start()
    return f"tcp://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("way", ["unix", "tcp"])
def test_nothing_of_the_user_is_sent(way: str, serve: Serve, home: Path) -> None:
    server = serve()
    url = server.url if way == "unix" else relayed(server)
    run = hardenlint("audit", "--no-config", "--format", "json", "--host", url)
    assert run.document["hosts"][0]["status"] == "ok"
    assert len(server.heads) > 5
    for head in server.heads:
        names = {line.partition(b":")[0].lower() for line in head.splitlines()[1:] if line}
        assert names == {b"host", b"user-agent", b"accept", b"accept-encoding"}


def test_the_configuration_of_the_client_is_not_opened(serve: Serve, home: Path) -> None:
    """Which its SDK does; a pipe there would wait for ever."""
    config = home / ".docker" / "config.json"
    config.unlink()
    os.mkfifo(config)
    server = serve()
    started = time.monotonic()
    assert hardenlint("audit", "--no-config", "--host", server.url).code != 3
    assert time.monotonic() - started < 20


def test_a_redirect_leads_nowhere(serve: Serve, tmp_path: Path) -> None:
    other = serve()
    url = relayed(other).replace("tcp:", "http:")
    away = f"HTTP/1.1 302 X\r\nLocation: {url}/info\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    engine = Hostile(
        str(tmp_path / "h.sock"), engine_answers(), {"/info": partial(iter, [away.encode()])}
    )
    try:
        run = hardenlint("audit", "--no-config", "--format", "json", "--host", engine.url)
    finally:
        engine.stop()
    assert other.heads == []
    assert any("status 302" in error["message"] for error in run.document["errors"])
    assert not any(b"ookie" in head for head in engine.heads)


def test_a_connection_that_died_of_old_age_is_replaced(serve: Serve, tmp_path: Path) -> None:
    answers = engine_answers()
    once: dict[str, Bytes] = {}
    for path, (_, found) in answers.items():
        data = json.dumps(found).encode()
        head = OK + f"Content-Length: {len(data)}\r\n\r\n".encode()
        once[path] = partial(iter, [head + data])
    engine = Hostile(str(tmp_path / "h.sock"), answers, once)  # which says nothing of closing
    try:
        with live.connect(engine.url, timeout=5) as connected:
            loaded = live.read(connected)
            assert connected.client.requests == len(engine.requests)
    finally:
        engine.stop()
    assert (len(loaded.subjects), loaded.errors) == (2, ())


class Versioned(Server):
    """An engine that knows some versions of the API, and says so as Docker does."""

    oldest, newest = (1, 24), (1, 41)
    denied: tuple[str, ...] = ()

    def _answer(self, connection: socket.socket, line: str) -> bool:
        path = line.split()[1]
        if any(path.startswith(start) for start in self.denied):
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return True
        spoken = path.split("/")[1].removeprefix("v") if path.startswith("/v1.") else ""
        if spoken and not self.oldest <= tuple(map(int, spoken.split("."))) <= self.newest:
            text = json.dumps({"message": f"client version {spoken} is too old"})
            return self._say(connection, "400 Bad Request", text)
        if path == "/_ping":
            return self._say(connection, "200 OK", "OK")
        return super()._answer(connection, line)

    def _say(self, connection: socket.socket, status: str, text: str) -> bool:
        newest = ".".join(map(str, self.newest))
        head = f"HTTP/1.1 {status}\r\nApi-Version: {newest}\r\nContent-Length: {len(text)}\r\n\r\n"
        connection.sendall((head + text).encode())
        return True


@pytest.fixture
def versioned(tmp_path: Path) -> Iterator[Callable[..., Versioned]]:
    started: list[Versioned] = []

    def start(oldest: str, newest: str, *denied: str) -> Versioned:
        about = {"ApiVersion": newest, "MinAPIVersion": oldest, "Version": "99.0"}
        answers = {**engine_answers(), "/version": (200, about)}
        answers[f"/containers/{ID}/json"] = (200, inspected(Privileged=True))
        path = str(tmp_path / f"v{len(started)}.sock")
        started.append(Versioned(path, answers))
        started[-1].oldest, started[-1].newest = numbers(oldest), numbers(newest)
        started[-1].denied = denied
        return started[-1]

    yield start
    for each in started:
        each.stop()


def numbers(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return int(major), int(minor)


@pytest.mark.parametrize(
    ("oldest", "newest", "denied", "spoken"),
    [
        ("1.24", "1.41", (), "1.41"),
        ("1.12", "1.24", (), "1.24"),
        ("1.44", "1.52", (), "1.45"),
        ("1.50", "1.60", (), "1.50"),
        ("1.50", "1.50", (), "1.50"),
        ("", "1.41", (), "1.41"),
        ("x", "1.60", (), "1.45"),
        ("1.12", "1.40", ("/version",), "1.40"),
        ("1.50", "1.60", ("/version",), "1.60"),
        ("1.24", "1.43", ("/version", "/_ping"), "1.41"),
        ("1.44", "1.52", ("/version", "/_ping"), ""),
    ],
)
def test_the_version_of_the_api_that_both_sides_know(
    oldest: str, newest: str, denied: tuple[str, ...], spoken: str, versioned: Any
) -> None:
    engine = versioned(oldest if "." in oldest else "1.24", newest, *denied)
    engine.answers["/version"][1]["MinAPIVersion"] = oldest
    with live.connect(engine.url, timeout=5) as connected:
        assert connected.client.api == spoken
        loaded = live.read(connected)
    assert (len(loaded.subjects), loaded.errors) == (2, ())
    assert [note.kind for note in loaded.notes] == ["denied"] * bool(denied)


class FakePipe:
    """The SDK's socket for the pipes of Windows, as far as it goes, over a unix socket."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._made = socket.socket(socket.AF_UNIX)

    def connect(self, address: str) -> None:
        assert address.startswith("//./pipe/")
        self._made.connect(os.environ["FAKE_PIPE"])
        self._handle = self._made

    def settimeout(self, value: float | None) -> None:
        self._made.settimeout(value)

    def recv_into(self, buffer: Any, nbytes: int = 0) -> int:
        return self._made.recv_into(buffer, nbytes)

    def sendall(self, data: Any) -> None:
        self._made.sendall(data)

    def makefile(self, mode: str) -> Any:
        outer = self

        class Raw(io.RawIOBase):
            def readable(self) -> bool:
                return True

            def readinto(self, buffer: Any) -> int:
                return outer.recv_into(buffer)

        return io.BufferedReader(Raw())

    def shutdown(self, how: int) -> None:
        self._made.shutdown(how)

    def close(self) -> None:
        self._made.close()


def test_a_pipe_of_windows(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("docker.transport.npipesocket")
    module.NpipeSocket = FakePipe  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(sys, "platform", "win32")
    server = serve()
    monkeypatch.setenv("FAKE_PIPE", server.url.removeprefix("unix://"))
    with live.connect("npipe:////./pipe/docker_engine", timeout=5) as engine:
        loaded = live.read(engine)
    assert (len(loaded.subjects), loaded.errors) == (2, ())
    assert len(server.threads) == 1
    server.pause = 0.05
    started = time.monotonic()
    with pytest.raises(EngineError, match=r"did not answer within 0\.5 s"):
        live.connect("npipe:////./pipe/docker_engine", timeout=0.5)
    assert time.monotonic() - started < 4


def test_a_pipe_where_there_are_none() -> None:
    with pytest.raises(EngineError, match="only Windows has"):
        live.connect("npipe:////./pipe/docker_engine", timeout=1)
