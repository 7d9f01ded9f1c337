"""Mounts, ports and limits: whatever the spelling, the checks say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardenlint import (
    Check,
    Container,
    Field,
    Finding,
    Healthcheck,
    Image,
    ImageRef,
    Mount,
    Namespace,
    Network,
    Project,
    PublishedPort,
    RestartPolicy,
    Span,
    registry,
)
from hardenlint.engine import judge
from hardenlint.knowledge import host_paths, jobs, services
from hardenlint.model.mount import normalised
from hardenlint.model.span import because
from hardenlint.policy import Policy
from hardenlint.sources.kinds import COMPOSE, INSPECT

HERE = Span("compose.yaml", 3, 5)
BY_ID: dict[str, Check] = {check.id: check for check in registry.load()[0]}
OWNER = {
    "docker-socket": "docker-socket-mounted",
    "runtime-socket": "runtime-socket-mounted",
    "systemd-socket": "systemd-control-socket-mounted",
    "socket-parent": "socket-parent-mounted",
    "host-root": "host-root-mounted",
    "runtime-data-root": "runtime-data-root-mounted",
    "persistence": "host-persistence-path-writable",
    "credential": "credential-path-mounted",
    "proc": "host-proc-mounted",
    "cgroupfs": "host-cgroupfs-mounted",
    "sys": "host-sys-mounted",
    "sensitive": "sensitive-host-path-mounted",
    "runtime-dir": "sensitive-host-path-mounted",
}
MOUNT_CHECKS = sorted(set(OWNER.values()))
PORT_CHECKS = ("docker-api-published", "sensitive-service-published", "port-bound-all-interfaces")

CLASSES = {
    "docker-socket": r"""
        /var/run/docker.sock /run/docker.sock //var/run/docker.sock /var/run//docker.sock
        /var/./run/docker.sock /var/lib/../run/docker.sock /../run/docker.sock
        /run/user/1000/docker.sock ~/.docker/run/docker.sock ~/.colima/default/docker.sock
        /home/ada/.docker/run/docker.sock /srv/proxy/docker.sock //./pipe/docker_engine
        \\.\pipe\docker_engine \\.\pipe\dockerDesktopLinuxEngine npipe:////./pipe/docker_engine""",
    "runtime-socket": """
        /run/containerd/containerd.sock /var/run/containerd/containerd.sock /run/crio/crio.sock
        /run/podman/podman.sock /run/user/1000/podman/podman.sock /run/buildkit/buildkitd.sock
        /run/cri-dockerd.sock /var/run/dockershim.sock /run/k3s/containerd/containerd.sock
        /var/lib/lxd/unix.socket /var/snap/lxd/common/lxd/unix.socket""",
    "systemd-socket": """
        /run/systemd /var/run/systemd /run/systemd/private /run/dbus/system_bus_socket
        /var/run/dbus/system_bus_socket /run/dbus /run/systemd/""",
    "socket-parent": """
        /run /run/ /var/run /var/run/ /var /run/user/1000 /run/user /run/containerd /run/podman
        /var/lib/lxd /etc/../run /run/k3s ~/.docker/run""",
    "host-root": r"/ // /. /.. /../ /etc/.. ///./ C:\ c:/ C:\\",
    "runtime-data-root": """
        /var/lib/docker /var/lib/docker/containers /var/lib/docker/volumes /var/lib/containerd
        /var/lib/kubelet/pods /var/lib/containers /var/lib /var/lib/ /var/lib/../lib""",
    "persistence": """
        /etc/cron.d /etc/cron.daily/x /etc/crontab /var/spool/cron /etc/systemd/system
        /usr/lib/systemd/system /etc/ld.so.preload /etc/sudoers.d /root/.ssh /lib/modules
        /root/.ssh/authorized_keys /run/systemd/system""",
    "credential": r"""
        ~/.ssh ~/.aws ~/.kube ~/.docker/config.json ~/.gnupg ~/.config/gcloud ~/.ssh/id_rsa
        /home/ada/.aws/credentials /Users/ada/.kube C:\Users\ada\.ssh /root/.aws /etc/shadow
        /etc/kubernetes/admin.conf /run/host-services/ssh-auth.sock /tmp/ssh-x/agent.1
        /run/user/1000/keyring/ssh""",
    "cgroupfs": "/sys/fs/cgroup /sys/fs/cgroup/memory /sys//fs/cgroup/",
    "proc": "/proc /proc/ /proc/sys /sys/../proc",
    "sys": "/sys /sys/kernel /sys/fs",
    "sensitive": """
        /etc /etc/ /etc/nginx /boot /bin /sbin /lib /lib64 /usr /usr/bin /root /root/app /home
        /home/ada ~ ~/ /var/log /var/log/syslog /dev /dev/sda /usr/share /usr/local/share""",
    "runtime-dir": "/run/udev /var/run/utmp /run/lock /run/user/1000/pulse /run/systemd/journal",
    "": """
        . ./etc ../etc /srv /opt/app /mnt/disk /tmp /etcetera /usrlocal /varnish /runner /devices
        /proceedings /system /sysfs /home/ada/site ~/site /var/log/nginx /usr/share/nginx
        /usr/local/share/app /var/lib/mysql /var/lib/dockerx /var/lib/docker/volumes/a/_data
        /run/mysqld/mysqld.sock /srv/docker_engine /srv/unix.socket /dev/null /home/ada/.cache
        /home/ada/.ssh/known_hosts /srv/.ssh data D:\\ /var/data /lib/../srv""",
}
PATHS = [(name, path) for name, paths in CLASSES.items() for path in paths.split()]


