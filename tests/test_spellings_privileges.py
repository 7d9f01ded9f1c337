"""Users, capabilities and security options: whatever the spelling, the checks say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardenlint import Capabilities, Check, Container, Field, Finding, Host, Image, registry
from hardenlint.engine import judge
from hardenlint.knowledge import capabilities, devices
from hardenlint.model import Device, Mount, Namespace, SecurityOpt, Span, User
from hardenlint.model.capability import ALL, DOCKER, canonical
from hardenlint.model.span import because
from hardenlint.policy import Policy
from hardenlint.sources.kinds import COMPOSE, LIVE

HERE = Span("compose.yaml", 3, 5)
BY_ID: dict[str, Check] = {check.id: check for check in registry.load()[0]}
DANGEROUS = {**capabilities.CRITICAL, **capabilities.HIGH, **capabilities.MEDIUM}

ROOTS = (
    "0", "0:0", "0:x", "0:1000", "00", "+0", "-0", "000:5", "root", "root:root", "root:x", '"root"',
    "'0'", " root ", ":1000", "ContainerAdministrator",
)  # fmt: skip
OTHERS = (
    "1000", "1000:0", "01", "+1", "toor", "rooted", "notroot", "app", "app:root", "nobody", "0x0",
    "o", "1:0", "00000000000000000000001",
)  # fmt: skip
TRUE = ("", ":true", "=true", ":1", "=1", ":t", ":T", ":TRUE", "=True")
FALSE = (":false", "=false", ":0", "=0", ":f", ":F", ":FALSE", "=False")


def container(source: str = "compose") -> Container:
    assert source in ("compose", "live")
    subject = Container("app", HERE, COMPOSE if source == "compose" else LIVE)
    subject.user = Field(User(), HERE, "defaulted")
    return subject


def options(*texts: str) -> Container:
    subject = container()
    subject.privileges.security_opts = tuple(Field(SecurityOpt.parse(text), HERE) for text in texts)
    return subject


def capable(add: tuple[str, ...] = (), drop: tuple[str, ...] = ()) -> Container:
    subject = container()
    subject.privileges.capabilities = Capabilities(
        HERE,
        tuple(Field(canonical(name), HERE) for name in add),
        tuple(Field(canonical(name), HERE) for name in drop),
    )
    return subject


def found(check: str, subject: Image) -> list[Finding]:
    return list(BY_ID[check].run(subject))


def severity(check: str, finding: Finding) -> str:
    return str(BY_ID[check].severity if finding.severity is None else finding.severity)


@pytest.mark.parametrize("text", ROOTS)
def test_root_in_every_spelling(text: str) -> None:
    subject = container()
    subject.user = Field(User.parse(text), HERE)
    (finding,) = found("run-as-root", subject)
    assert finding.evidence == "0"
    assert found("user-not-set", subject) == []
    assert found("root-group", subject) == [], "root's group adds nothing to root"


@pytest.mark.parametrize("text", OTHERS)
def test_everybody_else_is_not_root(text: str) -> None:
    subject = container()
    subject.user = Field(User.parse(text), HERE)
    assert found("run-as-root", subject) == []
    assert found("user-not-set", subject) == []


@pytest.mark.parametrize("check", ["run-as-root", "user-not-set"])
def test_an_unknown_user_is_no_finding(check: str) -> None:
    subject = container()
    subject.user = Field(None, HERE, causes=because("unset", "WHO"))
    assert found(check, subject) == []


@given(st.text(max_size=12))
def test_any_user_has_at_most_one_answer(text: str) -> None:
    subject = container()
    subject.user = Field(User.parse(text), HERE)
    answers = [check for check in ("run-as-root", "user-not-set") if found(check, subject)]
    assert len(answers) <= 1
    assert all("\n" not in finding.message for finding in found("run-as-root", subject))


@pytest.mark.parametrize("text", ["1000:0", "1000:00", "1000:+0", "1000:root", "app:0", "app:root"])
def test_root_group_beside_a_user(text: str) -> None:
    subject = container()
    subject.user = Field(User.parse(text), HERE)
    assert [finding.evidence for finding in found("root-group", subject)] == ["user"]


@pytest.mark.parametrize(("group", "is_root"), [("0", 1), ("00", 1), ("root", 1), ("10", 0)])
def test_root_group_added(group: str, is_root: int) -> None:
    subject = container()
    subject.user = Field(User.parse("1000:1000"), HERE)
    subject.privileges.group_add = (Field(None, HERE), Field(group, HERE))
    assert len(found("root-group", subject)) == is_root


@pytest.mark.parametrize("text", TRUE)
def test_no_new_privileges_set(text: str) -> None:
    subject = options(f"no-new-privileges{text}")
    assert found("no-new-privileges-missing", subject) == []
    assert found("no-new-privileges-disabled", subject) == []


@pytest.mark.parametrize("text", FALSE)
def test_no_new_privileges_switched_off(text: str) -> None:
    subject = options("no-new-privileges", f"no-new-privileges{text}")
    assert found("no-new-privileges-missing", subject) == []
    assert len(found("no-new-privileges-disabled", subject)) == 1


@pytest.mark.parametrize("text", ["", "seccomp=x.json", "no_new_privileges", "NO-NEW-PRIVILEGES"])
def test_no_new_privileges_missing(text: str) -> None:
    assert len(found("no-new-privileges-missing", options(*filter(None, [text])))) == 1


def test_no_new_privileges_is_open_while_an_option_is_unknown() -> None:
    subject = container()
    subject.privileges.security_opts = (Field(None, HERE),)
    assert found("no-new-privileges-missing", subject) == []


@pytest.mark.parametrize(
    ("of_engine", "count"),
    [(None, 1), (frozenset[str](), 1), (frozenset(("seccomp", "no-new-privileges")), 0)],
)
def test_no_new_privileges_by_the_engine(of_engine: frozenset[str] | None, count: int) -> None:
    subject = container("live")
    subject.host = Host("host", HERE, LIVE)
    subject.host.security_options = of_engine
    assert len(found("no-new-privileges-missing", subject)) == count


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("seccomp-unconfined", "seccomp=unconfined"),
        ("seccomp-unconfined", "seccomp:unconfined"),
        ("apparmor-unconfined", "apparmor=unconfined"),
        ("apparmor-unconfined", "apparmor:unconfined"),
        ("selinux-disabled", "label=disable"),
        ("selinux-disabled", "label:disable"),
        ("selinux-disabled", "disable"),
    ],
)
def test_confinement_switched_off(check: str, text: str) -> None:
    assert len(found(check, options("no-new-privileges", text))) == 1
    for other in {"seccomp-unconfined", "apparmor-unconfined", "selinux-disabled"} - {check}:
        assert found(other, options(text)) == []


@pytest.mark.parametrize("name", ["pid", "ipc"])
def test_labels_that_the_engine_switches_off_are_no_second_finding(name: str) -> None:
    subject = options("label=disable")
    setattr(subject.namespaces, name, Field(Namespace("host"), HERE))
    results, problems = judge([subject], BY_ID.values(), Policy())
    assert problems == []
    told = {result.check.id: result.covers for result in results}
    assert "selinux-disabled" not in told
    assert told[f"host-{name}-namespace"] == ("selinux-disabled",)


@pytest.mark.parametrize(
    ("of_engine", "expected"),
    [(None, "low"), (frozenset(("userns",)), "low"), (frozenset(("seccomp",)), "info")],
)
def test_user_namespace_matters_where_users_are_remapped(
    of_engine: frozenset[str] | None, expected: str
) -> None:
    subject = container("live")
    subject.namespaces.userns = Field(Namespace("host"), HERE)
    subject.host = Host("host", HERE, LIVE)
    subject.host.security_options = of_engine
    (finding,) = found("host-user-namespace", subject)
    assert severity("host-user-namespace", finding) == expected


def test_the_tables_of_capabilities_are_complete() -> None:
    tables = (capabilities.CRITICAL, capabilities.HIGH, capabilities.MEDIUM, capabilities.EXTRA)
    named = [name for table in tables for name in table]
    assert len(named) == len(set(named))
    assert set(named) == ALL - DOCKER


@given(st.sampled_from(sorted(ALL)), st.booleans(), st.sampled_from(["upper", "lower", "title"]))
def test_a_capability_in_every_spelling(name: str, prefix: bool, case: str) -> None:
    text: str = getattr(f"CAP_{name}" if prefix else name, case)()
    subject = capable((text,))
    dangerous, extra = (
        [finding.evidence for finding in found(check, subject)]
        for check in ("dangerous-capability-added", "extra-capability-added")
    )
    assert dangerous == [name] * (name in DANGEROUS)
    assert extra == [name] * (name in capabilities.EXTRA)


@given(st.lists(st.sampled_from([*sorted(ALL), "SYSADMIN", "NET-ADMIN", ""])))
def test_each_capability_is_told_once_in_the_order_of_the_file(names: list[str]) -> None:
    told = [finding.evidence for finding in found("dangerous-capability-added", capable((*names,)))]
    assert told == [name for name in dict.fromkeys(names) if name in DANGEROUS]


@pytest.mark.parametrize("text", ["ALL", "all", "All", " ALL"])
@pytest.mark.parametrize("drop", [(), ("ALL",), ("NET_RAW",)])
def test_all_capabilities(text: str, drop: tuple[str, ...]) -> None:
    assert len(found("all-capabilities-added", capable(("CHOWN", text), drop))) == 1


@pytest.mark.parametrize(
    ("drop", "count"),
    [
        ((), 1),
        (("NET_RAW",), 1),
        (("ALL",), 0),
        (("all",), 0),
        (tuple(DOCKER), 0),
        (tuple(f"cap_{name.lower()}" for name in DOCKER), 0),
        (tuple(DOCKER - {"KILL"}), 1),
    ],
)
def test_capabilities_not_dropped(drop: tuple[str, ...], count: int) -> None:
    findings = found("capabilities-not-dropped", capable((), drop))
    assert len(findings) == count
    for finding in findings:
        for name in DOCKER:
            assert (name in finding.message) is (name not in drop)


@pytest.mark.parametrize(
    ("path", "capability"),
    [
        ("/dev", ""),
        ("/dev/mem", ""),
        ("/dev/sda", ""),
        ("/dev/sdaa12", ""),
        ("/dev/nvme0n1p2", ""),
        ("/dev/disk/by-uuid/1", ""),
        ("/dev/mapper/root", ""),
        ("/dev/loop-control", ""),
        ("/dev/vhost-vsock", ""),
        ("/dev/input/event3", ""),
        ("/dev/net/tun", "NET_ADMIN"),
        ("/dev/fuse", "SYS_ADMIN"),
    ],
)
def test_a_device_that_gives_away_the_host(path: str, capability: str) -> None:
    kind = devices.classify(path)
    assert kind is not None
    assert kind.capability == capability
    subject = capable((capability,) if capability else ())
    subject.privileges.devices = (Field(Device(f"/{path}/.", "/dev/x"), HERE),)
    assert [f.evidence for f in found("sensitive-device-exposed", subject)] == [path]


@pytest.mark.parametrize(
    "path",
    ["", "/", "/devel", "/dev/null", "/dev/snd", "/dev/ttyS0", "/dev/sd", "/dev/memory", "dev/sda",
     "/srv/dev/sda", "/dev/dri/card0", "/dev/shm", "vendor.example/gpu=0"],
)  # fmt: skip
def test_a_harmless_device(path: str) -> None:
    assert devices.classify(path) is None


@pytest.mark.parametrize("need", ["/dev/net/tun", "/dev/fuse"])
def test_a_device_without_the_capability_to_use_it(need: str) -> None:
    subject = capable()
    subject.privileges.devices = (Field(Device(need, need), HERE), Field(None, HERE))
    assert found("sensitive-device-exposed", subject) == []


@pytest.mark.parametrize(
    ("check", "path", "read_only", "expected"),
    [
        ("host-proc-mounted", "/proc", False, "critical"),
        ("host-proc-mounted", "/proc", True, "high"),
        ("host-proc-mounted", "//proc/./sys/", False, "critical"),
        ("host-sys-mounted", "/sys", False, "high"),
        ("host-sys-mounted", "/sys", True, "low"),
        ("host-sys-mounted", "/sys/kernel/debug/x", True, "high"),
        ("host-sys-mounted", "/sys/kernel/debugger", True, "low"),
        ("host-sys-mounted", "/sys/fs/bpf", True, "high"),
        ("host-sys-mounted", "/sys/fs", True, "low"),
        ("host-cgroupfs-mounted", "/sys/fs/cgroup", False, "high"),
        ("host-cgroupfs-mounted", "/sys/fs/cgroup/x", True, "info"),
    ],
)
def test_kernel_file_systems(check: str, path: str, read_only: bool, expected: str) -> None:
    subject = container()
    subject.storage.mounts = (Field(Mount("bind", path, "/x", read_only), HERE), Field(None, HERE))
    (finding,) = found(check, subject)
    assert severity(check, finding) == expected
    others = {"host-proc-mounted", "host-sys-mounted", "host-cgroupfs-mounted"} - {check}
    assert all(found(other, subject) == [] for other in others)


@pytest.mark.parametrize("kind", ["volume", "tmpfs"])
def test_what_is_no_bind_shows_nothing_of_the_host(kind: str) -> None:
    subject = container()
    subject.storage.mounts = (Field(Mount(kind, "/proc", "/proc"), HERE),)
    assert found("host-proc-mounted", subject) == []
