"""What compose and inspect say of kernel, devices, limits, logs and hooks, in every spelling."""

import json
import os
from typing import Any

import pytest

from hardenlint import registry
from hardenlint.engine import judge
from hardenlint.knowledge import devices, label_tools, runtimes, sysctls, user_variables
from hardenlint.model import Container
from hardenlint.model.resources import DeviceRule
from hardenlint.model.seccomp import SeccompProfile
from hardenlint.policy import Policy
from hardenlint.sources import compose, inspect
from hardenlint.sources.compose.seccomp_files import MAX_BYTES, profile_reader
from hardenlint.workspace import Workspace
from tests.workspaces import holding


def service(**facts: Any) -> Container:
    text = json.dumps({"services": {"app": {"image": "app:1", **facts}}})
    project = compose.read(["compose.yaml"], holding("compose.yaml", text)).project
    assert project is not None
    return project.services[0]


def inspected(**facts: Any) -> Container:
    document = {"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": facts}
    (container,) = inspect.read(json.dumps([document]), "inspect.json").subjects
    assert isinstance(container, Container)
    return container


def limits(container: Container) -> dict[str, tuple[int, int] | None] | None:
    fields = container.limits.ulimits.value
    if fields is None:
        return None
    return {
        name: None if field.value is None else (field.value.soft, field.value.hard)
        for name, field in fields.items()
    }


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        (service(), {}),
        (service(ulimits={}), {}),
        (service(ulimits={"nofile": 1024}), {"nofile": (1024, 1024)}),
        (service(ulimits={"nofile": "1024"}), {"nofile": (1024, 1024)}),
        (service(ulimits={"nofile": {"soft": 1, "hard": -1}}), {"nofile": (1, -1)}),
        (service(ulimits={"nofile": "${UNKNOWN}"}), {"nofile": None}),
        (service(ulimits=[1024]), None),
        (service(ulimits={"nofile": {"soft": 1, "hard": "${UNKNOWN}"}}), {"nofile": None}),
        (inspected(), None),
        (inspected(Ulimits=None), {}),
        (inspected(Ulimits=7), None),
        (inspected(Ulimits=[{"Name": "RLIMIT_NOFILE", "Soft": 1, "Hard": 2}]), {"nofile": (1, 2)}),
        (inspected(Ulimits=[{"Name": "nofile", "Soft": 1}]), {"nofile": None}),
    ],
)
def test_ulimits(container: Container, expected: object) -> None:
    assert limits(container) == expected


@pytest.mark.parametrize(
    ("container", "driver", "options"),
    [
        (service(), "", {}),
        (service(logging={"driver": "none"}), "none", {}),
        (service(logging={"options": {"max-size": "1m"}}), "", {"max-size": "1m"}),
        (service(logging={"options": {"max-size": "${UNKNOWN}"}}), "", {"max-size": None}),
        (inspected(LogConfig={"Type": "local", "Config": None}), "local", {}),
        (inspected(LogConfig={"Type": "", "Config": {"max-size": "1m"}}), "", {"max-size": "1m"}),
    ],
)
def test_logging(container: Container, driver: str, options: object) -> None:
    logging = container.lifecycle.logging.value
    assert logging is not None
    assert logging.driver == driver
    assert {name: field.value for name, field in logging.options.items()} == options


@pytest.mark.parametrize(
    "container",
    [
        service(logging={"driver": "${UNKNOWN}"}),
        service(logging="local"),
        inspected(),
        inspected(LogConfig=[]),
    ],
)
def test_logging_unknown(container: Container) -> None:
    assert container.lifecycle.logging.value is None


@pytest.mark.parametrize(
    ("container", "counts"),
    [
        (service(), []),
        (service(gpus="all"), [-1]),
        (service(gpus=[{"count": "all"}]), [-1]),
        (service(gpus=[{"count": 2}]), [2]),
        (service(gpus=[{"driver": "nvidia"}]), [-1]),
        (service(gpus=[{"device_ids": ["0", "1"]}]), [0]),
        (service(gpus=[{"count": "${UNKNOWN}"}]), [None]),
        (
            service(
                deploy={"resources": {"reservations": {"devices": [{"capabilities": ["gpu"]}]}}}
            ),
            [-1],
        ),
        (inspected(DeviceRequests=None), []),
        (inspected(DeviceRequests=[{"Count": -1, "Capabilities": [["gpu"]]}]), [-1]),
        (inspected(DeviceRequests=[{"Count": "x"}]), [None]),
        (inspected(DeviceRequests=[{"DeviceIDs": ["0"]}]), [0]),
    ],
)
def test_device_requests(container: Container, counts: list[int | None]) -> None:
    requests = [field.value for field in container.privileges.device_requests]
    assert [request and request.count for request in requests] == counts


