"""The facts of a container: what the engine writes, what it means, what it leaves open."""

import json
import os
from operator import attrgetter
from typing import Any

import pytest

from hardenlint.model import (
    Container,
    Device,
    Field,
    Healthcheck,
    Host,
    Image,
    Mount,
    Namespace,
    Port,
    PublishedPort,
    RestartPolicy,
    SecurityOpt,
    Span,
    User,
)
from hardenlint.model.capability import ALL, DOCKER
from hardenlint.model.causes import said
from hardenlint.sources import inspect
from hardenlint.sources.kinds import LIVE

ZOO = os.path.join(os.path.dirname(__file__), "..", "fixtures", "inspect", "zoo.json")


def zoo() -> dict[str, Container]:
    with open(ZOO, encoding="utf-8") as file:
        loaded = inspect.read(file.read(), "zoo.json")
    assert loaded.errors == ()
    return {s.name: s for s in loaded.subjects if isinstance(s, Container)}


def one(
    host_config: object = None, config: object = None, host: Host | None = None, **more: object
) -> Container:
    document: dict[str, Any] = {"Id": "1" * 64, "Name": "/app", **more}
    document["HostConfig"] = {} if host_config is None else host_config
    document["Config"] = {"Image": "app:1"} if config is None else config
    container, problems = inspect.container(document, host, None, Span(None, container="app"))
    assert problems == []
    return container


def engine(*options: str, cgroup: str = "1") -> Host:
    host = Host("vm", Span(None, host="vm"), LIVE)
    host.security_options = frozenset(options)
    host.cgroup_version = cgroup
    return host


def values(fields: tuple[Field[Any], ...]) -> list[Any]:
    return [field.value for field in fields]


@pytest.mark.parametrize(
    ("text", "expected", "origin"),
    [
        ("", User(), "defaulted"),
        ("0", User("0", 0), "stated"),
        ("00", User("00", 0), "stated"),
        ("0:10001", User("0", 0, "10001", 10001), "stated"),
        ("root:root", User("root", None, "root", None), "stated"),
        ("app", User("app"), "stated"),
    ],
)
def test_user(text: str, expected: User, origin: str) -> None:
    container = one(config={"User": text})
    assert container.user.value == expected
    assert container.user.origin == origin


def test_an_empty_user_means_root_because_the_image_had_its_say_already() -> None:
    assert one(config={"User": ""}).base_user == "root"
    assert one(config={"User": "10001"}).base_user is None
    unknown = one(config={})
    assert unknown.user.value is None
    assert unknown.base_user is None


@pytest.mark.parametrize(
    ("add", "drop", "privileged", "effective"),
    [
        (None, None, False, DOCKER),
        ([], [], False, DOCKER),
        (None, ["ALL"], False, frozenset[str]()),
        (["CAP_SYS_PTRACE"], ["ALL"], False, frozenset({"SYS_PTRACE"})),
        (["cap_net_admin"], ["net_raw"], False, (DOCKER | {"NET_ADMIN"}) - {"NET_RAW"}),
        (["ALL"], ["ALL"], False, ALL),
        (["ALL"], ["CAP_SYS_ADMIN"], False, ALL - {"SYS_ADMIN"}),
        (["CAP_CHOWN"], ["CAP_CHOWN"], False, DOCKER),
        (None, ["ALL"], True, ALL),
        (None, sorted(DOCKER), False, frozenset[str]()),
    ],
)
def test_capabilities(
    add: object, drop: object, privileged: bool, effective: frozenset[str]
) -> None:
    container = one({"CapAdd": add, "CapDrop": drop, "Privileged": privileged})
    assert container.privileges.capabilities.effective(privileged=privileged) == effective
    assert container.privileges.capabilities.unknown is False


def test_podmans_way_to_drop_all_is_understood() -> None:
    assert one({"CapDrop": sorted(DOCKER)}).privileges.capabilities.drops_all
    podman_default = ["AUDIT_WRITE", "MKNOD", "NET_RAW"]
    assert not one({"CapDrop": podman_default}).privileges.capabilities.drops_all


