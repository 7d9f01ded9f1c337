"""What is known of a host: versions, options of dockerd, files, processes."""

import json
import os
import socket

import pytest

from hardenlint.knowledge import engine_versions
from hardenlint.model import Container, Host, Process
from hardenlint.model.process import without_trees
from hardenlint.sources import inspect
from hardenlint.sources.live import local, local_settings

HOLES = (*engine_versions.HOLES, *engine_versions.COPYING, *engine_versions.AUTHORIZATION)
INFO = {"Name": "vm", "ServerVersion": "28.3.3", "SecurityOptions": ["name=seccomp,profile=x"]}


def host(*documents: object) -> Host:
    loaded = inspect.read(json.dumps([INFO, *documents]), "snapshot.json")
    assert loaded.errors == ()
    found = loaded.subjects[0]
    assert isinstance(found, Host)
    return found


def container(**more: object) -> Container:
    document = {"Id": "1", "Name": "/a", "Config": {"User": "0"}, "HostConfig": {}, **more}
    (found,) = inspect.read(json.dumps([document]), "a.json").subjects
    assert isinstance(found, Container)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1.12", (1, 1, 12)),
        ("v1.7.27", (1, 7, 27)),
        ("20.10.24+dfsg1", (20, 10, 24)),
        ("1.6.20~ds1", (1, 6, 20)),
        ("18.09.1-ce", (18, 9, 1)),
        ("1.4", (1, 4, 0)),
    ],
)
def test_versions(text: str, expected: tuple[int, int, int]) -> None:
    found = engine_versions.version(text)
    assert found is not None
    assert found[:3] == expected


@pytest.mark.parametrize("text", ["", "N/A", "dev", "1", "1.2.3.4", "1.x.3", "²2.1.0", "9" * 99])
def test_what_is_no_version(text: str) -> None:
    assert engine_versions.version(text) is None


@pytest.mark.parametrize(
    ("cve", "text", "is_open"),
    [
        ("CVE-2019-5736", "1.0.0-rc6", True),
        ("CVE-2019-5736", "1.0.0-rc7", False),
        ("CVE-2021-30465", "1.0.0-rc94", True),
        ("CVE-2021-30465", "1.0.0-rc95", False),
        ("CVE-2021-30465", "1.1.0", False),
        ("CVE-2024-21626", "1.0.0-rc92", False),
        ("CVE-2024-21626", "1.1.11", True),
        ("CVE-2024-21626", "1.1.12", False),
        ("CVE-2025-31133", "1.1.15", True),
        ("CVE-2025-31133", "1.2.8", False),
        ("CVE-2025-31133", "1.3.2", True),
        ("CVE-2025-31133", "1.4.0-rc.2", True),
        ("CVE-2025-31133", "1.4.0", False),
        ("CVE-2025-31133", "1.5.0", False),
        ("CVE-2020-15257", "1.3.9", False),
        ("CVE-2020-15257", "v1.4.2", True),
        ("CVE-2024-41110", "18.9.1", False),
        ("CVE-2024-41110", "20.10.27", True),
        ("CVE-2024-41110", "26.1.5", False),
        ("CVE-2024-41110", "28.0.0", False),
        ("CVE-2024-41110", "unknown", False),
        ("CVE-2026-41567", "28.5.2", True),
        ("CVE-2026-41567", "29.5.0", True),
        ("CVE-2026-41567", "29.5.1", False),
        ("CVE-2026-34040", "28.5.2", True),
        ("CVE-2026-34040", "29.3.0", True),
        ("CVE-2026-34040", "29.3.1", False),
        ("CVE-2026-34040", "30.0.0", False),
    ],
)
def test_holes(cve: str, text: str, is_open: bool) -> None:
    (hole,) = [hole for hole in HOLES if hole.cve.startswith(cve)]
    assert engine_versions.is_open(hole, text) is is_open


