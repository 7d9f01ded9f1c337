"""Ways to real engines: ssh, Podman, proxies, and engines that change or go while they are read."""

import os
import platform
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardenlint.errors import EngineError
from hardenlint.model import Container, Host
from hardenlint.sources import live
from hardenlint.sources.inspect import Loaded
from hardenlint.sources.live import fleet

from . import real_engine
from .cli import hardenlint
from .idle import IDLE, root_file_system
from .live_proxy import Proxy
from .needs import missing, program

pytestmark = pytest.mark.live


class Herd:
    """Some containers of our own, and what is needed to make more."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.prefix = f"hardenlint-{uuid.uuid4().hex[:8]}"
        self.image = f"{self.prefix}:1"

    def create(self, name: str, **host_config: Any) -> str:
        made = self.client.create_container(
            self.image,
            IDLE,
            name=f"{self.prefix}-{name}",
            host_config=self.client.create_host_config(network_mode="none", **host_config),
        )
        return str(made["Id"])

    def remove(self, identity: str) -> None:
        self.client.remove_container(identity, force=True)


@pytest.fixture(scope="module")
def herd(api: Any) -> Iterator[Herd]:
    made = Herd(api)
    try:
        real_engine.image(api, made.image)
        made.create("privileged", privileged=True)
        identities = [made.create(f"idle-{n}") for n in range(12)]
        api.start(identities[-1])
        yield made
    finally:
        real_engine.sweep(api)


@pytest.fixture
def proxy(engine: live.Engine, tmp_path: Any) -> Iterator[Callable[..., Proxy]]:
    started: list[Proxy] = []
    path = engine.endpoint.removeprefix("unix://")
    if not path.startswith("/"):
        missing("the engine's socket is not a file of this machine: unset DOCKER_HOST")

    def start(**options: Any) -> Proxy:
        started.append(Proxy(str(tmp_path / f"proxy{len(started)}.sock"), path, **options))
        return started[-1]

    yield start
    for each in started:
        each.stop()


def ours(loaded: Loaded, herd: Herd) -> list[Container]:
    return [
        subject
        for subject in loaded.subjects
        if isinstance(subject, Container) and subject.name.startswith(herd.prefix)
    ]


def read(url: str, **how: Any) -> fleet.Outcome:
    (outcome,) = fleet.read([url], fleet.ReadOptions(**how))
    return outcome


def test_only_get(herd: Herd, proxy: Callable[..., Proxy]) -> None:
    between = proxy()
    run = hardenlint("audit", "--no-config", "--host", between.url, "--local", "--format", "json")
    assert run.code == 1
    assert len(between.requests) > 20
    assert {line.split()[0] for line in between.requests} == {"GET"}
    assert not [line for line in between.requests if "/exec?" in line or "/archive" in line]


@pytest.mark.parametrize(
    ("denied", "left"),
    [
        ("/info", 13),
        ("/networks", 13),
        ("/volumes", 13),
        ("/images/", 13),
        ("/top", 13),
        ("/version", 13),
    ],
)
def test_what_a_socket_proxy_denies(
    herd: Herd, proxy: Callable[..., Proxy], denied: str, left: int
) -> None:
    between = proxy(denied=lambda target: denied in target)
    outcome = read(between.url)
    assert outcome.loaded.errors == ()
    assert len(ours(outcome.loaded, herd)) == left
    kinds = {note.kind for note in outcome.loaded.notes}
    assert kinds - {"remote"} == {"denied"}
    privileged = next(c for c in ours(outcome.loaded, herd) if c.name.endswith("-privileged"))
    assert privileged.privileges.privileged.value is True


def test_an_engine_that_stops_in_the_middle(herd: Herd, proxy: Callable[..., Proxy]) -> None:
    between = proxy(limit=12)
    run = hardenlint("audit", "--no-config", "--host", between.url, "--format", "json")
    assert run.code == 3
    messages = [error["message"] for error in run.document["errors"]]
    assert [message for message in messages if "went away" in message]
    assert len(messages) <= 4, messages
    assert run.document["hosts"][0]["status"] == "partial"


def test_containers_that_come_and_go(engine: live.Engine, herd: Herd) -> None:
    """A container that vanishes is a note at most; those that stay are all there."""
    done = threading.Event()

    def churn() -> None:
        number = 0
        while not done.is_set():
            herd.remove(herd.create(f"churn-{number}"))
            number += 1

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(10):
            outcome = read(engine.endpoint)
            assert outcome.loaded.errors == ()
            assert {note.kind for note in outcome.loaded.notes} <= {"vanished", "remote"}
            found = [c for c in ours(outcome.loaded, herd) if "-churn-" not in c.name]
            assert len(found) == 13
    finally:
        done.set()
        thread.join()


def keygen(path: Any) -> None:
    command = [program("ssh-keygen", "openssh-client"), "-q", "-t", "ed25519", "-N", "", "-f"]
    subprocess.run([*command, str(path)], check=True)


@pytest.fixture(scope="module")
def ssh(engine: live.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A private sshd on a free loopback port, and a folder with an `ssh` that trusts it."""
    sshd, client = program("sshd", "openssh-server"), program("ssh", "openssh-client")
    program("docker", "docker.io")  # what is run at the other end
    if os.getuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)
    folder = tmp_path_factory.mktemp("ssh")
    for name in ("host", "user"):
        keygen(folder / name)
    shutil.copy(folder / "user.pub", folder / "authorized")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = os.environ.get("PATH", os.defpath)
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nPasswordAuthentication no\n"
        f"KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n"
        f'SetEnv DOCKER_HOST={engine.endpoint} "PATH={path}"\n'
    )
    (folder / "config").write_text(
        f"IdentityFile {folder}/user\nIdentitiesOnly yes\nUserKnownHostsFile {folder}/known\n"
        "StrictHostKeyChecking accept-new\nLogLevel ERROR\n"
    )
    wrapper = folder / "bin" / "ssh"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec {client} -F {folder}/config "$@"\n')
    wrapper.chmod(0o755)
    command = [sshd, "-D", "-e", "-f", str(folder / "sshd_config")]
    server = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        wait_for(port, server)
        user = pwd.getpwuid(os.getuid()).pw_name
        yield f"ssh://{user}@127.0.0.1:{port}", f"{wrapper.parent}:{path}", folder
    finally:
        server.terminate()
        server.communicate(timeout=10)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            pytest.fail(f"sshd ended: {server.communicate()[1]!r}")
        time.sleep(0.1)