def mounted(path: str, *, read_only: bool = False, kind: str = "bind") -> Container:
    subject = Container("app", HERE, COMPOSE)
    subject.storage.mounts = (Field(Mount(kind, path, "/x", read_only), HERE),)
    return subject


def published(*ports: PublishedPort | None, image: str = "acme/app:1") -> Container:
    subject = Container("app", HERE, COMPOSE)
    subject.reference = Field(ImageRef.parse(image), HERE)
    subject.networking.ports = tuple(
        Field(port, Span("c.yaml", n + 1)) for n, port in enumerate(ports)
    )
    return subject


def found(check: str, subject: Image | Project) -> list[Finding]:
    return list(BY_ID[check].run(subject))


def told(subject: Container, *ids: str) -> list[str]:
    """Which of these checks have a finding once the engine has applied precedence."""
    checks = [BY_ID[name] for name in ids]
    results, problems = judge([subject], checks, Policy(profile="restricted"))
    assert problems == []
    return sorted(result.check.id for result in results)


@pytest.mark.parametrize(("name", "path"), PATHS)
def test_class_of_a_path(name: str, path: str) -> None:
    assert host_paths.classify(normalised(path)) == name


@pytest.mark.parametrize(("name", "path"), PATHS)
def test_one_finding_a_mount(name: str, path: str) -> None:
    assert told(mounted(path), *MOUNT_CHECKS) == ([OWNER[name]] if name else [])


@pytest.mark.parametrize(("name", "path"), PATHS)
def test_read_only_never_hides_a_socket_or_a_secret(name: str, path: str) -> None:
    ids = told(mounted(path, read_only=True), *MOUNT_CHECKS)
    if name == "persistence":
        assert ids in (["credential-path-mounted"], ["sensitive-host-path-mounted"], [])
    elif name:
        assert ids == [OWNER[name]]


@pytest.mark.parametrize("kind", ["volume", "tmpfs", "cluster", "image"])
@pytest.mark.parametrize("path", ["/", "/etc", "/var/run/docker.sock", "/run", "/root/.ssh"])
def test_only_binds_show_the_host(kind: str, path: str) -> None:
    assert told(mounted(path, kind=kind), *MOUNT_CHECKS) == []


def test_an_unknown_mount_is_no_finding() -> None:
    subject = Container("app", HERE, COMPOSE)
    subject.storage.mounts = (Field(None, HERE, causes=because("unset", "WHERE")),)
    assert told(subject, *MOUNT_CHECKS, "mount-propagation-shared") == []


def test_the_variable_of_the_ssh_agent_says_enough() -> None:
    subject = Container("app", HERE, COMPOSE)
    subject.storage.mounts = (Field(None, HERE, causes=because("unset", "SSH_AUTH_SOCK")),)
    assert [finding.evidence for finding in found("credential-path-mounted", subject)] == ["agent"]