def test_the_table_of_versions_can_be_read() -> None:
    for hole in HOLES:
        assert all(engine_versions.version(text) for text in (*hole.fixed, hole.since))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--icc=false"], {"icc": False}),
        (["--iptables=FALSE", "--tlsverify"], {"iptables": False, "tlsverify": True}),
        (["-H", "fd://", "--host=tcp://0.0.0.0:2375"], {"hosts": ["fd://", "tcp://0.0.0.0:2375"]}),
        (["-l", "debug", "-D"], {"log-level": "debug", "debug": True}),
        (["--default-ulimit", "nofile=1:2"], {"default-ulimits": {"nofile": {}}}),
        (["--containerd=/run/x.sock", "--log-opt", "icc", "--host"], {"hosts": [""]}),
        (["-Htcp://0.0.0.0:2375"], {"hosts": ["tcp://0.0.0.0:2375"]}),
        (["-H=tcp://0.0.0.0:2375"], {"hosts": ["tcp://0.0.0.0:2375"]}),
        (["-DHtcp://0.0.0.0:2375"], {"debug": True, "hosts": ["tcp://0.0.0.0:2375"]}),
        (
            ["-DH", "tcp://h:1", "-ldebug"],
            {"debug": True, "hosts": ["tcp://h:1"], "log-level": "debug"},
        ),
        (["-D=false", "-sHx", "-b", "none", "-"], {"debug": False}),
    ],
)
def test_options_of_dockerd(words: list[str], expected: dict[str, object]) -> None:
    assert local_settings.parse(words) == expected


def test_an_unread_host_is_unknown() -> None:
    found = inspect.read(
        json.dumps({"ServerVersion": "1", "SecurityOptions": None}), "info.json"
    ).subjects[0]
    assert isinstance(found, Host)
    fields = (found.live_restore, found.authorization, found.runc, found.data_partition)
    assert [field.value for field in fields] == [None] * 4
    assert found.swarm is None
    daemon = found.daemon
    for slot in daemon.__slots__:
        if slot != "listeners":
            assert getattr(daemon, slot).value is None


def test_what_dockerd_assumes_counts_only_when_all_was_read() -> None:
    partly = host({"LocalHost": {"Daemon": {"icc": False}, "DaemonComplete": False}})
    assert (partly.daemon.icc.value, partly.daemon.iptables.value) == (False, None)
    whole = host({"LocalHost": {"Daemon": {"icc": False}, "DaemonComplete": True}})
    assert (whole.daemon.icc.stated, whole.daemon.iptables.stated) == (True, False)
    assert (whole.daemon.icc.value, whole.daemon.iptables.value) == (False, True)


def test_values_of_wrong_types_are_reported_and_unknown() -> None:
    info = {
        **INFO,
        "LiveRestoreEnabled": "no",
        "Runtimes": [],
        "Swarm": 3,
        "Plugins": {"Authorization": 1},
    }
    local_facts = {"LocalHost": {"Files": {"/x": {"Mode": 5}}, "DockerGroup": {}, "Links": [1]}}
    loaded = inspect.read(json.dumps([info, local_facts, {"Components": {}}]), "x.json")
    found = loaded.subjects[0]
    assert isinstance(found, Host)
    assert {problem.kind for problem in loaded.errors} == {"invalid"}
    assert (found.live_restore.value, found.authorization.value) == (None, None)
    assert found.files["/x"].value is None


@pytest.mark.parametrize(
    ("warning", "address", "encrypted"),
    [
        ("API is accessible on http://0.0.0.0:2375 without encryption.", "0.0.0.0:2375", False),
        (
            "[DEPRECATION NOTICE]: API is accessible on https://[::]:2376 without TLS client "
            "verification. More",
            "[::]:2376",
            True,
        ),
    ],
)
def test_listeners_come_from_warnings(warning: str, address: str, encrypted: bool) -> None:
    info = {**INFO, "Warnings": ["WARNING: No swap limit support", warning]}
    (found,) = inspect.read(json.dumps([info]), "x.json").subjects
    assert isinstance(found, Host)
    (listener,) = [field.value for field in found.listeners]
    assert listener is not None
    assert (listener.address, listener.encrypted) == (address, encrypted)


