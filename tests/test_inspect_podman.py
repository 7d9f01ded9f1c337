"""What Podman's own inspect data tells that its compatible API does not."""

from collections.abc import Callable
from typing import Any

import pytest

from hardenlint.model import Namespace
from hardenlint.model.process import Process
from hardenlint.sources import live

from .fake_engine import ID, Server, engine_answers, inspected
from .test_inspect_container import engine, one


def podman(*words: str, command: tuple[str, ...] = (), **host_config: object) -> Any:
    """A container that `podman create WORDS app:1 COMMAND` made."""
    typed = ["podman", "create", *words, "app:1", *command]
    config = {"Image": "app:1", "Cmd": list(command) or None, "CreateCommand": typed}
    return one({"Runtime": "oci", "IpcMode": "shareable", **host_config}, config)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--ipc", "host"], Namespace("host")),
        (["--ipc=host"], Namespace("host")),
        (["--ipc", "private", "--ipc", "host"], Namespace("host")),
        (["--ipc", "shareable"], Namespace("shareable")),
        ([], None),
        (["--name", "x"], None),
        (["--ipc"], Namespace("app:1")),
    ],
)
def test_the_command_line_tells_which_ipc_namespace(
    words: list[str], expected: Namespace | None
) -> None:
    assert podman(*words).namespaces.ipc.value == expected


def test_what_runs_inside_may_have_the_same_options() -> None:
    inner = ("podman", "run", "--ipc=host", "--cgroupns=host", "--security-opt", "unmask=all", "x")
    container = podman(command=inner, CgroupnsMode="")
    assert container.namespaces.ipc.value is None
    assert container.namespaces.cgroup.value == Namespace()
    assert container.privileges.masked_paths.value is None


def test_a_cgroup_namespace_that_somebody_typed_is_a_choice_on_every_kernel() -> None:
    for version in ("1", "2"):
        config = {"CreateCommand": ["podman", "run", "--cgroupns", "host", "app:1"]}
        found = one({"CgroupMode": "host"}, config, engine(cgroup=version))
        assert found.namespaces.cgroup.value == Namespace("host")


@pytest.mark.parametrize(
    ("option", "masked"), [("unmask=ALL", False), ("unmask=/proc/acpi", None), ("mask=/a", None)]
)
def test_unmasked_paths(option: str, masked: bool | None) -> None:
    assert podman("--security-opt", option).privileges.masked_paths.value is masked


@pytest.mark.parametrize(
    ("size", "expected"), [("0B", None), ("10MB", "10MB"), (None, None), ("", "")]
)
def test_the_log_file_is_that_of_docker(size: object, expected: str | None) -> None:
    logging = one(
        {"LogConfig": {"Type": "k8s-file", "Config": None, "Size": size}}
    ).lifecycle.logging.value
    assert logging is not None
    assert logging.driver == "json-file"
    found = logging.options.get("max-size")
    assert (found.value if found else None) == expected


TITLES = ["HPID", "PID", "PPID", "HUSER", "HGROUP", "LABEL", "EFFECTIVE CAPS", "SECCOMP", "COMMAND"]


def top(*rows: list[str]) -> tuple[Process, ...]:
    found = one(Top={"Titles": TITLES, "Processes": list(rows)}).lifecycle.processes.value
    assert found is not None
    return found


def test_processes_are_known_by_their_ids_on_the_host() -> None:
    first, second = top(
        ["900", "1", "0", "root", "root", "?", "none", "filter", "/sbin/server --all"],
        ["950", "7", "1", "10001", "10001", "unconfined", "none", "disabled", "worker"],
    )
    assert (first.pid, first.uid, first.gid, first.label) == (900, 0, 0, "")
    assert (first.args, first.seccomp, first.parent) == ("/sbin/server --all", None, None)
    assert (second.pid, second.parent, second.uid, second.seccomp) == (950, 900, 10001, 0)


def test_a_name_of_the_host_is_no_id() -> None:
    assert top(["900", "1", "0", "ada", "ada", "?", "none", "filter", "server"]) == ()


def test_podman_runs_nothing_inside_when_asked_for_processes(serve: Callable[..., Server]) -> None:
    state = {"Status": "running"}
    answers = engine_answers()
    found = {**inspected(), "State": state}
    table = {"Titles": TITLES, "Processes": [["9", "1", "0", "root", "root", "?", "", "", "x"]]}
    info = (200, {"Name": "vm", "BuildahVersion": "1.28", "SecurityOptions": []})
    answers |= {"/info": info, f"/containers/{ID}/json": (200, found)}
    server = serve({**answers, f"/containers/{ID}/top": (200, table)})
    with live.connect(server.url) as engine:
        (_, container) = live.read(engine).subjects
    asked = [line for line in server.requests if "/top?" in line]
    assert len(asked) == 1
    assert "ps_args=hpid%2Cpid%2C" in asked[0]
    assert [process.uid for process in container.lifecycle.processes.value] == [0]  # type: ignore[attr-defined]


def test_a_command_line_of_the_wrong_type_is_none() -> None:
    assert (
        one({"IpcMode": "shareable", "Runtime": "oci"}, {"CreateCommand": 7}).namespaces.ipc.value
        is None
    )
