"""Engines that attack: each audit ends soon and small, says one thing, and loses no other thing."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardenlint.sources.api import client
from hardenlint.sources.api.answers import Limit
from hardenlint.sources.live import fleet
from hardenlint.sources.live.selection import Selection

from .benchmarks.cost import cost
from .cli import COMMAND, hardenlint, heed_interrupts
from .hostile_engine import (
    BAD,
    CHUNKED,
    CONTAINER,
    GOOD,
    OK,
    Bytes,
    Hostile,
    again,
    body,
    container,
    document,
    two_containers,
)
from .test_image_contents import layer, saved

Attack = Callable[..., Hostile]


@pytest.fixture
def attack(tmp_path: Path) -> Iterator[Attack]:
    servers: list[Hostile] = []

    def start(**attacks: Bytes) -> Hostile:
        return with_answers(two_containers(), attacks)

    def with_answers(answers: Any, attacks: dict[str, Bytes]) -> Hostile:
        servers.append(Hostile(str(tmp_path / f"{len(servers)}.sock"), answers, attacks))
        return servers[-1]

    yield with_answers
    for server in servers:
        server.stop()


def audited(*urls: str, options: tuple[str, ...] = ("--timeout", "1", "--deadline", "4")) -> Any:
    """Audit engines; whatever they do, it ends soon, small, and with a report."""
    hosts = [word for url in urls for word in ("--host", url)]
    command = [sys.executable, "-m", "hardenlint", "audit", "--no-config", "--format", "json"]
    found = cost([*command, *options, *hosts])
    assert found.wall < 20
    assert found.peak < 512 << 10
    assert found.code in (0, 1, 3), found.out
    report = json.loads(found.out)
    for problem in (*report["errors"], *report["notes"]):
        assert len(problem["message"]) < 600
    return report


def messages(report: Any) -> list[str]:
    return [error["message"] for error in report["errors"]]


def privileged(report: Any) -> list[str]:
    found = report["findings"]
    return [f["subject"]["name"] for f in found if f["check"] == "privileged-container"]


DEEP = b"[" * 200_000
LIVES = b'{"Id": "' + BAD.encode() + b'", "x": '

ANSWERS: dict[str, Bytes] = {
    "headers without end": again(b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n"),
    "a header without end": again(b"a", b"HTTP/1.1 200 OK\r\nX-A: "),
    "a status line without end": again(b"a", b"HTTP/1.1 200 "),
    "nothing but continue": again(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "continue with headers": again(b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"),
    "chunks of a byte without end": again(b"1\r\n \r\n", CHUNKED),
    "large chunks without end": again(b"10000\r\n" + b" " * 65536 + b"\r\n", CHUNKED),
    "a chunk of endless size": again(b"f", CHUNKED),
    "a chunk that says it is huge": again(b" ", CHUNKED + b"ffffffffffff\r\n"),
    "a chunk of negative size": again(b" ", CHUNKED + b"-5\r\n"),
    "trailers without end": again(b"X: y\r\n", CHUNKED + b"2\r\n{}\r\n0\r\n"),
    "a body without end": again(b" ", OK + b"\r\n"),
    "a length that never comes": lambda: iter([OK + b"Content-Length: 99999999999999\r\n\r\n{}"]),
    "a length of many digits": again(b" ", OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n"),
    "a negative length": again(b" ", OK + b"Content-Length: -1\r\n\r\n"),
    "a gzip bomb": body(b"\x1f\x8b\x08" + bytes(1 << 20), b"Content-Encoding: gzip\r\n"),
    "deep arrays": body(DEEP),
    "deep objects": body(b'{"a":' * 200_000),
    "deep, and closed": body(LIVES + b"[" * 900 + b"]" * 900 + b"}"),
    "many empty arrays": body(b"[" + b"[]," * 5_000_000 + b"[]]"),
    "many empty objects": body(LIVES + b"[" + b"{}," * 4_000_000 + b"{}]}"),
    "a number of many digits": body(LIVES + b"9" * 5000 + b"}"),
    "wide characters": body(LIVES + b'"' + "😀".encode() * 3_900_000 + b'"}'),
    "no JSON": body(b"\xff\xfe" * 1000),
    "an error of many words": again(b"a", b"HTTP/1.1 500 X\r\n\r\n"),
    "an error without end": lambda: iter(
        [b"HTTP/1.1 500 X\r\nContent-Length: 400000\r\n\r\n" + b'{"message": "' + b"a" * 400_000]
    ),
    "a redirect": lambda: iter(
        [b"HTTP/1.1 301 X\r\nLocation: http://x/\r\nContent-Length: 0\r\n\r\n"]
    ),
    "an upgrade": lambda: iter([b"HTTP/1.1 101 X\r\nUpgrade: tcp\r\n\r\n"]),
    "an old protocol": lambda: iter([b"HTTP/0.9 200 OK\r\n\r\n{}"]),
    "a string": document("text"),
    "a number": document(1e308),
    "infinity": body(b"Infinity"),
}


UNUSUAL = ("deep, and closed", "wide characters", "an old protocol")
"""What is read all the same."""


@pytest.mark.parametrize("name", ANSWERS)
def test_a_container_that_is_described_in_bad_faith(name: str, attack: Attack) -> None:
    report = audited(attack(two_containers(), {CONTAINER: ANSWERS[name]}).url)
    assert privileged(report) == ["good"]
    assert len(messages(report)) == (name not in UNUSUAL)


EVERYWHERE = [
    "headers without end", "nothing but continue", "chunks of a byte without end", "deep arrays",
]  # fmt: skip


@pytest.mark.parametrize("path", ["/version", "/info", "/containers/json", "/networks", "*"])
@pytest.mark.parametrize("name", EVERYWHERE)
def test_an_engine_in_bad_faith_hides_no_other(name: str, path: str, attack: Attack) -> None:
    bad = attack(two_containers(), {path: ANSWERS[name]})
    good = two_containers()
    good["/info"] = (200, {"Name": "other", "SecurityOptions": []})
    good["/containers/json"] = (200, [{"Id": GOOD, "Names": ["/good"], "State": "running"}])
    report = audited(bad.url, attack(good, {}).url)
    assert [host["status"] for host in report["hosts"]][1] == "ok"
    assert "good" in privileged(report)
    assert messages(report)


LABEL = "com.docker.compose.project.config_files"
DOCUMENTS: dict[str, Any] = {
    "a lone surrogate in a label": container(Config__Labels={"a\ud800": "\udfff", "b": "c\udc00"}),
    "a lone surrogate in the name": {**container(), "Name": "/\ud800"},
    "a lone surrogate in the environment": container(Config__Env=["A=\udcff"]),
    "a lone surrogate in a command": container(Config__Cmd=["a", "\ud83d"]),
    "a lone surrogate in a mount": container(HostConfig__Binds=["/\ud800:/b"]),
    "names of any type": {**container(), "Name": 5},
    "a state of any type": {**container(), "State": "running"},
    "an id of any type": {**container(), "Id": ["x"]},
    "an image with a way out": {**container(), "Image": "sha256:1/../../version"},
    "an image without end": {**container(), "Image": "a" * 1_000_000},
    "sessions of any name": {**container(), "ExecIDs": ["../../x", "\ud800", "a" * 1_000_000]},
    "host config of any type": {**container(), "HostConfig": [1]},
}


@pytest.mark.parametrize("found", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_container_that_makes_no_sense_is_its_own_error(found: Any, attack: Attack) -> None:
    server = attack({**two_containers(), CONTAINER: (200, found)}, {})
    report = audited(server.url)
    assert privileged(report) == ["good"]
    assert all(".." not in line.split()[1] for line in server.requests)
    if "\\ud" in json.dumps(found) and "ExecIDs" not in found:
        assert {e["location"].get("container") for e in report["errors"]} == {"bad"}


SUMMARIES: dict[str, Any] = {
    "names that are a number": {"Id": BAD, "Names": 5},
    "names that are an object": {"Id": BAD, "Names": {"/bad": 1}},
    "a name without end": {"Id": BAD, "Names": ["/" + "a" * 1_000_000]},
    "a name that is no Unicode": {"Id": BAD, "Names": ["/\ud800"]},
    "a name with a command": {"Id": BAD, "Names": ["/\r\n::error::x"]},
    "an id that is a number": {"Id": 5, "Names": ["/bad"]},
    "an id with a way out": {"Id": "../../version", "Names": ["/bad"]},
    "an id with a line end": {"Id": "a\r\nX: y", "Names": ["/bad"]},
    "an id that is no Unicode": {"Id": "\ud800", "Names": ["/bad"]},
    "an id without end": {"Id": "a" * 1_000_000, "Names": ["/bad"]},
    "an id of nothing": {"Id": "", "Names": ["/bad"]},
    "no object": ["Id"],
    "labels of any type": {"Id": BAD, "Names": ["/bad"], "Labels": [[]], "HostConfig": 7},
}


@pytest.mark.parametrize("summary", SUMMARIES.values(), ids=SUMMARIES)
def test_an_item_of_the_list_that_makes_no_sense(summary: Any, attack: Attack) -> None:
    answers = two_containers()
    answers["/containers/json"] = (200, [summary, {"Id": GOOD, "Names": ["/good"]}])
    server = attack(answers, {})
    if isinstance(summary, dict) and isinstance(summary.get("Id"), str):
        Selection(patterns=["*"], labels=["a=b"], projects=["x"], running=True).has(summary)
    report = audited(server.url)
    assert privileged(report) == ["good"]
    assert all(".." not in line.split()[1] for line in server.requests)


PROCESSES: dict[str, Any] = {
    "a pid of many digits": {"Titles": ["PID"], "Processes": [["9" * 5000]]},
    "titles of any type": {"Titles": [[], {}, 5], "Processes": [[1]]},
    "rows of any type": {"Titles": ["PID"], "Processes": [5, "x", [[]], {}, ["²"]]},
    "many rows": {"Titles": ["PID"], "Processes": [["1"]] * 100_000},
}


@pytest.mark.parametrize("top", PROCESSES.values(), ids=PROCESSES)
def test_processes_that_make_no_sense(top: Any, attack: Attack) -> None:
    server = attack({**two_containers(), f"/containers/{BAD}/top": (200, top)}, {})
    assert privileged(audited(server.url, options=("--local",))) == ["good"]


def test_more_containers_than_any_engine_has(attack: Attack) -> None:
    listed = [{"Id": f"{n:064x}"} for n in range(200_000)]
    server = attack(two_containers(), {"/containers/json": document(listed)})
    message, *_ = messages(audited(server.url))
    assert message == "it lists 200000 containers: the first 10000 are read"


def test_more_data_than_any_engine_has(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer is small enough, all of them together are not."""
    monkeypatch.setattr(client, "_TOTAL", Limit(1 << 20, 50_000))
    found = container(Config__Labels={f"k{n}": "" for n in range(1000)})
    listed = [{"Id": f"{n:064x}", "Names": [f"/c{n}"]} for n in range(100)]
    many = {f"/containers/{n:064x}/json": (200, found) for n in range(100)}
    server = attack({**two_containers(), **many, "/containers/json": (200, listed)}, {})
    (outcome,) = fleet.read([server.url], fleet.ReadOptions())
    *others, error = outcome.loaded.errors
    assert re.match("[4-9][0-9] containers were not read: the engine says more", error.message)
    assert all("it says more than any engine does" in other.message for other in others)
    assert len(others) <= 4
    assert len(outcome.loaded.subjects) > 10


