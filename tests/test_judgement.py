"""Combinations: they replace their parts, which come back with them ignored or suppressed; neither
hardening nor the order of what is read changes what is found for the worse."""

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardenlint import Severity, registry
from hardenlint.engine import Result, judge, merged
from hardenlint.policy import Policy
from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace
from tests.cli import hardenlint

CHECKS = registry.load()[0]
SOCKET = "/var/run/docker.sock:/var/run/docker.sock"

COMBINED: dict[str, tuple[dict[str, Any], str, set[str]]] = {
    "escape": (
        {"pid": "host", "cap_add": ["SYS_PTRACE"]},
        "toxic-host-escape",
        {"host-pid-namespace", "dangerous-capability-added"},
    ),
    "root and mount": (
        {"user": "0", "volumes": ["/etc:/host"]},
        "toxic-host-escape",
        {"run-as-root", "sensitive-host-path-mounted"},
    ),
    "socket": (
        {"ports": ["80:80"], "volumes": [SOCKET]},
        "toxic-exposed-socket",
        {"docker-socket-mounted"},
    ),
    "root exposed": (
        {"user": "0", "ports": ["80:80"]},
        "toxic-root-writable-exposed",
        {"writable-root-filesystem", "no-new-privileges-missing", "capabilities-not-dropped"},
    ),
    "engine": (
        {"image": "docker:27-dind", "privileged": True},
        "dind-service",
        {"privileged-container"},
    ),
}


def found(
    folder: str, services: dict[str, dict[str, Any]], *ignored: str, name: str = "compose.yaml"
) -> list[Result]:
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"services": services}, file)
    loaded = load.load([Input("compose", (path,))], Options(), Workspace())
    assert loaded.errors == []
    policy = Policy(profile="restricted", ignore=frozenset(ignored))
    results, problems = judge(loaded.subjects, CHECKS, policy)
    assert problems == []
    return results


def ids(results: list[Result]) -> set[str]:
    return {result.check.id for result in results}


def told(results: list[Result]) -> set[str]:
    """What is said, the parts of combinations included."""
    return ids(results) | {part for result in results for part in result.covers}


def test_what_is_too_mild_to_tell_replaces_nothing(tmp_path: os.PathLike[str]) -> None:
    """A combination that the configuration calls low must not take what is high with it."""
    path = os.path.join(tmp_path, "compose.yaml")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"services": {"app": {"image": "docker:27-dind", "privileged": True}}}, file)
    subjects = load.load([Input("compose", (path,))], Options(), Workspace()).subjects
    mild = Policy(
        severities=(("dind-service", Severity.LOW),),
        min_severity=Severity.HIGH,
    )
    assert "privileged-container" in ids(judge(subjects, CHECKS, mild)[0])
    assert "privileged-container" not in ids(judge(subjects, CHECKS, Policy())[0])


@pytest.mark.parametrize("name", COMBINED)
def test_a_combination_replaces_its_parts(name: str, tmp_path: os.PathLike[str]) -> None:
    facts, combination, parts = COMBINED[name]
    results = found(os.fspath(tmp_path), {"app": {"image": "app:1", **facts}})
    assert combination in ids(results)
    assert not parts & ids(results)
    (whole,) = [result for result in results if result.check.id == combination]
    assert parts <= set(whole.covers)


@pytest.mark.parametrize("name", COMBINED)
def test_ignored_it_brings_its_parts_back(name: str, tmp_path: os.PathLike[str]) -> None:
    facts, combination, parts = COMBINED[name]
    results = found(os.fspath(tmp_path), {"app": {"image": "app:1", **facts}}, combination)
    assert combination not in ids(results)
    assert parts <= ids(results)


def test_suppressed_it_brings_its_parts_back(tmp_path: os.PathLike[str]) -> None:
    path = os.path.join(os.fspath(tmp_path), "compose.yaml")
    reason = "# hardenlint: ignore[toxic-host-escape] -- debugger of the team"
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            "services:\n  app:\n    image: app:1\n"
            f"    pid: host {reason}\n    cap_add: [SYS_PTRACE]\n"
        )
    run = hardenlint("scan", "--format", "json", path)
    assert {"host-pid-namespace", "dangerous-capability-added"} <= run.checks
    assert run.code == 1


@pytest.mark.parametrize("name", COMBINED)
def test_ignoring_a_part_leaves_it(name: str, tmp_path: os.PathLike[str]) -> None:
    facts, combination, parts = COMBINED[name]
    results = found(os.fspath(tmp_path), {"app": {"image": "app:1", **facts}}, *parts)
    assert combination in ids(results)


def test_what_is_no_part_is_not_replaced(tmp_path: os.PathLike[str]) -> None:
    facts: dict[str, Any] = {"network_mode": "host", "cap_add": ["NET_ADMIN", "SYS_MODULE"]}
    results = found(os.fspath(tmp_path), {"app": {"image": "app:1", **facts}})
    assert {"toxic-host-escape", "dangerous-capability-added"} <= ids(results)
    assert "host-network" not in ids(results)