def test_what_the_engine_did_not_say_stays_unknown() -> None:
    container = one({})
    for fact in (
        "privileges.privileged", "privileges.read_only", "privileges.masked_paths",
        "namespaces.pid", "namespaces.ipc", "namespaces.uts", "namespaces.userns",
        "namespaces.cgroup", "namespaces.network", "networking.published_all", "limits.memory",
        "limits.cpus", "limits.pids", "lifecycle.restart", "namespaces.cgroup_parent",
    ):  # fmt: skip
        assert attrgetter(fact)(container).value is None, fact
    assert container.privileges.capabilities.unknown
    assert container.privileges.unknown_options


@pytest.mark.parametrize(
    ("masked", "read_only", "expected"),
    [
        (["/proc/kcore"], ["/proc/sys"], True),
        ([], ["/proc/sys"], False),
        (["/proc/kcore"], [], False),
        ([], [], False),
        (None, None, None),
        (["/proc/kcore"], None, None),
    ],
)
def test_masked_paths(masked: object, read_only: object, expected: bool | None) -> None:
    container = one({"MaskedPaths": masked, "ReadonlyPaths": read_only})
    assert container.privileges.masked_paths.value is expected


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"Privileged": True}, []),
        ({"PidMode": "host"}, []),
        ({"IpcMode": "host"}, []),
        ({}, [SecurityOpt("label", "disable")]),
        ({"PidMode": "container:1"}, [SecurityOpt("label", "disable")]),
    ],
)
def test_a_label_that_the_engine_disabled_itself_is_nobodys_choice(
    extra: dict[str, object], expected: list[SecurityOpt]
) -> None:
    container = one({"SecurityOpt": ["label=disable"], **extra})
    assert values(container.privileges.security_opts) == expected


@pytest.mark.parametrize(
    ("options", "host", "expected"),
    [
        (None, None, []),
        (["no-new-privileges"], None, [SecurityOpt("no-new-privileges")]),
        (["no-new-privileges=false"], None, [SecurityOpt("no-new-privileges", "false")]),
        (["seccomp:unconfined"], None, [SecurityOpt("seccomp", "unconfined")]),
        (["apparmor=unconfined"], None, [SecurityOpt("apparmor", "unconfined")]),
        (["apparmor=unconfined"], engine("apparmor"), [SecurityOpt("apparmor", "unconfined")]),
        (["apparmor=unconfined"], engine("seccomp"), []),
        (["label=type:spc_t"], engine("selinux"), [SecurityOpt("label", "type:spc_t")]),
        (["label=type:spc_t"], engine("seccomp"), []),
    ],
)
def test_security_options_count_where_the_engine_heeds_them(
    options: object, host: Host | None, expected: list[SecurityOpt]
) -> None:
    assert values(one({"SecurityOpt": options}, host=host).privileges.security_opts) == expected


def test_a_container_without_apparmor_on_a_host_that_has_it() -> None:
    unconfined = SecurityOpt("apparmor", "unconfined")
    facts = {"Privileged": False, "SecurityOpt": None}
    container = one(facts, host=engine("apparmor"), AppArmorProfile="unconfined")
    assert values(container.privileges.security_opts) == [unconfined]
    assert container.privileges.security_opts[0].span.pointer == "/AppArmorProfile"
    facts["Privileged"] = True
    assert (
        one(facts, host=engine("apparmor"), AppArmorProfile="unconfined").privileges.security_opts
        == ()
    )


@pytest.mark.parametrize(
    ("mode", "host", "expected"),
    [
        ("private", None, Namespace("private")),
        ("", None, Namespace("")),
        ("host", None, None),
        ("host", engine(cgroup=""), None),
        ("host", engine(cgroup="1"), Namespace("")),
        ("host", engine(cgroup="2"), Namespace("host")),
    ],
)
def test_the_hosts_cgroup_namespace_is_a_choice_on_cgroup_v2_only(
    mode: str, host: Host | None, expected: Namespace | None
) -> None:
    container = one({"CgroupnsMode": mode}, host=host)
    assert container.namespaces.cgroup.value == expected
    assert container.namespaces.cgroup.stated is (expected == Namespace("host"))


