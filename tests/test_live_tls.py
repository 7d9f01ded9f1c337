"""Engines behind TLS: who they are is verified, and so are we."""

import os
import shlex
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from hardenlint.errors import EngineError
from hardenlint.sources import live

from .cli import COMMAND
from .fake_engine import Server, engine_answers
from .needs import program


class TlsServer(Server):
    """The same on a TCP port of 127.0.0.1, for clients with a certificate of ours."""

    folder: Any

    def listen(self, path: str) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server-key.pem")
        context.load_verify_locations(self.folder / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        plain = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{plain.getsockname()[1]}"
        # The handshake is made with the first byte, in the thread of the connection.
        self.listener = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)


def openssl(*args: str) -> None:
    subprocess.run(["openssl", *args], check=True, capture_output=True)


def certificate(folder: Any, name: str, subject: str, extension: str) -> None:
    key, request, made = f"{name}-key.pem", f"{name}.csr", f"{name}.pem"
    (folder / "ext").write_text(extension)
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(
        "req", *new, "-subj", subject, "-keyout", str(folder / key), "-out", str(folder / request)
    )
    signer = ("-CA", str(folder / "ca.pem"), "-CAkey", str(folder / "ca-key.pem"))
    paths = ("-in", str(folder / request), "-out", str(folder / made))
    openssl("x509", "-req", *signer, *paths, "-days", "2", "-extfile", str(folder / "ext"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    program("openssl")
    found = tmp_path_factory.mktemp("tls")
    new = ("-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    out = ("-keyout", str(found / "ca-key.pem"), "-out", str(found / "ca.pem"), "-days", "2")
    openssl("req", *new, "-subj", "/CN=test", *out)
    certificate(found, "server", "/CN=engine", "subjectAltName=IP:127.0.0.1\n")
    certificate(found, "client", "/CN=client", "extendedKeyUsage=clientAuth\n")
    shutil.copy(found / "client.pem", found / "cert.pem")
    shutil.copy(found / "client-key.pem", found / "key.pem")
    return found


@pytest.fixture
def server(folder: Any) -> Iterator[TlsServer]:
    TlsServer.folder = folder
    started = TlsServer("", engine_answers())
    yield started
    started.stop()


def test_both_sides_are_verified(
    server: TlsServer, folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(folder))
    with live.connect(server.url, timeout=5) as engine:
        assert len(live.read(engine).subjects) == 2


def test_an_engine_that_somebody_else_vouches_for(
    server: TlsServer, folder: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for name in ("cert.pem", "key.pem"):
        shutil.copy(folder / name, tmp_path / name)
    shutil.copy(folder / "cert.pem", tmp_path / "ca.pem")
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path))
    with pytest.raises(EngineError, match="TLS connection failed"):
        live.connect(server.url, timeout=5)
    assert server.requests == []


def test_without_tls(server: TlsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(EngineError, match="Docker engine"):
        live.connect(server.url, timeout=5)


def test_a_key_with_a_password_is_an_error_and_no_question(folder: Any, tmp_path: Any) -> None:
    """OpenSSL would ask for it on the terminal, and wait for ever."""
    shutil.copy(folder / "ca.pem", tmp_path)
    shutil.copy(folder / "cert.pem", tmp_path)
    secret = ("-aes256", "-passout", "pass:secret")
    openssl("ec", "-in", str(folder / "client-key.pem"), *secret, "-out", str(tmp_path / "key.pem"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        audit = shlex.join([*COMMAND, "audit", "--no-config", "--timeout", "20", "--host", url])
        done = subprocess.run(
            [program("script", "bsdutils"), "-qec", audit, "/dev/null"],
            env={**os.environ, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path)},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=15, check=False,
        )  # fmt: skip
    assert "the TLS connection failed" in done.stdout
    assert "pass phrase" not in done.stdout


@pytest.fixture
def trusted(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(folder))


def late(url: str) -> None:
    """Whatever trickles in, nobody waits longer than was said."""
    started = time.monotonic()
    with pytest.raises(EngineError, match=r"did not answer within 0\.6 s"):
        live.connect(url, timeout=0.6)
    assert time.monotonic() - started < 3


def test_a_trickle_behind_tls_is_cut_off(server: TlsServer, trusted: None) -> None:
    server.pause = 0.05
    late(server.url)


@pytest.mark.parametrize("hello", [b"", b"\x16\x03\x03\x40\x00" + b"\x02" * 400])
def test_a_handshake_that_never_ends(hello: bytes, trusted: None) -> None:
    done = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            for byte in hello:
                connection.sendall(bytes([byte]))
                if done.wait(0.05):
                    return
            done.wait(5)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,), daemon=True)
        thread.start()
        late(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
        done.set()
        thread.join(5)


def test_an_engine_that_is_not_verified(
    server: TlsServer, folder: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """DOCKER_CERT_PATH without DOCKER_TLS_VERIFY, as the docker client understands it."""
    for name in ("cert.pem", "key.pem"):
        shutil.copy(folder / name, tmp_path / name)
    shutil.copy(folder / "cert.pem", tmp_path / "ca.pem")
    monkeypatch.delenv("DOCKER_TLS_VERIFY", raising=False)
    monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path))
    with live.connect(server.url, timeout=5) as engine:
        assert len(live.read(engine).subjects) == 2