def test_one_service_does_not_speak_for_another(tmp_path: os.PathLike[str]) -> None:
    services: dict[str, dict[str, Any]] = {
        "both": {"image": "app:1", "pid": "host", "cap_add": ["SYS_PTRACE"]},
        "one": {"image": "app:1", "pid": "host"},
        "other": {"image": "app:1", "cap_add": ["SYS_PTRACE"]},
    }
    results = found(os.fspath(tmp_path), services)
    rows = {(result.check.id, result.subject.name) for result in results}
    assert ("host-pid-namespace", "one") in rows
    assert ("dangerous-capability-added", "other") in rows
    assert {name for check, name in rows if check == "toxic-host-escape"} == {"both"}


RISKS: dict[str, st.SearchStrategy[Any]] = {
    "image": st.sampled_from(["app:1", "docker:27-dind", "debian:12"]),
    "user": st.sampled_from(["0", "1000", ""]),
    "pid": st.sampled_from(["host", "service:peer", ""]),
    "network_mode": st.sampled_from(["host", "service:peer", ""]),
    "cap_add": st.lists(
        st.sampled_from(["SYS_PTRACE", "SYS_ADMIN", "DAC_READ_SEARCH", "NET_ADMIN", "NET_RAW"]),
        unique=True,
    ),
    "security_opt": st.lists(
        st.sampled_from(["apparmor=unconfined", "seccomp=unconfined", "no-new-privileges"]),
        unique=True,
    ),
    "volumes": st.lists(
        st.sampled_from([SOCKET, "/etc:/host", "/srv:/srv", "/sys/fs/cgroup/memory:/cg"]),
        unique=True,
    ),
    "device_cgroup_rules": st.sampled_from([[], ["b *:* rwm"]]),
    "ports": st.sampled_from([[], ["80:80"], ["127.0.0.1:80:80"]]),
    "privileged": st.booleans(),
    "read_only": st.booleans(),
}
SERVICES = st.fixed_dictionaries(RISKS)

HARDER: list[tuple[str, Any]] = [
    ("user", "1000"),
    ("pid", ""),
    ("network_mode", ""),
    ("cap_add", []),
    ("security_opt", ["no-new-privileges"]),
    ("volumes", []),
    ("device_cgroup_rules", []),
    ("ports", []),
    ("read_only", True),
]


def stated(service: dict[str, Any]) -> dict[str, Any]:
    chosen = {key: value for key, value in service.items() if value not in ("", [], False)}
    if "network_mode" in chosen:
        chosen.pop("ports", None)
    return chosen


PEERS = {"peer": {"image": "agent:1", "privileged": True}}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(service=SERVICES, harder=st.sampled_from(HARDER))
def test_hardening_never_adds_a_finding(
    service: dict[str, Any], harder: tuple[str, Any], tmp_path: os.PathLike[str]
) -> None:
    if harder[0] == "network_mode":
        service = {**service, "ports": []}  # they would come into force again
    folder = os.fspath(tmp_path)
    before = found(folder, {"app": stated(service), **PEERS})
    hardened = stated({**service, harder[0]: harder[1]})
    after = found(folder, {"app": hardened, **PEERS})
    # without a host's network or PID namespace, the engine's own label=disable is gone as well
    spoken = told(before) | {"selinux-disabled", "implicit-default-network"}
    assert ids([result for result in after if result.subject.name == "app"]) <= spoken


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(services=st.lists(SERVICES, min_size=2, max_size=4), order=st.randoms(use_true_random=False))
def test_order_and_batching_change_nothing(
    services: list[dict[str, Any]], order: Any, tmp_path: os.PathLike[str]
) -> None:
    inputs = []
    for number, service in enumerate(services):
        path = os.path.join(os.fspath(tmp_path), f"{number}.yaml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"services": {"app": stated(service), **PEERS}}, file)
        inputs.append(Input("compose", (path,)))
    policy = Policy(profile="restricted")

    def results(batch: list[Input]) -> list[Result]:
        return judge(load.load(batch, Options(), Workspace()).subjects, CHECKS, policy)[0]

    together = [_row(result) for result in results(inputs)]
    shuffled = order.sample(inputs, len(inputs))
    assert [_row(result) for result in results(shuffled)] == together
    apart = merged(result for item in shuffled for result in results([item]))
    assert [_row(result) for result in apart] == together


def _row(result: Result) -> tuple[object, ...]:
    return (
        result.check.id, result.span, result.severity, result.finding.message, result.related,
        result.covers, result.fingerprint,
    )  # fmt: skip


ANCHORED = """\
x-base: &base
  cap_add: [SYS_ADMIN]
services:
  b:
    <<: *base
    image: app:1
  a:
    <<: *base
    image: app:1
    healthcheck: {disable: true}
"""


def test_what_services_share_by_an_anchor_is_one_finding(tmp_path: os.PathLike[str]) -> None:
    path = os.path.join(os.fspath(tmp_path), "compose.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(ANCHORED)
    document = hardenlint("scan", "--format", "json", path).document
    (found,) = [f for f in document["findings"] if f["check"] == "dangerous-capability-added"]
    assert (found["subject"]["name"], found["location"]["line"]) == ("b", 2)
    assert [(r["message"], r["location"]["line"]) for r in found["related"]] == [
        ("service a has it too", 7)
    ]


def test_what_services_lack_is_said_of_each(tmp_path: os.PathLike[str]) -> None:
    path = os.path.join(os.fspath(tmp_path), "compose.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(ANCHORED)
    strict = ("--profile", "restricted", "--select", "memory-unlimited")
    document = hardenlint("scan", *strict, "--format", "json", path).document
    assert [f["subject"]["name"] for f in document["findings"]] == ["b", "a"]