@pytest.mark.parametrize(
    ("mode", "expected", "stated"),
    [
        ("default", Namespace("bridge"), False),
        ("bridge", Namespace("bridge"), False),
        ("host", Namespace("host"), True),
        ("front", Namespace("front"), True),
        ("container:abc", Namespace("container", "abc"), True),
    ],
)
def test_network_mode(mode: str, expected: Namespace, stated: bool) -> None:
    container = one({"NetworkMode": mode})
    assert container.namespaces.network.value == expected
    assert container.namespaces.network.stated is stated


def test_networks_are_those_it_is_connected_to() -> None:
    both: dict[str, object] = {"Networks": {"bridge": {}, "front": {}}}
    assert list(one({"NetworkMode": "front"}, NetworkSettings=both).networking.networks) == [
        "bridge",
        "front",
    ]
    host: dict[str, object] = {"Networks": {"host": {}}}
    assert one({"NetworkMode": "host"}, NetworkSettings=host).networking.networks == {}


V4_AND_V6 = {
    "80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}, {"HostIp": "::", "HostPort": "8080"}]
}


@pytest.mark.parametrize(
    ("host_config", "effective", "expected"),
    [
        ({}, None, []),
        ({"PortBindings": {}}, {"80/tcp": None}, []),
        ({"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}}, {}, ["8080:80/tcp"]),
        (
            {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}},
            V4_AND_V6,
            ["8080:80/tcp"],
        ),
        ({"PortBindings": {}}, V4_AND_V6, ["8080:80/tcp"]),
        (
            {"PortBindings": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}},
            {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]},
            ["0.0.0.0:8080:80/tcp"],
        ),
        (
            {"PortBindings": {"80/tcp": [{"HostIp": "::", "HostPort": "80"}]}},
            {"80/tcp": [{"HostIp": "::", "HostPort": "80"}]},
            ["[::]:80:80/tcp"],
        ),
        (
            {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8000-8010"}]}},
            {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8003"}]},
            ["8000-8010:80/tcp"],
        ),
        ({"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": ""}]}}, V4_AND_V6, ["80/tcp"]),
        (
            {"PortBindings": {"53/udp": [{"HostPort": "53"}], "53/tcp": [{"HostPort": "53"}]}},
            None,
            ["53:53/udp", "53:53/tcp"],
        ),
        ({"PublishAllPorts": True, "PortBindings": {}}, {}, ["80/tcp"]),
        ({"PublishAllPorts": True, "PortBindings": {}}, V4_AND_V6, ["80/tcp"]),
        (
            {"PublishAllPorts": True, "PortBindings": {"80/tcp": [{"HostPort": "8080"}]}},
            V4_AND_V6,
            ["8080:80/tcp"],
        ),
        ({"NetworkMode": "host", "PortBindings": {"80/tcp": [{"HostPort": "80"}]}}, None, []),
    ],
)
def test_published_ports(
    host_config: dict[str, object], effective: object, expected: list[str]
) -> None:
    config: dict[str, object] = {"ExposedPorts": {"80/tcp": {}}}
    container = one(host_config, config, NetworkSettings={"Ports": effective})
    assert [str(port) for port in values(container.networking.ports)] == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            {"Type": "bind", "Source": "/etc", "Destination": "/e", "RW": True,
             "Mode": "", "Propagation": "rprivate"},
            Mount("bind", "/etc", "/e", propagation="rprivate"),
        ),
        (
            {"Type": "bind", "Source": "/etc", "Destination": "/e", "RW": False, "Mode": "ro,Z"},
            Mount("bind", "/etc", "/e", True, selinux="Z", options="ro,Z"),
        ),
        (
            {"Type": "volume", "Name": "data", "Source": "/var/lib/docker/volumes/data/_data",
             "Destination": "/d", "RW": True, "Mode": "z"},
            Mount("volume", "data", "/d", volume="data", options="z"),
        ),
        (
            {"Type": "volume", "Name": "a" * 64, "Source": "/x", "Destination": "/d", "RW": True},
            Mount("volume", "", "/d"),
        ),
        ({"Type": "tmpfs", "Destination": "/t", "RW": True}, Mount("tmpfs", "", "/t")),
    ],
)  # fmt: skip
def test_mounts(raw: dict[str, object], expected: Mount) -> None:
    assert values(one(Mounts=[raw]).storage.mounts) == [expected]