def test_processes() -> None:
    titles = ["PID", "PPID", "UID", "GID", "SUPGID", "USER", "LABEL", "COMMAND"]
    row = ["7", "1", "0", "0", "4,27", "root", "docker-default", "(enforce) /sbin/tini -- a b"]
    status = {"7": {"CapEff": "00000000a80425fb", "NoNewPrivs": "1", "Seccomp": "2"}}
    top = {"Titles": titles, "Processes": [row, ["x"], []]}
    found = container(Top=top, ProcStatus=status)
    (process,) = found.lifecycle.processes.value or ()
    assert (process.pid, process.parent, process.uid, process.groups) == (7, 1, 0, ("4", "27"))
    assert (process.label, process.args) == ("docker-default (enforce)", "/sbin/tini -- a b")
    assert process.is_shim
    assert (process.no_new_privileges, process.seccomp) == (True, 2)
    assert process.capabilities == 0xA80425FB
    assert container().lifecycle.processes.value is None
    assert container(Top={"Titles": ["USER"], "Processes": []}).lifecycle.processes.value is None


def test_what_an_exec_session_started_is_not_the_containers_own() -> None:
    tree = tuple(Process(pid, parent, 0, 0) for pid, parent in ((1, 0), (2, 1), (8, 9), (9, 1)))
    assert [process.pid for process in without_trees(tree, {9})] == [1, 2]
    circle = tuple(Process(pid, parent, 0, 0) for pid, parent in ((1, 2), (2, 1)))
    assert len(without_trees(circle, {5})) == 2


def test_audit_rules() -> None:
    rules = "-D\n-w /etc/docker -k docker\n-a always,exit -F path=/usr/bin/dockerd -F perm=x\n-w\n"
    assert list(local._watched(rules)) == ["/etc/docker", "/usr/bin/dockerd"]


def test_local_facts_of_this_machine(tmp_path: os.PathLike[str]) -> None:
    path = os.path.join(tmp_path, "docker.sock")
    link = os.path.join(tmp_path, "link")
    os.symlink("/etc", link)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        os.chmod(path, 0o660)
        document = local.document(f"unix://{path}", {"DockerRootDir": "/"}, [link, "/etc", "x"])
    found = host(document)
    file = found.files[path].value
    assert file is not None
    assert (file.kind, file.mode) == ("socket", 0o660)
    assert found.links == {link: "/etc"}
    assert found.data_partition.value is False
    assert found.daemon.content_trust.value is not None
    assert found.daemon.iptables.value is None or found.daemon.iptables.stated
    saved = json.loads(inspect.snapshot([inspect.Saved("a", "", "ok", documents=[document])]))
    assert saved["hosts"][0]["documents"][0]["LocalHost"]["Links"]


def test_only_small_regular_files_are_read(tmp_path: os.PathLike[str]) -> None:
    large = os.path.join(tmp_path, "large")
    with open(large, "wb") as file:
        file.truncate((1 << 20) + 1)
    assert local.read(large) is None
    assert local.read(str(tmp_path)) is None
    assert local.read("/dev/zero") is None
    os.mkfifo(os.path.join(tmp_path, "pipe"))
    assert local.read(os.path.join(tmp_path, "pipe")) is None
    # Regular for the kernel, and without an end: for root; for others it may not be read.
    assert local.read("/proc/kmsg") in (None, "")
    assert local.read("/no/such/file\0") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"icc": false, "x": 1}'])
def test_daemon_json_of_any_kind(tmp_path: os.PathLike[str], text: str) -> None:
    path = os.path.join(tmp_path, "daemon.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    good = text.endswith("}")
    assert local_settings._file(path) == ({"icc": False} if good else {}, good)
    assert local_settings._file(f"{path}.none") == ({}, True)
