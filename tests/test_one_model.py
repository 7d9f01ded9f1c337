"""The theorem of the project: the same container, written as compose and as inspect data, gives
the same findings; and hardening a setting never adds one."""

import copy
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardenlint import registry
from hardenlint.engine import judge
from hardenlint.policy import Policy
from hardenlint.sources import kinds, load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace

CHECKS = registry.load()[0]
BOTH = [check for check in CHECKS if {"compose", "inspect"} <= set(check.sources(kinds.sources()))]
RESTRICTED = Policy(profile="restricted")

SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "user": st.sampled_from(
        ["", "0", "00", "root", "root:root", "0:1000", "1000", "1000:0", "app"]
    ),
    "privileged": st.booleans(),
    "read_only": st.booleans(),
    "cap_add": st.lists(
        st.sampled_from(["ALL", "SYS_ADMIN", "NET_ADMIN", "CHOWN", "IPC_LOCK", "SYSLOG"]),
        unique=True,
    ),
    "cap_drop": st.lists(st.sampled_from(["ALL", "NET_RAW", "MKNOD"]), unique=True),
    "security_opt": st.lists(
        st.sampled_from(
            [
                "no-new-privileges",
                "no-new-privileges:true",
                "no-new-privileges=false",
                "seccomp=unconfined",
                "seccomp:unconfined",
                "apparmor=unconfined",
                "label=disable",
                "label:type:spc_t",
                "label=user:system_u",
                "writable-cgroups",
                "writable-cgroups=false",
                'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}',
                'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}',
            ]
        ),
        unique=True,
    ),
    "pid": st.sampled_from(["", "host", "container:other"]),
    "ipc": st.sampled_from(["", "host", "private", "shareable"]),
    "uts": st.sampled_from(["", "host"]),
    "userns_mode": st.sampled_from(["", "host"]),
    "network_mode": st.sampled_from(["none", "host", "front"]),
    "cgroup_parent": st.sampled_from(["", "/system"]),
    "volumes": st.lists(
        st.tuples(
            st.sampled_from(
                ["/", "/etc", "/proc", "/sys", "/run/docker.sock", "/var/run", "/srv/x", "/var/lib"]
            ),
            st.booleans(),
            st.sampled_from(["rprivate", "rshared"]),
        ),
        unique_by=lambda volume: volume[0],
        max_size=3,
    ),
    "devices": st.lists(
        st.sampled_from(["/dev/kmsg", "/dev/sda", "/dev/fuse", "/dev/snd"]), unique=True
    ),
    "ports": st.lists(
        st.tuples(
            st.sampled_from(["", "0.0.0.0", "127.0.0.1", "::1", "192.168.1.5"]),
            st.sampled_from([80, 5432, 8080, 2375]),
        ),
        unique_by=lambda port: port[1],
        max_size=3,
    ),
    "device_cgroup_rules": st.lists(
        st.sampled_from(["a *:* rwm", "b 8:* rw", "c 188:* rwm", "c *:* m"]), unique=True
    ),
    "gpus": st.sampled_from([0, 1, -1]),
    "sysctls": st.dictionaries(
        st.sampled_from(["net.ipv4.ip_forward", "net.core.somaxconn", "net.ipv4.tcp_syncookies"]),
        st.sampled_from(["0", "1"]),
    ),
    "ulimits": st.dictionaries(
        st.sampled_from(["nofile", "nproc", "core", "rtprio"]), st.sampled_from([-1, 0, 1024])
    ),
    "logging": st.sampled_from(["", "json-file", "none", "local"]),
    "max_size": st.sampled_from(["", "10m", "-1"]),
    "memswap_limit": st.sampled_from([0, -1, 1 << 30]),
    "oom_kill_disable": st.booleans(),
    "oom_score_adj": st.sampled_from([0, -500, -1000]),
    "cpu_rt_runtime": st.sampled_from([0, 95000]),
    "runtime": st.sampled_from(["", "runc", "runsc", "odd"]),
    "labels": st.dictionaries(
        st.sampled_from(["ofelia.job-exec.a.command", "traefik.enable"]), st.just("true")
    ),
    "mem_limit": st.sampled_from([0, 1 << 29]),
    "pids_limit": st.sampled_from([0, 100]),
    "cpus": st.sampled_from([0, 1]),
    "environment": st.dictionaries(
        st.sampled_from(["DB_PASSWORD", "API_TOKEN", "LANG", "PASSWORD_FILE"]),
        st.sampled_from(["hunter2secret", "", "changeme", "C.UTF-8"]),
    ),
    "restart": st.sampled_from(["no", "always", "unless-stopped", "on-failure:3"]),
    "image": st.sampled_from(["postgres:17", "example/app:1", "nginx", "nginx:latest", "redis:7"]),
}
CONTAINERS = st.fixed_dictionaries(SETTINGS)