@pytest.mark.parametrize(
    ("options", "source"),
    [
        ({"type": "none", "o": "bind", "device": "/etc"}, "/etc"),
        ({"type": "none", "o": "ro,rbind", "device": "/etc"}, "/etc"),
        ({"type": "nfs", "o": "addr=10.0.0.1,rw", "device": ":/export"}, "data"),
        ({"type": "tmpfs", "o": "size=1m", "device": "tmpfs"}, "data"),
        ({}, "data"),
    ],
)
def test_a_volume_that_is_a_bind_mount_in_disguise(options: dict[str, str], source: str) -> None:
    raw = {"Type": "volume", "Name": "data", "Source": "/x", "Destination": "/d", "RW": True}
    document = {"Name": "/app", "HostConfig": {}, "Mounts": [raw]}
    volumes = {"data": options}
    container, _ = inspect.container(document, None, None, Span(None), volumes)
    (mount,) = values(container.storage.mounts)
    assert mount.source == source
    assert mount.is_bind is (source == "/etc")
    assert mount.volume == "data"
    assert mount.read_only is ("ro" in options.get("o", "").split(","))


def asked(kind: str, **options: str) -> dict[str, Any]:
    config = {"DriverConfig": {"Options": options}}
    return {"Type": kind, "Source": "v", "Target": "/data", "VolumeOptions": config}


def test_a_volume_that_came_with_the_container_says_its_options_itself() -> None:
    mounted = {"Type": "volume", "Name": "v", "Source": "/v", "Destination": "/data", "RW": True}
    bind = asked("volume", type="none", o="bind", device="/etc")
    found = one({"Mounts": [bind]}, Mounts=[mounted])
    assert found.storage.mounts[0].value == Mount("bind", "/etc", "/data", False, volume="v")
    assert found.storage.volumes["v"].options["device"].value == "/etc"


def test_tmpfs_is_found_beside_the_mounts() -> None:
    (mount,) = one({"Tmpfs": {"/scratch": "rw,exec"}}, Mounts=[]).storage.mounts
    assert mount.value == Mount("tmpfs", "", "/scratch", options="rw,exec")
    assert mount.span.pointer == "/HostConfig/Tmpfs/~1scratch"


@pytest.mark.parametrize(
    ("host_config", "cpus"),
    [
        ({"NanoCpus": 250_000_000, "CpuQuota": 0}, 0.25),
        ({"NanoCpus": 0, "CpuQuota": 25_000, "CpuPeriod": 0}, 0.25),
        ({"NanoCpus": 0, "CpuQuota": 25_000, "CpuPeriod": 50_000}, 0.5),
        ({"NanoCpus": 0, "CpuQuota": 0, "CpuShares": 512, "CpusetCpus": "0"}, 0),
        ({"NanoCpus": 0, "CpuQuota": -1}, 0),
    ],
)
def test_cpu_limit(host_config: dict[str, object], cpus: float) -> None:
    assert one(host_config).limits.cpus.value == cpus


@pytest.mark.parametrize(("raw", "limit"), [(None, 0), (0, 0), (-1, 0), (32, 32)])
def test_process_limit(raw: object, limit: int) -> None:
    pids = one({"PidsLimit": raw}).limits.pids
    assert pids.value == limit
    assert pids.stated is (limit > 0)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"Name": "no", "MaximumRetryCount": 0}, RestartPolicy()),
        ({"Name": "", "MaximumRetryCount": 0}, RestartPolicy()),
        ({"Name": "always", "MaximumRetryCount": 0}, RestartPolicy("always")),
        ({"Name": "on-failure", "MaximumRetryCount": 10}, RestartPolicy("on-failure", 10)),
    ],
)
def test_restart_policy(raw: object, expected: RestartPolicy) -> None:
    assert one({"RestartPolicy": raw}).lifecycle.restart.value == expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, Healthcheck()),
        ({"Healthcheck": None}, Healthcheck()),
        ({"Healthcheck": {"Test": ["NONE"]}}, Healthcheck(disabled=True)),
        ({"Healthcheck": {"Test": ["CMD", "true"]}}, Healthcheck(("CMD", "true"))),
        ({"Healthcheck": {"Test": [], "Interval": 1}}, Healthcheck()),
    ],
)
def test_healthcheck(config: dict[str, object], expected: Healthcheck) -> None:
    assert one(config=config).healthcheck.value == expected


