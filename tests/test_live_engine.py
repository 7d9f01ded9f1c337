"""A real engine: a zoo of containers is created, read, and removed again.

The zoo's containers have names of their own, so that other containers of the engine do no harm.
"""

import uuid
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pytest

from hardenlint.model import Container, Host, Namespace, SecurityOpt, User
from hardenlint.model.causes import said
from hardenlint.sources import inspect, live
from hardenlint.sources.inspect import compose_origin

from . import real_engine
from .idle import IDLE
from .needs import missing

pytestmark = pytest.mark.live


class Zoo:
    """The connection, what it read, and the prefix of the names that are ours."""

    def __init__(self, engine: live.Engine, client: Any, prefix: str, loaded: live.Loaded) -> None:
        self.engine = engine
        self.client = client
        self.prefix = prefix
        self.read = {s.name: s for s in loaded.subjects if isinstance(s, Container)}
        (self.host,) = [subject for subject in loaded.subjects if isinstance(subject, Host)]

    def __getitem__(self, name: str) -> Container:
        return self.read[f"{self.prefix}-{name}"]


FLAWED: dict[str, dict[str, Any]] = {
    "privileged": {"privileged": True},
    "socket": {"binds": ["/var/run/docker.sock:/var/run/docker.sock:ro"]},
    "host-spaces": {"pid_mode": "host", "ipc_mode": "host", "network_mode": "host"},
    "host-uts": {"uts_mode": "host", "userns_mode": "host"},
    "caps": {"cap_add": ["SYS_ADMIN", "net_admin"]},
    "all-caps": {"cap_add": ["ALL"], "cap_drop": ["ALL"]},
    "unconfined": {"security_opt": ["seccomp=unconfined", "apparmor=unconfined", "label=disable"]},
    "gains": {"security_opt": ["no-new-privileges=false"]},
    "published": {"port_bindings": {80: 18080, "53/udp": ("127.0.0.1", 18053)}},
    "dash-p": {"publish_all_ports": True},
    "device": {"devices": ["/dev/fuse:/dev/fuse:rw"], "group_add": ["0"]},
    "tmpfs": {"tmpfs": {"/scratch": "exec,suid"}},
    "quota": {"cpu_quota": 25_000, "restart_policy": {"Name": "always"}},
    "root": {},
}
USERS = {"root": "0:0", "caps": "root"}
HARDENED: dict[str, Any] = {
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
    "mem_limit": "64m",
    "nano_cpus": 250_000_000,
    "pids_limit": 32,
    "restart_policy": {"Name": "on-failure", "MaximumRetryCount": 3},
    "port_bindings": {8080: ("127.0.0.1", None)},
}