@given(st.text("/.avrundocke", max_size=24), st.booleans())
def test_every_path_has_one_owner(path: str, read_only: bool) -> None:
    ids = told(mounted(f"/{path}", read_only=read_only), *MOUNT_CHECKS)
    assert len(ids) <= 1
    kind = host_paths.classify(normalised(f"/{path}"), read_only=read_only)
    assert ids in ([], [OWNER.get(kind)])


@given(st.sampled_from(PATHS), st.lists(st.sampled_from(["/", "/.", "/x/.."]), max_size=4))
def test_detours_change_nothing(case: tuple[str, str], detours: list[str]) -> None:
    name, path = case
    if path.startswith("/") and not path.startswith("//."):
        assert host_paths.classify(normalised("".join(detours) + path)) == name


@pytest.mark.parametrize(
    ("path", "read_only", "severity"),
    [
        ("/etc", False, "high"),
        ("/etc", True, "low"),
        ("/etc/localtime", False, "high"),
        ("/etc/localtime", True, ""),
        ("/etc/timezone", True, ""),
        ("/etc/ssl/certs", True, ""),
        ("/etc/ssl/certs/ca.crt", True, ""),
        ("/etc/hosts", True, ""),
        ("/etc/resolv.conf", True, ""),
        ("/etc/machine-id", True, ""),
        ("/etc/hosts.allow", True, "low"),
        ("/lib/modules", True, "info"),
        ("/lib/modules/6.1", True, "info"),
        ("/usr/src", True, "info"),
        ("/usr/src", False, "high"),
        ("/etc/cron.d", True, "low"),
        ("/run/udev", True, "low"),
        ("/run/udev", False, "low"),
    ],
)
def test_what_a_system_folder_weighs(path: str, read_only: bool, severity: str) -> None:
    findings = found("sensitive-host-path-mounted", mounted(path, read_only=read_only))
    assert [str(finding.severity) for finding in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("mode", "severity"),
    [("shared", "medium"), ("rshared", "medium"), ("slave", "info"), ("rslave", "info")]
    + [(mode, "") for mode in ("", "private", "rprivate")],
)
def test_propagation(mode: str, severity: str) -> None:
    subject = Container("app", HERE, COMPOSE)
    subject.storage.mounts = (Field(Mount("bind", "/srv", "/x", propagation=mode), HERE),)
    findings = found("mount-propagation-shared", subject)
    assert [str(finding.severity) for finding in findings] == ([severity] if severity else [])


LOOPBACK = ("127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "0:0:0:0:0:0:0:1",
            "0::1", "::0001", "::ffff:127.0.0.1", "::FFFF:127.0.0.1")  # fmt: skip
EVERY = ("", "0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0", "*", "0::", "::ffff:0.0.0.0")
ONE = (
    "192.168.1.5",
    "10.0.0.1",
    "fd00::1",
    "[fe80::1]",
    "100.64.0.1",
    "1::",
    "::10",
    "::1:0",
    "1.127.0.0",
)


@pytest.mark.parametrize("ip", LOOPBACK)
@pytest.mark.parametrize("port", [22, 80, 2375, 5432])
def test_loopback_is_nobodys_business(ip: str, port: int) -> None:
    subject = published(PublishedPort(port, str(port), ip), image="postgres:16")
    assert told(subject, *PORT_CHECKS) == []


@pytest.mark.parametrize("ip", EVERY)
def test_every_interface(ip: str) -> None:
    assert told(published(PublishedPort(80, "8080", ip)), *PORT_CHECKS) == [PORT_CHECKS[2]]


@pytest.mark.parametrize("ip", ONE)
def test_one_address_is_a_choice(ip: str) -> None:
    assert told(published(PublishedPort(80, "8080", ip)), *PORT_CHECKS) == []
    assert told(published(PublishedPort(5432, "1", ip)), *PORT_CHECKS) == [PORT_CHECKS[1]]


@pytest.mark.parametrize("published_as", ["", "5432", "15432", "6000-6010"])
@pytest.mark.parametrize(
    ("target", "owner"), [(2375, 0), (2376, 0), (4243, 0), (5432, 1), (6379, 1), (8080, 2)]
)
def test_the_strongest_owner_of_a_port_speaks(target: int, owner: int, published_as: str) -> None:
    subject = published(PublishedPort(target, published_as))
    assert told(subject, *PORT_CHECKS) == [PORT_CHECKS[owner]]