def test_environment_keeps_what_has_no_value_apart_from_what_is_empty() -> None:
    env = one(config={"Env": ["A=1=2", "EMPTY=", "UNSET"]}).env
    assert {name: field.value for name, field in env.items()} == {
        "A": "1=2", "EMPTY": "", "UNSET": None,
    }  # fmt: skip
    assert one(config={"Env": None}).env == {}


@pytest.mark.parametrize(
    ("text", "name", "tag", "digest"),
    [
        ("nginx", "nginx", "", ""),
        ("ghcr.io/a/b:1", "b", "1", ""),
        ("sha256:" + "a" * 64, "", "", "sha256:" + "a" * 64),
        ("a1b2c3d4e5f6", "", "", "sha256:a1b2c3d4e5f6"),
        ("deadbeef", "deadbeef", "", ""),
    ],
)
def test_image_ids_are_no_names(text: str, name: str, tag: str, digest: str) -> None:
    reference = one(config={"Image": text}).reference.value
    assert reference is not None
    assert (reference.name, reference.tag, reference.digest) == (name, tag, digest)
    assert reference.text == text


def test_devices_have_all_permissions_where_the_engine_names_none() -> None:
    raw = [
        {"PathOnHost": "/dev/fuse", "PathInContainer": "/dev/fuse", "CgroupPermissions": ""},
        {"PathOnHost": "/dev/null", "PathInContainer": "/dev/x", "CgroupPermissions": "r"},
    ]
    assert values(one({"Devices": raw}).privileges.devices) == [
        Device("/dev/fuse", "/dev/fuse", "rwm"), Device("/dev/null", "/dev/x", "r"),
    ]  # fmt: skip
    assert one({"Devices": None}).privileges.devices == ()


def test_what_the_image_brings_is_inherited() -> None:
    document = {
        "Name": "/app",
        "HostConfig": {},
        "Config": {"User": "10001", "Env": ["A=1", "B=2"], "Labels": {"x": "1"}},
    }
    image = {"RepoTags": ["a:1"], "Config": {"User": "10001", "Env": ["A=1"], "Labels": {"x": "1"}}}
    container, _ = inspect.container(document, None, image, Span(None))
    assert container.user.origin == "inherited"
    assert container.env["A"].origin == "inherited"
    assert container.env["B"].origin == "stated"
    assert container.labels["x"].origin == "inherited"


def test_an_image_leaves_out_what_is_empty() -> None:
    text = json.dumps([{"Id": "sha256:" + "1" * 64, "RootFS": {}, "Config": {"Cmd": ["sh"]}}])
    (image,) = inspect.read(text, "x").subjects
    assert isinstance(image, Image)
    assert (image.name, image.kind) == ("1" * 12, "image")
    assert image.user.value == User()
    assert image.base_user == "root"
    assert image.healthcheck.value == Healthcheck()
    assert image.entrypoint.value == ()
    assert image.command.value == ("sh",)
    unknown = json.dumps([{"Id": "sha256:" + "1" * 64, "RootFS": {}}])
    (image,) = inspect.read(unknown, "x").subjects
    assert isinstance(image, Image)
    assert image.user.value is None


def test_the_hardened_container_of_a_real_engine() -> None:
    container = zoo()["hardened"]
    assert container.lifecycle.state == "running"
    assert container.user.value == User("10001", 10001, "10001", 10001)
    assert container.privileges.read_only.value is True
    assert container.privileges.capabilities.effective() == frozenset()
    assert values(container.privileges.security_opts) == [SecurityOpt("no-new-privileges", "true")]
    assert container.privileges.masked_paths.value is True
    limits = container.limits
    assert (limits.memory.value, limits.cpus.value, limits.pids.value) == (64 << 20, 0.25, 32)
    assert container.lifecycle.restart.value == RestartPolicy("on-failure", 3)
    assert values(container.networking.ports) == [PublishedPort(8080, "8443", "127.0.0.1")]
    assert Port(8080) in values(container.exposed)
    assert list(container.networking.networks) == ["back"]