@pytest.mark.parametrize(
    "answer", [{"Version": [[]] * 9}, {"Version": "\ud800" * 9}, {"Version": 5}]
)
def test_a_version_of_any_type(answer: Any, attack: Attack) -> None:
    server = attack({**two_containers(), "/version": (200, {"ApiVersion": "1.41", **answer})}, {})
    assert privileged(audited(server.url)) == ["good"]


@pytest.mark.parametrize(
    "name", ["a" * 1_000_000, "\x1b[2J", "\ud800", "::error::x", "a\nb", 5, []]
)
def test_a_host_name_of_any_kind(name: Any, attack: Attack) -> None:
    info = {"Name": name, "SecurityOptions": ["name=seccomp"], "ID": name}
    server = attack({**two_containers(), "/info": (200, info)}, {})
    report = audited(server.url)
    assert privileged(report) == ["good"]
    assert len(json.dumps(report)) < 200_000
    text = hardenlint("audit", "--no-config", "--host", server.url).out
    assert "\x1b" not in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]


def test_an_engine_that_lists_the_containers_of_others_hides_none(attack: Attack) -> None:
    victims = []
    for letter in "cd":
        answers = two_containers()
        identity = letter * 64
        answers["/info"] = (200, {"Name": letter, "SecurityOptions": []})
        answers["/containers/json"] = (200, [{"Id": identity, "Names": [f"/{letter}"]}])
        found = container(letter, HostConfig__Privileged=True)
        answers[f"/containers/{identity}/json"] = (200, found)
        victims.append(attack(answers, {}))
    listed = [{"Id": letter * 64, "Names": ["/x"]} for letter in "cdef"]
    bad = attack({**two_containers(), "/containers/json": (200, listed)}, {})
    report = audited(bad.url, *(victim.url for victim in victims))
    assert [host["status"] for host in report["hosts"]][1:] == ["ok", "ok"]
    assert set(privileged(report)) >= {"c", "d"}