def test_an_unknown_port_is_no_finding() -> None:
    assert told(published(None), *PORT_CHECKS, "privileged-port-published") == []


def test_a_range_is_one_finding_for_what_was_written() -> None:
    subject = published()
    subject.networking.ports = tuple(
        Field(PublishedPort(9000 + n, str(8000 + n)), HERE._replace(pointer=f"/ports/{n}"))
        for n in range(11)
    )
    (finding,) = found("port-bound-all-interfaces", subject)
    assert "8000-8010:9000-9010/tcp" in finding.message


def test_tcp_and_udp_of_one_port_are_two_findings() -> None:
    both = published(PublishedPort(53, "53"), PublishedPort(53, "53", protocol="udp"))
    findings = found("port-bound-all-interfaces", both)
    assert len({finding.evidence for finding in findings}) == 2


@pytest.mark.parametrize(
    ("ip", "expected"), [("127.0.0.1", 0), ("0.0.0.0", 1), ("10.0.0.1", 1), ("", 1)]
)
def test_a_network_may_bind_to_loopback(ip: str, expected: int) -> None:
    subject = published(PublishedPort(80, "8080"), PublishedPort(81, "8081", "0.0.0.0"))
    project = Project("shop", HERE, COMPOSE)
    options = (("com.docker.network.bridge.host_binding_ipv4", ip),)
    project.networks = {"local": Network("local", HERE, options=options)}
    subject.project = project
    subject.networking.networks = {"local": Field("local", HERE)}
    assert len(found("port-bound-all-interfaces", subject)) == expected + 1


@pytest.mark.parametrize(("port", "count"), [("1", 1), ("1023", 1), ("1024", 0), ("", 0)])
def test_privileged_ports(port: str, count: int) -> None:
    assert len(found("privileged-port-published", published(PublishedPort(9, port)))) == count


@pytest.mark.parametrize(
    ("image", "port", "sensitive"),
    [
        ("postgres:16", 5432, True),
        ("docker.io/library/postgres", 5432, True),
        ("registry.example.com:5000/a/b/postgres@sha256:" + "0" * 64, 5432, True),
        ("couchdb:3", 5984, True),
        ("minio/minio", 9000, True),
        ("minio/minio", 9001, True),
        ("dpage/pgadmin4", 80, True),
        ("dpage/pgadmin4", 443, True),
        ("phpmyadmin", 80, True),
        ("adminer", 443, True),
        ("portainer/portainer-ce", 9443, True),
        ("portainer/portainer-ce", 8000, False),
        ("postgres:16", 8080, False),
        ("nginx", 80, False),
        ("nginx", 9000, False),
        ("acme/postgres-app", 80, False),
        ("traefik", 8080, False),
        ("traefik", 80, False),
    ],
)
def test_which_port_of_which_image(image: str, port: int, sensitive: bool) -> None:
    subject = published(PublishedPort(port, "1"), image=image)
    assert bool(found("sensitive-service-published", subject)) is sensitive


@pytest.mark.parametrize("port", sorted(services.UNMISTAKABLE))
def test_unmistakable_ports_need_no_image(port: int) -> None:
    subject = published(PublishedPort(port, "1"))
    subject.reference = Field(None, HERE)
    assert len(found("sensitive-service-published", subject)) == 1


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("dockerd -H tcp://0.0.0.0:2375", "tcp://0.0.0.0:2375"),
        ("dockerd --host tcp://0.0.0.0:2375", "tcp://0.0.0.0:2375"),
        ("/usr/local/bin/dockerd -Htcp://:2375", "tcp://:2375"),
        ("dockerd-entrypoint.sh --host=tcp://[::]:2375", "tcp://[::]:2375"),
        ("dockerd -H unix:///var/run/docker.sock -H tcp://10.0.0.1:1", "tcp://10.0.0.1:1"),
        ("-H tcp://0.0.0.0:2375", "tcp://0.0.0.0:2375"),
        ("dockerd -H tcp://0.0.0.0:1 --tlsverify=false", "tcp://0.0.0.0:1"),
        ("dockerd -H tcp://0.0.0.0:1 --tls", "tcp://0.0.0.0:1"),
        ("dockerd -H tcp://0.0.0.0:1 --tlsverify", ""),
        ("dockerd -H tcp://127.0.0.1:2375", ""),
        ("dockerd -H tcp://[::1]:2375", ""),
        ("dockerd -H unix:///run/docker.sock", ""),
        ("dockerd -H fd://", ""),
        ("dockerd -H", ""),
        ("docker -H tcp://dind:2375 ps", ""),
        ("", ""),
    ],
)
def test_where_an_engine_listens(line: str, address: str) -> None:
    assert services.open_engine("docker", line.split()) == address
    assert services.open_engine("docker", ["sh", "-c", line]) in (address, "")