def compose(facts: dict[str, Any]) -> str:
    service = {key: value for key, value in facts.items() if value not in ("", [], {}, 0)}
    service["volumes"] = [
        {
            "type": "bind",
            "source": source,
            "target": f"/mnt/{number}",
            "read_only": read_only,
            "bind": {"propagation": propagation},
        }
        for number, (source, read_only, propagation) in enumerate(facts["volumes"])
    ]
    service["devices"] = [f"{device}:{device}:rwm" for device in facts["devices"]]
    service["ports"] = [
        {"target": port, "published": str(port), **({"host_ip": ip} if ip else {})}
        for ip, port in facts["ports"]
    ]
    options = {"max-size": facts["max_size"]} if facts["max_size"] else {}
    service.pop("max_size", None)
    service["logging"] = {"driver": facts["logging"], "options": options}
    if not facts["logging"]:
        del service["logging"]["driver"]
    service["gpus"] = [{"count": facts["gpus"]}] if facts["gpus"] else []
    if facts["network_mode"] == "front":
        del service["network_mode"]
        service["networks"] = ["front"]
    document = {"services": {"app": service}, "networks": {"front": {}}}
    return json.dumps(document)


def inspect(facts: dict[str, Any]) -> str:
    name, _, retries = facts["restart"].partition(":")
    host = {
        "Privileged": facts["privileged"],
        "ReadonlyRootfs": facts["read_only"],
        "CapAdd": [cap if cap == "ALL" else f"CAP_{cap}" for cap in facts["cap_add"]] or None,
        "CapDrop": [cap if cap == "ALL" else f"CAP_{cap}" for cap in facts["cap_drop"]] or None,
        "SecurityOpt": facts["security_opt"] or None,
        "MaskedPaths": None if facts["privileged"] else ["/proc/kcore", "/proc/keys"],
        "ReadonlyPaths": None if facts["privileged"] else ["/proc/sys"],
        "PidMode": facts["pid"],
        "IpcMode": facts["ipc"],
        "UTSMode": facts["uts"],
        "UsernsMode": facts["userns_mode"],
        "CgroupnsMode": "private",
        "NetworkMode": facts["network_mode"],
        "CgroupParent": facts["cgroup_parent"],
        "Devices": [
            {"PathOnHost": device, "PathInContainer": device, "CgroupPermissions": "rwm"}
            for device in facts["devices"]
        ],
        "PortBindings": {
            f"{port}/tcp": [{"HostIp": ip, "HostPort": str(port)}] for ip, port in facts["ports"]
        },
        "DeviceCgroupRules": facts["device_cgroup_rules"] or None,
        "DeviceRequests": [{"Count": facts["gpus"], "Capabilities": [["gpu"]]}]
        if facts["gpus"]
        else None,
        "Sysctls": facts["sysctls"] or None,
        "Ulimits": [
            {"Name": name, "Soft": limit, "Hard": limit} for name, limit in facts["ulimits"].items()
        ],
        "LogConfig": {
            "Type": facts["logging"],
            "Config": {"max-size": facts["max_size"]} if facts["max_size"] else {},
        },
        "MemorySwap": facts["memswap_limit"],
        "OomKillDisable": facts["oom_kill_disable"],
        "OomScoreAdj": facts["oom_score_adj"],
        "CpuRealtimeRuntime": facts["cpu_rt_runtime"],
        "Runtime": facts["runtime"],
        "Memory": facts["mem_limit"],
        "PidsLimit": facts["pids_limit"] or None,
        "NanoCpus": facts["cpus"] * 10**9,
        "RestartPolicy": {"Name": name, "MaximumRetryCount": int(retries or 0)},
    }
    document = {
        "Id": "f" * 64,
        "Name": "/app",
        "Image": "sha256:" + "a" * 64,
        "Config": {
            "Image": facts["image"],
            "User": facts["user"],
            "Env": [f"{key}={value}" for key, value in facts["environment"].items()],
            "Labels": facts["labels"],
        },
        "HostConfig": host,
        "Mounts": [
            {
                "Type": "bind",
                "Source": source,
                "Destination": f"/mnt/{number}",
                "RW": not read_only,
                "Propagation": propagation,
            }
            for number, (source, read_only, propagation) in enumerate(facts["volumes"])
        ],
        "NetworkSettings": {"Networks": {facts["network_mode"]: {}}, "Ports": {}},
        "State": {"Status": "created"},
    }
    front = {"Name": "front", "Driver": "bridge", "Internal": False}
    return json.dumps([document, front])