@pytest.mark.parametrize("path", ["/proc/kmsg", "/dev/zero", "/dev/stdin", "/proc/self/environ"])
def test_a_label_that_names_what_is_no_compose_file(path: str, attack: Attack) -> None:
    labels = {
        "com.docker.compose.project": "x",
        "com.docker.compose.service": "x",
        "com.docker.compose.project.working_dir": "/proc",
        "com.docker.compose.project.config_files": path,
        "com.docker.compose.project.environment_file": path,
    }
    found = container("bad", Config__Labels=labels)
    report = audited(attack({**two_containers(), CONTAINER: (200, found)}, {}).url)
    assert privileged(report) == ["good"]


@pytest.mark.parametrize("option", ["--host", "--context"])
@pytest.mark.parametrize("value", ["", " ", "\t\n"])
def test_an_address_of_nothing_is_a_wrong_command_line(option: str, value: str) -> None:
    run = hardenlint("audit", option, value)
    assert (run.code, run.out) == (2, "")
    assert f"{option} names nothing" in run.err.splitlines()[0]


def test_a_context_and_a_host_are_a_wrong_command_line() -> None:
    assert hardenlint("audit", "--host", "tcp://127.0.0.1:1", "--context", "x").code == 2


def test_ctrl_c_ends_an_audit_at_once(attack: Attack) -> None:
    server = attack({**two_containers(), "/info": (0, None)}, {})
    command = [*COMMAND, "audit", "--no-config", "--timeout", "60", "--host", server.url]
    with subprocess.Popen(command, stdout=-1, stderr=-1, preexec_fn=heed_interrupts) as process:
        while not any("/info" in line for line in server.requests):
            time.sleep(0.05)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert time.monotonic() - started < 3
    assert (process.returncode, err.strip()) == (130, b"hardenlint: interrupted")