@pytest.mark.parametrize(
    ("env", "reads_only"),
    [
        ({}, True),
        ({"CONTAINERS": "1", "EVENTS": "1"}, True),
        ({"POST": "0"}, True),
        ({"POST": None}, True),
        ({"POST": "1"}, False),
        ({"POST": "true"}, False),
        ({"EXEC": "1"}, False),
        ({"ALLOW_START": "1"}, False),
        ({"SP_ALLOW_POST": "/containers/.*"}, False),
        ({"SP_ALLOW_GET": ".*"}, True),
    ],
)
def test_socket_proxies(env: dict[str, str | None], reads_only: bool) -> None:
    image = "ghcr.io/tecnativa/docker-socket-proxy"
    assert services.is_read_only_proxy(image, (), env) is reads_only
    assert not services.is_read_only_proxy("docker.io/acme/docker-socket-proxy", (), env)


@pytest.mark.parametrize(
    ("check", "slot", "limited"),
    [
        ("memory-unlimited", "memory", 1),
        ("cpu-unlimited", "cpus", 0.01),
        ("pids-unlimited", "pids", 1),
    ],
)
def test_limits(check: str, slot: str, limited: float) -> None:
    subject = Container("app", HERE, COMPOSE)
    assert found(check, subject) == [], "unknown"
    setattr(subject.limits, slot, Field(limited, HERE))
    assert found(check, subject) == []
    setattr(subject.limits, slot, Field(0, HERE, "defaulted"))
    assert len(found(check, subject)) == 1


@pytest.mark.parametrize(
    ("name", "retries", "count"),
    [
        ("no", 0, 0),
        ("always", 0, 1),
        ("unless-stopped", 0, 1),
        ("on-failure", 0, 1),
        ("on-failure", 1, 0),
        ("on-failure", 5, 0),
        ("on-failure", 6, 1),
    ],
)
def test_restart_policies(name: str, retries: int, count: int) -> None:
    subject = Container("app", HERE, COMPOSE)
    subject.lifecycle.restart = Field(RestartPolicy(name, retries), HERE)
    assert len(found("restart-policy-unbounded", subject)) == count


@pytest.mark.parametrize(
    ("mode", "count"),
    [("bridge", 1), ("default", 1), ("", 0), ("host", 0), ("none", 0), ("shop", 0)],
)
def test_default_bridge(mode: str, count: int) -> None:
    subject = Container("app", HERE, COMPOSE)
    subject.namespaces.network = Field(Namespace(mode), HERE)
    subject.networking.networks = {"bridge": Field("bridge", HERE)}
    assert len(found("default-bridge-network", subject)) == count
    subject.source = INSPECT
    assert len(found("default-bridge-network", subject)) == 1


@pytest.mark.parametrize(
    ("health", "ids"),
    [
        (None, []),
        (Healthcheck(), ["healthcheck-missing"]),
        (Healthcheck(disabled=True), ["healthcheck-disabled"]),
        (Healthcheck(("CMD", "x")), []),
    ],
)
def test_health_checks(health: Healthcheck | None, ids: list[str]) -> None:
    subject = Container("app", HERE, COMPOSE)
    subject.healthcheck = Field(health, HERE)
    assert told(subject, "healthcheck-missing", "healthcheck-disabled") == ids


@pytest.mark.parametrize(
    ("line", "is_job"),
    [
        ("alembic upgrade head", True),
        ("python manage.py migrate", True),
        ("/usr/bin/psql -f x.sql", True),
        ("rails db:migrate", True),
        ("chown -R 1000 /data", True),
        ("gunicorn app", False),
        ("python manage.py runserver", False),
        ("nginx -g daemon", False),
        ("", False),
    ],
)
def test_jobs(line: str, is_job: bool) -> None:
    assert jobs.is_job(line.split()) is is_job