@pytest.mark.parametrize(
    ("container", "facts"),
    [
        (service(), (0, 0, 0, False)),
        (
            service(
                memswap_limit="1g", cpu_rt_runtime=9, oom_score_adj="-5", oom_kill_disable="yes"
            ),
            (1 << 30, 9, -5, True),
        ),
        (service(memswap_limit=-1), (-1, 0, 0, False)),
        (
            service(
                memswap_limit="${A}", cpu_rt_runtime="${A}", oom_score_adj="${A}",
                oom_kill_disable="${A}",
            ),
            (None, None, None, None),
        ),
        (inspected(), (0, 0, 0, False)),
        (
            inspected(
                MemorySwap=-1, CpuRealtimeRuntime=9, OomScoreAdj=-1000, OomKillDisable=True
            ),
            (-1, 9, -1000, True),
        ),
        (
            inspected(MemorySwap="", CpuRealtimeRuntime="", OomScoreAdj="", OomKillDisable=""),
            (None, None, None, None),
        ),
    ],
)  # fmt: skip
def test_numbers(container: Container, facts: tuple[object, ...]) -> None:
    assert (
        container.limits.memory_swap.value,
        container.limits.cpu_rt_runtime.value,
        container.limits.oom_score_adj.value,
        container.limits.oom_kill_disabled.value,
    ) == facts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("c 1:3 rwm", ("c", "1", "3", "rwm")),
        ("a *:* rwm", ("a", "*", "*", "rwm")),
        ("  b 8:*  r ", ("b", "8", "*", "r")),
        ("a", ("a", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_device_rule(text: str, parts: tuple[str, ...]) -> None:
    rule = DeviceRule.parse(text)
    assert (rule.kind, rule.major, rule.minor, rule.permissions) == parts


def test_a_service_that_is_only_a_part_leaves_the_rest_unknown() -> None:
    text = json.dumps({"services": {"app": {"extends": {"file": "gone.yaml", "service": "app"}}}})
    project = compose.read(["compose.yaml"], holding("compose.yaml", text)).project
    assert project is not None
    (container,) = project.services
    assert container.limits.ulimits.value is None
    assert container.lifecycle.logging.value is None
    assert container.limits.memory_swap.value is None


def test_hooks() -> None:
    container = service(
        post_start=[{"command": "echo 'a b'", "user": "root", "privileged": "true"}],
        pre_stop=[{"command": ["sync"], "privileged": "${UNKNOWN}"}],
    )
    start, stop = container.lifecycle.hooks
    assert (start.event, start.command.value) == ("post_start", ("echo", "a b"))
    assert start.privileged.value is True
    assert start.user.value is not None
    assert start.user.value.is_root
    assert (stop.event, stop.command.value) == ("pre_stop", ("sync",))
    assert stop.privileged.value is None
    assert stop.user.value is not None
    assert not stop.user.value.is_set
    assert start.privileged.span.pointer == "/services/app/post_start/0/privileged"


def test_sysctls_as_a_list_and_as_a_mapping() -> None:
    for written in (["kernel.sem=1 2", "a.b"], {"kernel.sem": "1 2", "a.b": None}):
        values = {
            name: field.value for name, field in service(sysctls=written).privileges.sysctls.items()
        }
        assert values == {"kernel.sem": "1 2", "a.b": None}


PROFILE = '{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["bpf"], "action": "%s"}]}'


def profile(container: Container) -> SeccompProfile | None:
    field = container.seccomp_profile
    return None if field is None else field.value


@pytest.mark.parametrize("text", ["{", "[]", "null", "{}", '{"defaultAction": 1}', "{" * 5000])
def test_what_is_no_profile_is_unknown(text: str) -> None:
    container = inspected(SecurityOpt=["seccomp={" + text[1:]])
    field = container.seccomp_profile
    assert field is not None
    assert field.value is None


@pytest.mark.parametrize(
    ("action", "allowed"), [("SCMP_ACT_ALLOW", {"bpf"}), ("SCMP_ACT_ERRNO", set())]
)
def test_inline_profile(action: str, allowed: set[str]) -> None:
    read = profile(inspected(SecurityOpt=["seccomp=" + PROFILE % action]))
    assert read is not None
    assert read.allowed == allowed
    assert read.refuses is (allowed == set())
    assert not read.lets_all


def test_profile_beside_the_compose_file(tmp_path: os.PathLike[str]) -> None:
    folder = os.path.join(tmp_path, "project")
    os.mkdir(folder)
    outside = os.path.join(tmp_path, "outside.json")
    for path in (outside, os.path.join(folder, "profile.json")):
        with open(path, "w", encoding="utf-8") as file:
            file.write(PROFILE % "SCMP_ACT_ALLOW")
    with open(os.path.join(folder, "large.json"), "wb") as large:
        large.truncate(MAX_BYTES + 1)
    os.symlink(outside, os.path.join(folder, "link.json"))
    os.mkfifo(os.path.join(folder, "pipe"))
    read = profile_reader(folder, Workspace())
    assert read("profile.json") == read("./profile.json") == PROFILE % "SCMP_ACT_ALLOW"
    assert read(os.path.join(folder, "profile.json")) is not None
    assert read("missing.json") == ""
    for name in ("../outside.json", outside, "link.json", "large.json", "pipe", ".", "~/x", "a\0b"):
        assert read(name) is None, name


def test_profiles_are_read_when_asked_for_only(
    tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    container = service(security_opt=["seccomp=late.json"])
    with open("late.json", "w", encoding="utf-8") as file:
        file.write(PROFILE % "SCMP_ACT_ALLOW")
    read = profile(container)
    assert read is not None
    assert read.allowed == {"bpf"}


def test_tables() -> None:
    assert user_variables.USERS.isdisjoint(user_variables.GROUPS)
    assert all(name == name.upper() for name in user_variables.USERS | user_variables.GROUPS)
    assert not {"POSTGRES_USER", "MYSQL_USER", "USER"} & user_variables.USERS
    assert all(name.startswith(("kernel.", "net.")) for name in sysctls.SAFE)
    assert all(major.isdigit() for major in devices.DISK_MAJORS)
    assert all(order.prefix.endswith((".", "-")) for order in label_tools.ORDERS)


@pytest.mark.parametrize(
    ("name", "known", "is_sandbox"),
    [
        ("", True, False),
        ("runc", True, False),
        ("nvidia", True, False),
        ("runsc-kvm", True, False),
        ("io.containerd.runsc.v1", True, False),
        ("kata-fc", True, True),
        ("io.containerd.kata.v2", True, True),
        ("sysbox-runc", True, True),
        ("runcx", False, False),
        ("youki", False, False),
    ],
)
def test_runtimes(name: str, known: bool, is_sandbox: bool) -> None:
    assert runtimes.is_known(name) is known
    assert (runtimes.sandbox(name) != "") is is_sandbox


@pytest.mark.parametrize(
    ("name", "value", "hardens"),
    [
        ("net.ipv4.ip_forward", "0", True),
        ("net.ipv4.ip_forward", "1", False),
        ("net.ipv6.conf.eth0.disable_ipv6", "0", True),
        ("kernel.ip_forward", "0", False),
    ],
)
def test_hardening_sysctls(name: str, value: str, hardens: bool) -> None:
    assert sysctls.hardens(name, value) is hardens


def test_a_privileged_container_is_one_finding() -> None:
    container = service(
        privileged=True,
        devices=["/dev/snd", "/dev/sda"],
        device_cgroup_rules=["b *:* rwm"],
        gpus="all",
        security_opt=["writable-cgroups", "label=type:spc_t", "seccomp=./nowhere.json"],
        cap_add=["SYS_NICE", "NET_RAW"],
        post_start=[{"command": "true", "privileged": True}],
    )
    results, problems = judge([container], registry.load()[0], Policy(profile="restricted"))
    assert problems == []
    told = {result.check.id for result in results}
    theme = {result.check.id for result in results if "container" in result.check.module}
    privileged = next(r for r in results if r.check.id == "privileged-container")
    assert "privileged-container" in told
    assert {
        "all-gpus-exposed",
        "device-cgroup-rule-broad",
        "device-exposed",
        "lifecycle-hook-privileged",
        "seccomp-profile-permissive",
        "selinux-privileged-type",
        "sensitive-device-exposed",
        "writable-cgroups",
    } <= set(privileged.covers)
    assert theme.isdisjoint({*privileged.covers, "net-raw-effective"})
    assert "realtime-priority" not in told, "extra-capability-added tells of SYS_NICE"


def test_net_raw_is_told_once() -> None:
    def told(**facts: Any) -> set[str]:
        results, _ = judge([service(**facts)], registry.load()[0], Policy(profile="restricted"))
        names = {result.check.id for result in results}
        return names & {"net-raw-effective", "capabilities-not-dropped", "all-capabilities-added"}

    assert told() == {"capabilities-not-dropped"}
    assert told(cap_add=["ALL"]) >= {"all-capabilities-added"}
    assert "net-raw-effective" not in told(cap_add=["ALL"], cap_drop=["ALL"])
    assert told(cap_drop=["ALL"], cap_add=["NET_RAW"]) == {"net-raw-effective"}
    assert told(cap_drop=["ALL"]) == set()