def test_one_host_that_hangs_delays_no_other_for_long(attack: Attack) -> None:
    """Also where there are more hosts than are asked at a time."""
    hanging = attack(two_containers(), {"*": lambda: iter(())})
    hanging.attacks["*"] = again(b"HTTP/1.1 100 Continue\r\n\r\n")
    nowhere = [f"unix:///nowhere/{n}.sock" for n in range(60)]
    report = audited(hanging.url, *nowhere, attack(two_containers(), {}).url)
    assert report["hosts"][-1]["status"] == "ok"


def test_the_time_for_images_has_an_end(attack: Attack) -> None:
    path = "/images/sha256:1/get"
    server = attack(two_containers(), {path: again(b"\0", OK + b"\r\n" + b"\1" * 512)})
    started = time.monotonic()
    report = audited(server.url, options=("--image-contents", "--image-deadline", "1"))
    assert time.monotonic() - started < 15
    assert [m for m in messages(report) if m.startswith("image contents: app:1")]


def test_layers_that_nobody_can_read_are_unknown(attack: Attack, tmp_path: Path) -> None:
    data = saved(layer(("root/.ssh/id_rsa", 0o600, "x")), b"\x28\xb5\x2f\xfd" + bytes(500)).read()
    answers = {**two_containers(), "/images/sha256:1/get": (200, data)}
    kept = str(tmp_path / "kept.json")
    report = audited(attack(answers, {}).url, options=("--image-contents", "--save", kept))
    again = hardenlint("scan", "--no-config", "--format", "json", kept).document
    for told in (report, again):
        (note,) = (n["message"] for n in told["notes"] if n["kind"] == "unreachable")
        assert note.startswith(
            "image contents: what is in some layers of app:1 is unknown: layer 2"
        )
        assert "secret-file-in-image" in {finding["check"] for finding in told["findings"]}


def test_a_program_behind_ssh_that_never_stops_complaining(tmp_path: Path) -> None:
    ssh = tmp_path / "ssh"
    ssh.write_text("#!/bin/sh\nwhile :; do printf '\\033[2Jgo\\007 away\\n%s' \"$0\" >&2; done\n")
    ssh.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    started = time.monotonic()
    run = hardenlint(
        "audit",
        "--no-config",
        "--format",
        "json",
        "--timeout",
        "30",
        "--host",
        "ssh://h",
        env={"PATH": path},
    )
    assert time.monotonic() - started < 20
    (message,) = messages(run.document)
    assert "ssh says: " in message
    assert message.isprintable()
    assert len(message) < 500


def test_what_ssh_has_started_is_ended_with_it(tmp_path: Path) -> None:
    ssh = tmp_path / "ssh"
    ssh.write_text(f"#!/bin/sh\nsleep 300 & echo $! > {tmp_path}/pid; wait\n")
    ssh.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    run = hardenlint("audit", "--timeout", "1", "--host", "ssh://h", env={"PATH": path})
    assert run.code == 3
    pid = (tmp_path / "pid").read_text().strip()
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text():
            break
        time.sleep(0.1)
    else:
        pytest.fail("it still runs")
