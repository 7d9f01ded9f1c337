"""Every way an engine cannot be reached or read, with servers that behave badly on purpose."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from hardenlint.errors import EngineError, UsageError
from hardenlint.model import Container, Host, ImageRef, Namespace
from hardenlint.model.causes import said
from hardenlint.sources import inspect, live
from hardenlint.sources.api import ssh
from hardenlint.sources.api.endpoint import Endpoint, endpoints
from hardenlint.sources.local_images import LocalImages

from .cli import hardenlint
from .fake_engine import ID, Answer, Answers, Server, engine_answers, inspected
from .needs import program


@pytest.fixture(autouse=True)
def _no_engine_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "config"))


def refused(host: str | None = None, timeout: float = 5, context: str | None = None) -> str:
    """The sentence with which connecting fails."""
    with pytest.raises(EngineError) as caught:
        live.connect(host, context, timeout).close()
    message = str(caught.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def read(server: Server, *names: str, timeout: float = 5) -> live.Loaded:
    with live.connect(server.url, timeout=timeout) as engine:
        return live.read(engine, live.Selection(names))


def containers(loaded: live.Loaded) -> list[Container]:
    return [subject for subject in loaded.subjects if isinstance(subject, Container)]


def test_a_healthy_engine_is_read(serve: Callable[..., Server]) -> None:
    server = serve()
    loaded = read(server)
    (container,) = containers(loaded)
    assert (loaded.errors, loaded.notes) == ((), ())
    assert (container.name, container.lifecycle.state) == ("web", "")
    assert container.host is not None
    assert (container.host.name, container.host.endpoint) == ("vm", server.url)
    assert all(request.startswith("GET ") for request in server.requests)


def test_no_socket(tmp_path: Any) -> None:
    message = refused(f"unix://{tmp_path}/none.sock")
    assert message == (
        f"cannot reach the Docker engine at unix://{tmp_path}/none.sock (from --host): "
        "there is no such socket; is Docker running?"
    )


def test_a_socket_that_nobody_listens_on(tmp_path: Any) -> None:
    path = str(tmp_path / "stale.sock")
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(path)
    assert "nothing listens there" in refused(f"unix://{path}")


def test_a_tcp_port_that_nobody_listens_on() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "nothing listens there" in refused(f"tcp://127.0.0.1:{port}")


def test_an_unknown_host_name() -> None:
    assert "host name is not known" in refused("tcp://no-such-host.invalid:2375")


def test_permission_denied(tmp_path: Any) -> None:
    """Root may do everything, so another user tries."""
    path = str(tmp_path / "root.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        os.chmod(path, 0o600)
        for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
            os.chmod(folder, 0o755)  # noqa: S103 - the other user has to get there
        code = (
            "import sys, os, docker, requests, urllib3\n"
            "from hardenlint.errors import EngineError\n"
            "from hardenlint.sources import live\n"
            "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
            "try: live.connect(sys.argv[1], timeout=5)\n"
            "except EngineError as error: print(error)\n"
        )
        if os.getuid() != 0:
            os.chmod(path, 0)
        command = [sys.executable, "-c", code, f"unix://{path}"]
        found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert found.stderr == ""
    assert "permission denied; join the group docker" in found.stdout


def test_an_engine_that_hangs(serve: Callable[..., Server]) -> None:
    server = serve({"/version": (0, None)})
    started = time.monotonic()
    assert "it did not answer within 0.5 s" in refused(server.url, timeout=0.5)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "answer",
    [(404, {"message": "page not found"}), (200, []), (200, b"<html>"), (200, {}), (500, b"no")],
)
def test_something_that_is_no_docker_engine(serve: Callable[..., Server], answer: Answer) -> None:
    message = refused(serve({"/version": answer}).url)
    assert "answers, but not as a Docker engine does" in message


@pytest.mark.parametrize("raw", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01\x00\x02\x02", b"\r\n"])
def test_something_that_does_not_speak_http(serve: Callable[..., Server], raw: bytes) -> None:
    assert "it does not answer as a Docker engine does" in refused(serve(None, raw).url)


def test_an_engine_that_is_too_old(serve: Callable[..., Server]) -> None:
    message = refused(serve({"/version": (200, {"ApiVersion": "1.12"})}).url)
    assert "1.24" in message


@pytest.mark.parametrize("url", ["garbage://", "unix", "tcp://:-1", "http://", "://", "\x00"])
def test_a_docker_host_that_is_no_address(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if "\x00" in url:
        assert refused(url)
        return
    monkeypatch.setenv("DOCKER_HOST", url)
    assert "from DOCKER_HOST" in refused()


def test_tls_without_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path))
    message = refused("tcp://127.0.0.1:2376")
    assert message == f"DOCKER_TLS_VERIFY asks for TLS, but there is no {tmp_path}/ca.pem"


@pytest.mark.parametrize("url", ["ssh://h", "unix:///x.sock", "/x.sock", "npipe:////./pipe/x"])
def test_certificates_are_for_tcp_alone(url: str, tmp_path: Any) -> None:
    """So it is no error that there are none, as long as an address of another kind is chosen."""
    environ = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path)}
    assert endpoints(url, None, environ) == [Endpoint(url, "from --host")]
    assert endpoints(None, None, {**environ, "DOCKER_HOST": url})[0].tls is None


def test_ssh_says_itself_what_is_wrong() -> None:
    program("ssh", "openssh-client")
    message = refused("ssh://user@host.invalid")
    assert "ssh says: " in message
    assert "host.invalid" in message


def test_without_an_ssh_client(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "the ssh client is not installed" in refused("ssh://user@host.invalid")


@pytest.mark.parametrize(
    "url",
    ["ssh://-oProxyCommand=touch", "ssh://-l@host", "ssh://a b", "ssh://", "ssh://u:secret@host"],
)
def test_an_ssh_address_is_never_an_option(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert "secret" not in refused(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ssh://web", ["web", "docker", "system", "dial-stdio"]),
        ("ssh://Web1", ["Web1", "docker", "system", "dial-stdio"]),
        ("ssh://me@web:2222", ["-l", "me", "-p", "2222", "--", "web"]),
        ("ssh://web/run/x;y.sock", ["docker", "--host", "'unix:///run/x;y.sock'", "system"]),
    ],
)
def test_the_command_of_ssh(url: str, expected: list[str]) -> None:
    command = ssh.command(Endpoint(url, ""))
    assert command[:6] == ["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "-T"]
    start = command.index(expected[0])
    assert command[start : start + len(expected)] == expected


def test_a_password_in_the_address_is_not_repeated() -> None:
    assert "hunter2" not in refused("tcp://user:hunter2@no-such-host.invalid:2375")


def test_a_container_that_vanishes_is_a_note(serve: Callable[..., Server]) -> None:
    answers = engine_answers()
    del answers[f"/containers/{ID}/json"]
    loaded = read(serve(answers))
    assert containers(loaded) == []
    assert loaded.errors == ()
    (note,) = loaded.notes
    assert note.kind == "vanished"
    assert (note.span.path, note.span.host, note.span.container) == (None, "vm", "web")


def test_an_image_that_vanished_is_no_problem(serve: Callable[..., Server]) -> None:
    answers = engine_answers()
    del answers["/images/sha256:1/json"]
    loaded = read(serve(answers))
    assert (loaded.errors, loaded.notes) == ((), ())
    assert containers(loaded)[0].user.origin == "stated"


@pytest.mark.parametrize("path", ["/info", "/networks", "/volumes", "/images/sha256:1/json"])
def test_what_a_proxy_denies_is_unknown(serve: Callable[..., Server], path: str) -> None:
    loaded = read(serve({**engine_answers(), path: (403, b"denied")}))
    (note,) = loaded.notes
    assert (note.kind, loaded.errors) == ("denied", ())
    (container,) = containers(loaded)
    assert container.privileges.privileged.value is False
    if path == "/info":
        assert container.host is not None
        assert container.host.security_options is None


def test_a_container_that_a_proxy_denies_is_unknown_but_there(serve: Callable[..., Server]) -> None:
    loaded = read(serve({**engine_answers(), f"/containers/{ID}/json": (403, b"denied")}))
    (container,) = containers(loaded)
    assert container.privileges.privileged.value is None
    assert container.reference.value is not None
    assert (container.lifecycle.state, container.reference.value.text) == ("running", "app:1")
    assert [note.kind for note in loaded.notes] == ["denied"]


def test_a_version_that_a_proxy_denies(serve: Callable[..., Server]) -> None:
    loaded = read(serve({**engine_answers(), "/version": (403, b"")}))
    assert len(containers(loaded)) == 1
    assert [note.message.split(":")[0] for note in loaded.notes] == [
        "the engine denies GET /version"
    ]


def test_an_engine_that_nobody_knows_is_not_asked_for_processes(
    serve: Callable[..., Server],
) -> None:
    found = {**inspected(), "State": {"Status": "running"}}
    known = {**engine_answers(), f"/containers/{ID}/json": (200, found)}
    for denied, asked in (({}, 1), ({"/version": (403, b"")}, 1), ({"/info": (403, b"")}, 1)):
        assert tops(serve({**known, **denied})) == asked
    assert tops(serve({**known, "/version": (403, b""), "/info": (403, b"")})) == 0


def tops(server: Server) -> int:
    read(server)
    return sum("/top?" in line for line in server.requests)


def test_without_the_list_there_is_nothing_to_audit(serve: Callable[..., Server]) -> None:
    with pytest.raises(EngineError, match=r"cannot audit .*status 403"):
        read(serve({**engine_answers(), "/containers/json": (403, b"")}))


@pytest.mark.parametrize("answer", [(500, {"message": "layer does not exist"}), (200, b"{")])
def test_a_container_that_cannot_be_described_is_an_error(
    serve: Callable[..., Server], answer: Answer
) -> None:
    loaded = read(serve({**engine_answers(), f"/containers/{ID}/json": answer}))
    (error,) = loaded.errors
    assert error.kind == "unreachable"
    assert "/containers/web/json" in error.message


def test_waiting_has_an_end(serve: Callable[..., Server]) -> None:
    listed = [{"Id": f"{n:064x}", "Names": [f"/c{n}"]} for n in range(50)]
    hanging: Answers = {f"/containers/{n:064x}/json": (0, None) for n in range(50)}
    server = serve({**engine_answers(), **hanging, "/containers/json": (200, listed)})
    started = time.monotonic()
    loaded = read(server, timeout=0.3)
    assert time.monotonic() - started < 5
    assert re.match("4[0-7] containers were not read", loaded.errors[-1].message)
    assert {error.kind for error in loaded.errors} == {"unreachable"}


@pytest.mark.parametrize("body", [None, [], "text", 3, {"HostConfig": []}, {"Config": {"Env": 1}}])
def test_answers_of_the_wrong_shape_never_crash(serve: Callable[..., Server], body: object) -> None:
    answers = engine_answers()
    for path in answers:
        if path not in ("/version", "/containers/json"):
            answers[path] = (200, body)
    loaded = read(serve(answers))
    assert isinstance(loaded.subjects[0], Host)
    errors = read(serve({**engine_answers(), "/containers/json": (200, body)})).errors
    assert len(errors) == (0 if body in (None, []) else 1)


def test_a_joined_network_is_followed_into_containers_that_were_not_asked_for(
    serve: Callable[..., Server],
) -> None:
    other = "b" * 64
    host: dict[str, object] = {
        "Id": other,
        "Names": ["/vpn"],
        "HostConfig": {"NetworkMode": "host"},
    }
    listed = [host, {"Id": ID, "Names": ["/web"]}]
    joined = inspected(NetworkMode=f"container:{other}")
    answers = {
        **engine_answers(),
        "/containers/json": (200, listed),
        f"/containers/{ID}/json": (200, joined),
    }
    (container,) = containers(read(serve(answers), "web"))
    assert container.namespaces.network.value == Namespace("container", "vpn")
    assert said(container.namespaces.network.causes) == "that of the host, through vpn"


def test_a_snapshot_says_the_same_without_the_engine(serve: Callable[..., Server]) -> None:
    document = inspected(SecurityOpt=["apparmor=unconfined"], CgroupnsMode="host")
    document["Config"] = {"User": "10001", "Env": ["DB_PASSWORD=hunter2", "MODE=fast"]}
    document["Mounts"] = [{"Type": "volume", "Name": "etc", "Destination": "/e", "RW": True}]
    options = {"type": "none", "o": "bind,password=hunter2", "device": "/etc"}
    volume = {"Name": "etc", "Driver": "local", "Mountpoint": "/v", "Options": options}
    server = serve(
        {
            **engine_answers(),
            f"/containers/{ID}/json": (200, document),
            "/info": (
                200,
                {
                    "Name": "vm",
                    "ServerVersion": "1",
                    "CgroupVersion": "2",
                    "SecurityOptions": ["name=seccomp,profile=unconfined"],
                },
            ),
            "/volumes": (200, {"Volumes": [volume]}),
            "/networks": (200, [{"Name": "n", "Driver": "bridge", "Internal": True, "IPAM": {}}]),
        }
    )
    with live.connect(server.url, timeout=5) as engine:
        host, container = live.read(engine).subjects
        text = inspect.snapshot([inspect.Saved("vm", "", "ok", documents=engine.documents)])
    assert "hunter2" not in text
    assert "MODE=fast" in text
    saved = inspect.read(text, "saved.json")
    assert (saved.errors, saved.notes) == ((), ())
    saved_host, again = saved.subjects
    for one, other in ((host, saved_host), (container, again)):
        assert type(one) is type(other)
        assert one.name == other.name
    assert isinstance(host, Host)
    assert isinstance(saved_host, Host)
    assert saved_host.security_options == host.security_options == frozenset()
    assert list(saved_host.networks) == ["n"]
    assert isinstance(container, Container)
    assert isinstance(again, Container)
    assert again.namespaces.cgroup.value == container.namespaces.cgroup.value == Namespace("host")
    assert again.privileges.security_opts == container.privileges.security_opts == ()
    assert again.storage.mounts[0].value is not None
    assert again.storage.mounts[0].value.source == "/etc"
    # A value that nobody uses stands in, so that the snapshot gives the finding as well.
    assert again.env["DB_PASSWORD"].value == "masked-by-hardenlint-1"


def write(path: Any, document: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))


def context(folder: Any, name: str, url: str) -> None:
    meta = folder / "contexts" / "meta" / sha256(name.encode()).hexdigest() / "meta.json"
    write(meta, {"Name": name, "Endpoints": {"docker": {"Host": url}}})


def test_who_chooses_the_engine(tmp_path: Any) -> None:
    context(tmp_path, "far", "tcp://far:2375")
    context(tmp_path, "near", "unix:///near.sock")
    write(tmp_path / "config.json", {"currentContext": "near"})
    environ = {"DOCKER_CONFIG": str(tmp_path)}

    def chosen(host: str | None = None, context: str | None = None, **more: str) -> str:
        return str(endpoints(host, context, {**environ, **more})[0])

    assert chosen() == "unix:///near.sock (the current docker context, near)"
    assert chosen(DOCKER_CONTEXT="far") == "tcp://far:2375 (from DOCKER_CONTEXT)"
    both = chosen(DOCKER_CONTEXT="far", DOCKER_HOST="tcp://x:1")
    assert both == "tcp://x:1 (from DOCKER_HOST)"
    assert chosen(None, "far", DOCKER_HOST="tcp://x:1") == "tcp://far:2375 (from --context)"
    assert chosen("tcp://y:1", DOCKER_HOST="tcp://x:1") == "tcp://y:1 (from --host)"
    with pytest.raises(UsageError):
        chosen("tcp://y:1", "far")
    with pytest.raises(EngineError, match=r"context none \(from --context\) does not exist"):
        chosen(None, "none")


def test_the_certificates_of_a_context_are_used(tmp_path: Any) -> None:
    context(tmp_path, "far", "tcp://far:2376")
    files = tmp_path / "contexts" / "tls" / sha256(b"far").hexdigest() / "docker"
    files.mkdir(parents=True)
    (files / "ca.pem").write_text("")
    (endpoint,) = endpoints(None, "far", {"DOCKER_CONFIG": str(tmp_path)})
    assert endpoint.tls is not None
    assert (endpoint.tls.ca, endpoint.tls.cert) == (str(files / "ca.pem"), "")


@pytest.mark.parametrize("text", ["{", "[]", "", '{"currentContext": 3}', "\x00"])
def test_a_broken_client_configuration_counts_as_none(tmp_path: Any, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    runtime = tmp_path / "run"
    runtime.mkdir()
    (runtime / "docker.sock").write_text("")
    environ = {"DOCKER_CONFIG": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime)}
    assert f"unix://{runtime}/docker.sock" in [e.url for e in endpoints(None, None, environ)]


ODD: dict[str, Callable[[Any], None]] = {
    "no regular file": os.mkfifo,
    "larger than": lambda path: os.truncate(_touched(path), 1 << 30),
    "no regular": lambda path: os.symlink("/dev/zero", path),
    "no regular file;": os.mkdir,
}


def _touched(path: Any) -> Any:
    path.touch()
    return path


@pytest.mark.parametrize("expected", ODD)
@pytest.mark.parametrize("which", ["config.json", "meta.json", "ca.pem", "key.pem", "cert path"])
def test_a_file_of_the_client_that_is_none(tmp_path: Any, which: str, expected: str) -> None:
    """A pipe would wait for ever, a device has no end."""
    context(tmp_path, "far", "tcp://127.0.0.1:1")
    digest = sha256(b"far").hexdigest()
    tls = tmp_path / "contexts" / "tls" / digest / "docker"
    tls.mkdir(parents=True)
    environ = {"DOCKER_CONFIG": str(tmp_path)}
    path = tls / which
    if which == "config.json":
        path = tmp_path / which
    elif which == "meta.json":
        path = tmp_path / "contexts" / "meta" / digest / which
        path.unlink()
    elif which == "cert path":
        environ |= {"DOCKER_HOST": "tcp://127.0.0.1:1", "DOCKER_CERT_PATH": str(tls)}
        path = tls / "ca.pem"
    ODD[expected](path)
    chosen = "far" if which not in ("config.json", "cert path") else None
    with pytest.raises(EngineError) as caught:
        endpoints(None, chosen, environ)
    assert str(caught.value).startswith(f"cannot read {path}: it is {expected.strip(';')}")


@pytest.mark.parametrize(
    "url",
    [
        "tcp://user:hunter2@h:1", "user:hunter2@h:1", "hunter2@tcp://h:1", "tcp://u:p/hunter2@h",
        "tcp://u:p://hunter2@h:1", "http://h:1/?token=hunter2", "http://h:1/#hunter2", "://a:hunter2@",
        "https://h/?a=b@hunter2", "ssh://u:hunter2@h", "unix://u:hunter2@/run/x", "tcp:u:hunter2@h",
        "tcp://u@x:hunter2@h:1", "TCP://u:hunter2@h", "tcp://u:hunter2@", "tcp://u:a?hunter2@h:1",
    ],
)  # fmt: skip
def test_what_is_secret_in_an_address_is_never_told(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    assert "hunter2" not in Endpoint(url, "").address
    monkeypatch.setenv("DOCKER_HOST", url)
    for arguments in (["audit", "--timeout", "0.5"], ["audit", "--host", url, "--timeout", "0.5"]):
        run = hardenlint(*arguments, "--no-config", "--format", "json", folder=str(tmp_path))
        assert "hunter2" not in run.out + run.err
        assert run.code == 3


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("unix:///run/user@1000/docker.sock", "unix:///run/user@1000/docker.sock"),
        ("/run/docker.sock", "/run/docker.sock"),
        ("ssh://me@web:22/x", "ssh://web:22/x"),
        ("tcp://h\n::error::", "tcp://h�::error::"),
    ],
)
def test_how_an_address_is_told(url: str, shown: str) -> None:
    assert Endpoint(url, "").address == shown


@pytest.mark.parametrize(
    "name",
    ["..", "a/../b", "../../version", "a\nb", "\ud800", "", "a" * 5000, "a?b", "${X}", "%2e%2e"],
)
def test_what_no_image_is_called_is_never_asked_for(
    serve: Callable[..., Server], name: str
) -> None:
    server = serve()
    images = LocalImages(server.url)
    assert images.find(ImageRef.parse(name)) is None
    assert (server.requests, images.problems) == ([], [])
    images.find(ImageRef.parse("registry.example:5000/team/app_x:1.2-rc.1@sha256:" + "a" * 64))
    assert len(server.requests) == 2
    images.close()


def test_no_engine_anywhere(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "exists", lambda path: False)
    with pytest.raises(EngineError, match=r"none of /var/run/docker.sock, .* exists"):
        endpoints(None, None, {"DOCKER_CONFIG": str(tmp_path), "XDG_RUNTIME_DIR": "/run/user/1"})


def test_a_dead_default_socket_gives_way_to_one_that_answers(
    serve: Callable[..., Server], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    os.rename(tmp_path / "0.sock", tmp_path / "docker.sock")
    real = os.path.exists
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(
        os.path, "exists", lambda path: path != "/var/run/docker.sock" and real(path)
    )
    with live.connect(timeout=5) as engine:
        assert engine.endpoint == f"unix://{tmp_path}/docker.sock"
        assert engine.chosen == "default socket"
    assert server.requests


def test_a_file_only_run_does_not_import_the_docker_client() -> None:
    code = "import sys, hardenlint.sources.live; print('docker' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