class Keeper:
    """Creates what a zoo needs."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.prefix = f"hardenlint-{uuid.uuid4().hex[:8]}"
        self.image = f"{self.prefix}:1"

    def create(self, name: str, host_config: dict[str, Any], **options: Any) -> str:
        joined = host_config.get("network_mode", "").startswith("container:")
        ports = [] if joined else [80, (53, "udp"), 8080]
        made = self.client.create_container(
            self.image,
            IDLE,
            name=f"{self.prefix}-{name}",
            ports=ports,
            host_config=self.client.create_host_config(**host_config),
            **options,
        )
        return str(made["Id"])

    def build(self) -> None:
        changes = ["USER 10001:10001", "ENV APP_MODE=production"]
        real_engine.image(self.client, self.image, changes)
        for name, host_config in FLAWED.items():
            options = {"user": USERS[name]} if name in USERS else {}
            self.create(name, host_config, **options)
        self._joined()
        self._disguised()
        labels = {
            "com.docker.compose.project.config_files": "/srv/compose.yaml",
            "com.docker.compose.service": "web",
        }
        test = {"test": ["CMD", *IDLE, "once"]}
        hardened = self.create("hardened", HARDENED, labels=labels, healthcheck=test)
        self.client.start(hardened)

    def _joined(self) -> None:
        vpn = self.create("vpn", {"network_mode": "host"})
        self.client.start(vpn)
        self.create("sidecar", {"network_mode": f"container:{vpn}"})

    def _disguised(self) -> None:
        options = {"type": "none", "o": "bind", "device": "/etc"}
        volume = f"{self.prefix}-etc"
        self.client.create_volume(volume, "local", options, labels=real_engine.LABELS)
        self.create("disguised", {"binds": [f"{volume}:/data"]})


@pytest.fixture(scope="module")
def zoo(engine: live.Engine, api: Any) -> Iterator[Zoo]:
    keeper = Keeper(api)
    try:
        keeper.build()
        loaded = live.read(engine)
        assert loaded.errors == ()
        yield Zoo(engine, api, keeper.prefix, loaded)
    finally:
        real_engine.sweep(api)


def values(fields: Any) -> list[Any]:
    return [field.value for field in fields]


def test_the_engine_describes_itself(zoo: Zoo) -> None:
    assert zoo.host.name
    assert zoo.host.endpoint == zoo.engine.endpoint
    assert zoo.host.version
    assert zoo.host.cgroup_version in ("1", "2")
    assert zoo.host.security_options is not None
    assert zoo.host.networks["bridge"].driver == "bridge"
    internal = zoo.host.networks["bridge"].internal
    assert internal is not None
    assert internal.value is False


def test_containers_in_every_state_are_read(zoo: Zoo) -> None:
    ours = [name for name in zoo.read if name.startswith(zoo.prefix)]
    assert len(ours) == len(FLAWED) + 4
    assert list(zoo.read) == sorted(zoo.read)
    assert {zoo["hardened"].lifecycle.state, zoo["root"].lifecycle.state} == {"running", "created"}


def test_spans_name_host_and_container(zoo: Zoo) -> None:
    span = zoo["privileged"].privileges.privileged.span
    assert span.path is None
    assert span.host == zoo.host.name
    assert span.container == f"{zoo.prefix}-privileged"
    assert span.pointer == "/HostConfig/Privileged"
    assert zoo["privileged"].host is zoo.host
    assert zoo["privileged"].source.name == "live"


def test_the_hardened_container(zoo: Zoo) -> None:
    container = zoo["hardened"]
    assert container.user.value == User("10001", 10001, "10001", 10001)
    assert container.user.origin == "inherited"
    assert container.env["APP_MODE"].origin == "inherited"
    assert container.privileges.privileged.value is False
    assert container.privileges.read_only.value is True
    assert container.privileges.capabilities.drops_all
    assert values(container.privileges.security_opts) == [SecurityOpt("no-new-privileges", "true")]
    assert container.privileges.masked_paths.value is True
    assert container.limits.memory.value == 64 << 20
    assert container.limits.cpus.value == 0.25
    assert container.limits.pids.value == 32
    assert all(port.is_loopback for port in values(container.networking.ports))
    assert len(container.networking.ports) == 1
    assert container.healthcheck.value is not None
    assert container.healthcheck.value.test == ("CMD", *IDLE, "once")
    assert container.storage.mounts == ()
    assert container.service == "web"
    assert compose_origin(container.labels) == (("/srv/compose.yaml",), (), "web")


def test_privileges(zoo: Zoo) -> None:
    assert zoo["privileged"].privileges.privileged.value is True
    assert zoo["privileged"].privileges.security_opts == ()
    assert zoo["privileged"].privileges.masked_paths.value is None
    assert {item.value for item in zoo["caps"].privileges.capabilities.add} == {
        "SYS_ADMIN",
        "NET_ADMIN",
    }
    assert "SYS_MODULE" in zoo["all-caps"].privileges.capabilities.effective()
    assert values(zoo["gains"].privileges.security_opts)[0].enabled is False


def test_options_count_where_the_engine_heeds_them(zoo: Zoo) -> None:
    expected = [SecurityOpt("seccomp", "unconfined")]
    assert zoo.host.security_options is not None
    if "apparmor" in zoo.host.security_options:
        expected.append(SecurityOpt("apparmor", "unconfined"))
    if "selinux" in zoo.host.security_options:
        expected.append(SecurityOpt("label", "disable"))
    assert values(zoo["unconfined"].privileges.security_opts) == expected


def test_users(zoo: Zoo) -> None:
    for name, text in USERS.items():
        user = zoo[name].user
        assert user.value is not None
        assert (str(user.value), user.origin) == (text, "stated")
        assert user.value.is_root


def test_namespaces(zoo: Zoo) -> None:
    host = Namespace("host")
    assert zoo["host-spaces"].namespaces.pid.value == host
    assert zoo["host-spaces"].namespaces.ipc.value == host
    assert zoo["host-spaces"].namespaces.network.value == host
    assert zoo["host-spaces"].privileges.security_opts == ()
    assert zoo["host-uts"].namespaces.uts.value == host
    assert zoo["host-uts"].namespaces.userns.value == host
    assert zoo["root"].namespaces.cgroup.value in (Namespace(""), Namespace("private"))
    sidecar = zoo["sidecar"].namespaces.network
    assert sidecar.value == Namespace("container", f"{zoo.prefix}-vpn")
    assert said(sidecar.causes) == f"that of the host, through {zoo.prefix}-vpn"


def test_mounts_devices_and_ports(zoo: Zoo) -> None:
    (socket,) = values(zoo["socket"].storage.mounts)
    assert (socket.host_path, socket.read_only) == ("/run/docker.sock", True)
    (hidden,) = values(zoo["disguised"].storage.mounts)
    assert (hidden.type, hidden.source, hidden.volume) == ("bind", "/etc", f"{zoo.prefix}-etc")
    (tmpfs,) = values(zoo["tmpfs"].storage.mounts)
    assert (tmpfs.type, tmpfs.target, tmpfs.options) == ("tmpfs", "/scratch", "exec,suid")
    (device,) = values(zoo["device"].privileges.devices)
    assert (device.source, device.permissions) == ("/dev/fuse", "rw")
    assert values(zoo["device"].privileges.group_add) == ["0"]
    ports = sorted(str(port) for port in values(zoo["published"].networking.ports))
    assert ports == ["127.0.0.1:18053:53/udp", "18080:80/tcp"]
    assert sorted(str(p) for p in values(zoo["dash-p"].networking.ports)) == [
        "53/udp",
        "80/tcp",
        "8080/tcp",
    ]


def test_limits(zoo: Zoo) -> None:
    assert zoo["quota"].limits.cpus.value == 0.25
    assert zoo["quota"].lifecycle.restart.value is not None
    assert zoo["quota"].lifecycle.restart.value.name == "always"
    assert (zoo["root"].limits.memory.value, zoo["root"].limits.pids.value) == (0, 0)
    assert zoo["root"].limits.memory.origin == "defaulted"


def test_names_and_running_narrow_what_is_read(zoo: Zoo) -> None:
    wanted = f"{zoo.prefix}-sidecar"
    loaded = live.read(zoo.engine, live.Selection([wanted]))
    containers = [s for s in loaded.subjects if isinstance(s, Container)]
    assert [container.name for container in containers] == [wanted]
    assert said(containers[0].namespaces.network.causes).endswith(f"through {zoo.prefix}-vpn")
    running = {s.name for s in live.read(zoo.engine, live.Selection(running=True)).subjects}
    assert f"{zoo.prefix}-hardened" in running
    assert f"{zoo.prefix}-root" not in running


def test_an_unknown_name_is_an_error_that_suggests_others(zoo: Zoo) -> None:
    loaded = live.read(zoo.engine, live.Selection([f"{zoo.prefix}-hardend"]))
    (error,) = loaded.errors
    assert error.kind == "missing"
    assert f"did you mean {zoo.prefix}-hardened" in error.message
    assert not [s for s in loaded.subjects if isinstance(s, Container)]


def test_a_container_is_found_by_its_id(zoo: Zoo) -> None:
    identity = zoo.client.inspect_container(f"{zoo.prefix}-root")["Id"]
    loaded = live.read(zoo.engine, live.Selection([identity[:12]]))
    names = [s.name for s in loaded.subjects if isinstance(s, Container)]
    assert (names, loaded.errors) == ([f"{zoo.prefix}-root"], ())


def test_two_reads_say_the_same(zoo: Zoo) -> None:
    names = [f"{zoo.prefix}-{name}" for name in ("hardened", "published", "disguised")]
    first, second = (live.read(zoo.engine, live.Selection(names)).subjects[1:] for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert isinstance(one, Container)
        for slot in (
            "user",
            "env",
            "storage.mounts",
            "networking.ports",
            "networking.networks",
            "privileges.security_opts",
            "lifecycle.restart",
        ):
            assert attrgetter(slot)(one) == attrgetter(slot)(other)


def needs_processes(zoo: Zoo) -> None:
    if not real_engine.lists_processes(zoo.client, f"{zoo.prefix}-hardened"):
        missing("the engine does not tell what runs: without root it takes cgroup v2")


def test_what_runs_is_seen_from_outside(zoo: Zoo) -> None:
    needs_processes(zoo)
    own = zoo["hardened"].own_processes
    assert own is not None
    assert [(process.uid, process.gid) for process in own] == [(10001, 10001)]
    assert own[0].args == IDLE[0]
    assert zoo["root"].lifecycle.processes.value is None
    assert (
        zoo["hardened"].provenance.image_id.value == zoo["hardened"].provenance.reference_id.value
    )


def test_an_exec_session_is_no_process_of_the_container(zoo: Zoo) -> None:
    name = f"{zoo.prefix}-hardened"
    needs_processes(zoo)
    session = zoo.client.exec_create(name, IDLE, user="0")
    zoo.client.exec_start(session["Id"], detach=True)
    (container,) = [
        s
        for s in live.read(zoo.engine, live.Selection([name])).subjects
        if isinstance(s, Container)
    ]
    (found,) = [field.value for field in container.lifecycle.exec_sessions]
    assert found is not None
    assert (found.user, found.privileged, found.command) == ("0", False, IDLE[0])
    assert {process.uid for process in container.lifecycle.processes.value or ()} == {0, 10001}
    assert {process.uid for process in container.own_processes or ()} == {10001}


def test_local_facts_and_the_snapshot_say_the_same(zoo: Zoo) -> None:
    if not zoo.engine.endpoint.startswith("unix://"):
        missing("the engine's socket is not a file of this machine: unset DOCKER_HOST")
    zoo.engine.documents.clear()
    host = live.read(zoo.engine, live.Selection([f"{zoo.prefix}-hardened"]), local=True).subjects[0]
    assert isinstance(host, Host)
    again = inspect.read(
        inspect.snapshot([inspect.Saved("vm", "", "ok", documents=zoo.engine.documents)]),
        "snapshot.json",
    ).subjects[0]
    assert isinstance(again, Host)
    for slot in ("server", "runc", "containerd", "storage_driver", "live_restore", "docker_group"):
        assert getattr(again, slot).value == getattr(host, slot).value, slot
    for slot in ("iptables", "icc", "log_level", "content_trust"):
        assert getattr(again.daemon, slot).value == getattr(host.daemon, slot).value, slot
    path = zoo.engine.endpoint.removeprefix("unix://")
    assert host.files[path].value is not None
    assert list(again.files) == list(host.files)