def test_ssh(herd: Herd, ssh: Any) -> None:
    url, path, _ = ssh
    run = hardenlint("audit", "--no-config", "--format", "json", "--host", url, env={"PATH": path})
    assert run.document["errors"] == []
    (host,) = run.document["hosts"]
    assert (host["endpoint"], host["chosen"]) == (url.replace("root@", ""), "from --host")
    assert host["containers"] >= 13
    assert "privileged-container" in run.checks


def test_ssh_by_a_key_that_is_not_known(ssh: Any, tmp_path: Any) -> None:
    url, path, folder = ssh
    before = (folder / "authorized").read_text()
    (folder / "authorized").write_text("")
    try:
        run = hardenlint("audit", "--no-config", "--host", url, env={"PATH": path})
    finally:
        (folder / "authorized").write_text(before)
    assert run.code == 3
    assert re.search(r"ssh says: \S", run.out)


@pytest.fixture(scope="module")
def podman_folder() -> Iterator[Path]:
    """A folder for Podman's store; it takes no name that is longer than 50 characters."""
    with tempfile.TemporaryDirectory(prefix="podman", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def podman(podman_folder: Path) -> Iterator[Any]:
    """Podman's service with a store of its own, and a container."""
    found = program("podman", "podman")
    folder = podman_folder
    places = ["--root", f"{folder}/root", "--runroot", f"{folder}/run", "--storage-driver", "vfs"]
    base = [found, *places, "--cgroup-manager", "cgroupfs", "--events-backend", "file"]
    (folder / "root.tar").write_bytes(root_file_system(platform.machine()))

    def made(*args: str) -> None:
        done = subprocess.run([*base, *args], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            missing(f"podman makes no containers here, as root it may: {done.stderr.strip()}")

    made("import", "-q", f"{folder}/root.tar", "idle:1")
    image = ("localhost/idle:1", *IDLE)
    create = ("--network", "none", "--name")
    made("create", *create, "plain", *image)
    made("create", *create, "caps", "--cap-add", "SYS_ADMIN", "--user", "0:0", *image)
    limits = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000", "--user", "0:0")
    made("run", "-d", *create, "runs", *limits, *image)
    path = f"{folder}/podman.sock"
    service = subprocess.Popen([*base, "system", "service", "--time=0", f"unix://{path}"])
    try:
        for _ in range(100):
            if os.path.exists(path):
                break
            time.sleep(0.1)
        yield f"unix://{path}", service
    finally:
        subprocess.run([*base, "rm", "-f", "--time", "0", "runs"], check=True)
        service.send_signal(signal.SIGTERM)
        service.wait(10)


def test_podman(podman: Any) -> None:
    url, _ = podman
    outcome = read(url)
    assert outcome.loaded.errors == ()
    host, *containers = outcome.loaded.subjects
    assert isinstance(host, Host)
    assert host.is_podman is True
    assert [container.name for container in containers] == ["caps", "plain", "runs"]
    caps, plain, runs = containers
    assert isinstance(caps, Container)
    assert isinstance(plain, Container)
    assert caps.privileges.capabilities.effective() >= {"SYS_ADMIN"}
    assert caps.user.value is not None
    assert caps.user.value.is_root
    assert "SYS_ADMIN" not in plain.privileges.capabilities.effective()
    assert plain.privileges.privileged.value is False
    assert isinstance(runs, Container)
    assert [process.uid for process in runs.lifecycle.processes.value or ()] == [0]


def test_podman_starts_nothing_in_a_container(podman: Any) -> None:
    url, _ = podman
    with live.connect(url, timeout=5) as engine:
        for _ in range(2):
            live.read(engine)
        found = engine.client.get("/containers/runs/json")
    assert found["State"]["Status"] == "running"
    assert not found["ExecIDs"]


def test_podman_twice_is_once(podman: Any, tmp_path: Any) -> None:
    """Podman makes up a new id for each answer; its containers tell."""
    url, _ = podman
    os.symlink(url.removeprefix("unix://"), tmp_path / "other.sock")
    outcomes = fleet.read([url, f"unix://{tmp_path}/other.sock"], fleet.ReadOptions())
    assert [outcome.status for outcome in outcomes] == ["ok", "same"]


def test_a_podman_service_that_ends(podman: Any) -> None:
    url, service = podman
    with live.connect(url, timeout=5) as engine:
        engine.introduce()
        service.send_signal(signal.SIGTERM)
        service.wait(10)
        with pytest.raises(EngineError, match=r"cannot reach the Docker engine at .*: "):
            live.read(engine)