def test_the_flawed_containers_of_a_real_engine() -> None:
    found = zoo()
    assert found["privileged"].privileges.privileged.value is True
    assert found["privileged"].privileges.security_opts == ()
    assert found["privileged"].privileges.masked_paths.value is None
    assert [str(port) for port in values(found["exposed"].networking.ports)] == [
        "18080:80/tcp", "127.0.0.1:19000:9000/udp", "[::1]:19001:9001/tcp",
    ]  # fmt: skip
    assert found["exposed"].limits.cpus.value == 0.25
    assert found["all-ports"].networking.published_all.value is True
    assert found["unmasked"].privileges.masked_paths.value is False
    assert found["allow-all"].healthcheck.value == Healthcheck(disabled=True)
    assert [m.source for m in values(found["from-socket"].storage.mounts)] == [
        "/var/run/docker.sock"
    ]
    hidden = next(m for m in values(found["socket"].storage.mounts) if m.volume == "etcvol")
    assert (hidden.type, hidden.source) == ("bind", "/etc")
    host = Namespace("host")
    spaces = found["namespaces"]
    assert (
        spaces.namespaces.pid.value,
        spaces.namespaces.ipc.value,
        spaces.namespaces.uts.value,
    ) == (host, host, host)
    assert (spaces.namespaces.network.value, spaces.namespaces.userns.value) == (host, host)
    assert (spaces.networking.ports, spaces.privileges.security_opts) == ((), ())
    assert found["by-id"].reference.value is not None
    assert found["by-id"].reference.value.text == "zoo/root:1.0"
    assert list(found["composed"].networking.networks) == ["back", "bridge"]


def test_joined_namespaces_are_followed_by_name() -> None:
    sidecar = zoo()["sidecar"]
    assert sidecar.namespaces.network.value == Namespace("container", "vpn")
    assert said(sidecar.namespaces.network.causes) == "that of the host, through vpn"
    assert sidecar.namespaces.pid.value == Namespace("container", "hardened")
    assert said(sidecar.namespaces.pid.causes) == ""


def test_a_circle_of_joins_ends() -> None:
    documents = [
        {"Id": c * 64, "Name": f"/{c}", "HostConfig": {"NetworkMode": f"container:{other * 64}"}}
        for c, other in (("a", "b"), ("b", "a"))
    ]
    first, second = inspect.read(json.dumps(documents), "x").subjects
    assert isinstance(first, Container)
    assert isinstance(second, Container)
    assert first.namespaces.network.value == Namespace("container", "b")
    assert second.namespaces.network.value == Namespace("container", "a")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({}, None),
        ({"files": "/a/compose.yaml"}, None),
        ({"files": "/a/b.yaml", "service": "web"}, (("/a/b.yaml",), (), "web")),
        ({"files": "/a/b.yaml,/a/c.yaml", "service": "w"}, (("/a/b.yaml", "/a/c.yaml"), (), "w")),
        ({"files": "b.yaml", "folder": "/a", "service": "web"}, (("/a/b.yaml",), (), "web")),
        (
            {"files": "/a/d/b.yaml", "folder": "/a/", "service": "web"},
            (("/a/d/b.yaml",), ("/a/.env",), "web"),
        ),
        (
            {"files": "/a/b.yaml", "folder": "/a", "env": "/e/1,/e/2", "service": "web"},
            (("/a/b.yaml",), ("/e/1", "/e/2"), "web"),
        ),
        ({"files": "-", "service": "web"}, None),
    ],
)
def test_compose_origin(labels: dict[str, str], expected: object) -> None:
    project = "com.docker.compose.project."
    keys = {"files": "config_files", "folder": "working_dir", "env": "environment_file"}
    named = {f"{project}{key}": labels[short] for short, key in keys.items() if short in labels}
    if "service" in labels:
        named["com.docker.compose.service"] = labels["service"]
    container = one(config={"Labels": named})
    assert inspect.compose_origin(container.labels) == expected
    assert container.service == labels.get("service", "")