def findings(
    kind: str, text: str, folder: str, policy: Policy = RESTRICTED, *, parts: bool = False
) -> Iterator[tuple[str, str, str]]:
    """What is found; with `parts` also what that has replaced."""
    path = os.path.join(folder, "compose.yaml" if kind == "compose" else "inspect.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    loaded = load.load([Input(kind, (path,))], Options(), Workspace())
    assert [error for error in loaded.errors if error.kind != "invalid"] == []
    results, problems = judge(loaded.subjects, BOTH, policy)
    assert problems == []
    for result in results:
        yield result.check.id, str(result.severity), result.finding.evidence
        for part in result.covers if parts else ():
            yield part, "", ""


# What an image says is known of a container that exists and not of an image nobody has read.
NOT_COMPARED = {"user-not-set"}
# Nor do the combinations with root; ignored, they leave their parts to be compared.
NEEDS_ROOT = frozenset(("toxic-host-escape", "toxic-root-writable-exposed"))


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=CONTAINERS)
def test_compose_and_inspect_agree(facts: dict[str, Any], tmp_path: os.PathLike[str]) -> None:
    folder = os.fspath(tmp_path)
    policy = RESTRICTED
    if facts["user"] == "":
        policy = policy._replace(ignore=NEEDS_ROOT)
    ours = {
        row
        for row in findings("compose", compose(facts), folder, policy)
        if row[0] not in NOT_COMPARED
    }
    theirs = {
        row
        for row in findings("inspect", inspect(facts), folder, policy)
        if row[0] not in NOT_COMPARED
    }
    if facts["user"] == "":  # a container that exists is known to run as root
        ours = {row for row in ours if row[0] != "run-as-root"}
        theirs = {row for row in theirs if row[0] != "run-as-root"}
    assert ours == theirs


HARDER: list[tuple[str, Any]] = [
    ("privileged", False),
    ("read_only", True),
    ("cap_add", []),
    ("cap_drop", ["ALL"]),
    ("security_opt", ["no-new-privileges:true"]),
    ("pid", ""),
    ("ipc", "private"),
    ("uts", ""),
    ("userns_mode", ""),
    ("cgroup_parent", ""),
    ("volumes", []),
    ("devices", []),
    ("ports", []),
    ("device_cgroup_rules", []),
    ("gpus", 0),
    ("sysctls", {}),
    ("ulimits", {"nofile": 1024}),
    ("logging", "local"),
    ("memswap_limit", 1 << 30),
    ("oom_kill_disable", False),
    ("oom_score_adj", 0),
    ("cpu_rt_runtime", 0),
    ("runtime", "runsc"),
    ("labels", {}),
    ("mem_limit", 1 << 29),
    ("pids_limit", 100),
    ("cpus", 1),
    ("environment", {}),
    ("user", "1000"),
]


@pytest.mark.parametrize(("key", "value"), HARDER, ids=[key for key, _ in HARDER])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=CONTAINERS)
def test_hardening_never_adds_a_finding(
    key: str, value: Any, facts: dict[str, Any], tmp_path: os.PathLike[str]
) -> None:
    folder = os.fspath(tmp_path)
    dropped = [*facts["cap_drop"], *value] if key == "cap_drop" else value
    hardened = copy.deepcopy(facts) | {key: dropped}
    before = set(findings("compose", compose(facts), folder, parts=True))
    after = set(findings("compose", compose(hardened), folder))
    # What a stronger finding stood for speaks for itself once that one is gone.
    told = {row[0] for row in before}
    stronger = [check for check in CHECKS if check.id in told]
    implied = {name for check in stronger for name in (*check.covers, *check.outranks)}
    after = {row for row in after if row[0] not in implied}
    if key == "mem_limit":  # swap is told beside a limit of memory only
        after = {row for row in after if row[0] != "memory-swap-unlimited"}
    if key in ("privileged", "pid", "ipc"):  # the engine adds label=disable for these by itself
        after = {row for row in after if row[0] != "selinux-disabled"}
    assert {row[0] for row in after} <= {row[0] for row in before}
