"""Many engines: none hides another, two names for one are one, and time has an end."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from hardenlint.sources.live import fleet
from hardenlint.sources.live import work as live_work
from hardenlint.sources.live.selection import Selection, Without, own_ids

from .cli import COMMAND, hardenlint
from .fake_engine import ID, Answers, Server, engine_answers, inspected

Serve = Callable[..., Server]


def engine(name: str, identity: str, **host_config: Any) -> Answers:
    """An engine of that name with one container."""
    found = {**inspected("web", **host_config), "Id": identity}
    listed = {"Id": identity, "Names": ["/web"], "State": "running"}
    info = {"Name": name, "ID": "copied", "SecurityOptions": [], "ServerVersion": "28.0"}
    answers = engine_answers()
    del answers[f"/containers/{ID}/json"]
    return {
        **answers,
        "/info": (200, info),
        "/containers/json": (200, [listed]),
        f"/containers/{identity}/json": (200, found),
    }


def audited(*args: str) -> Any:
    run = hardenlint("audit", "--no-config", "--format", "json", *args)
    return run.code, json.loads(run.out)


def statuses(document: Any) -> list[str]:
    return [host["status"] for host in document["hosts"]]


def test_an_unreachable_host_hides_no_finding(serve: Serve, tmp_path: Any) -> None:
    first, second = (serve(engine(n, n * 64, Privileged=True)) for n in ("a", "b"))
    nowhere = f"unix://{tmp_path}/nowhere.sock"
    code, document = audited("--host", first.url, "--host", nowhere, "--host", second.url)
    assert code == 3
    assert statuses(document) == ["ok", "unreachable", "ok"]
    privileged = [f for f in document["findings"] if f["check"] == "privileged-container"]
    assert [f["location"]["host"] for f in privileged] == ["a", "b"]
    (error,) = document["errors"]
    assert nowhere in error["message"]


def test_a_file_of_hosts(serve: Serve, tmp_path: Any) -> None:
    first, second = serve(engine("a", "a" * 64)), serve(engine("b", "b" * 64))
    path = tmp_path / "hosts"
    path.write_text(f"# ours\n{first.url}  # the first\n\n{second.url}\n{first.url}\n")
    run = hardenlint("audit", "--no-config", "--hosts", str(path))
    assert "Checked 2 containers on 2 of 2 hosts" in run.out
    assert hardenlint("audit", "--hosts", str(tmp_path / "none")).code == 2


def test_two_names_for_one_engine_are_audited_once(serve: Serve, tmp_path: Any) -> None:
    server = serve(engine("a", "a" * 64, Privileged=True))
    os.symlink(server.url.removeprefix("unix://"), tmp_path / "other.sock")
    code, document = audited("--host", server.url, "--host", f"unix://{tmp_path}/other.sock")
    assert (code, statuses(document)) == (1, ["ok", "same"])
    assert [note["kind"] for note in document["notes"]].count("same-engine") == 1
    assert [f["check"] for f in document["findings"]].count("privileged-container") == 1


def test_copies_of_one_machine_are_two_engines(serve: Serve) -> None:
    """Golden images: the same name, even the same engine id, but other containers."""
    servers = [serve(engine("node", n * 64, Privileged=True)) for n in ("a", "b")]
    _, document = audited("--host", servers[0].url, "--host", servers[1].url)
    assert statuses(document) == ["ok", "ok"]
    privileged = [f for f in document["findings"] if f["check"] == "privileged-container"]
    assert [f["location"]["host"] for f in privileged] == [f"node ({s.url})" for s in servers]
    assert len({f["fingerprint"] for f in privileged}) == 2


def test_a_snapshot_keeps_all_hosts_and_what_was_missing(serve: Serve, tmp_path: Any) -> None:
    first, second = (serve(engine(n, n * 64, Privileged=True)) for n in ("a", "b"))
    nowhere = f"unix://{tmp_path}/nowhere.sock"
    saved = str(tmp_path / "fleet.json")
    hosts = [arg for url in (first.url, nowhere, second.url) for arg in ("--host", url)]
    code, document = audited(*hosts, "--save", saved)
    again = hardenlint("scan", "--no-config", "--format", "json", saved)
    assert code == again.code == 3

    def said(findings: Any) -> list[tuple[str, ...]]:
        return sorted(
            (f["check"], f["severity"], f["message"], f["location"]["host"], f["subject"]["name"])
            for f in findings
        )

    assert said(again.document["findings"]) == said(document["findings"])
    assert nowhere in again.document["errors"][0]["message"]


def test_a_report_is_the_same_each_time(serve: Serve, tmp_path: Any) -> None:
    """What changes by itself (times, process ids, the log of health checks) is not told."""
    texts = []
    for number in range(2):
        answers = engine("a", "a" * 64, Privileged=True)
        found = answers[f"/containers/{'a' * 64}/json"][1]
        log = [{"Start": f"2026-01-0{number + 1}T00:00:00Z", "Output": f"took {number} ms"}]
        found["State"] = {"Status": "exited", "Pid": number, "Health": {"Log": log}}
        saved = str(tmp_path / "saved.json")
        hardenlint("audit", "--no-config", "--host", serve(answers).url, "--save", saved)
        runs = [hardenlint("scan", "--no-config", saved).out for _ in range(2)]
        assert runs[0] == runs[1]
        texts.append(runs[0])
    assert texts[0] == texts[1]


def test_several_snapshots_are_one_report(serve: Serve, tmp_path: Any) -> None:
    files = []
    for name in "ab":
        files.append(str(tmp_path / f"{name}.json"))
        url = serve(engine(name, name * 64, Privileged=True)).url
        audited("--host", url, "--save", files[-1])
    run = hardenlint("scan", "--no-config", "--format", "json", *files)
    hosts = [
        f["location"]["host"]
        for f in run.document["findings"]
        if f["check"] == "privileged-container"
    ]
    assert hosts == ["a", "b"]


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        (lambda text: text[: len(text) // 2], "parse", "not valid JSON"),
        (lambda text: text.replace('"version": 1', '"version": 7'), "invalid", "of version 7"),
        (lambda text: text.replace('"version": 1', '"version": "x"'), "invalid", "unknown"),
    ],
)
def test_a_truncated_or_newer_snapshot(
    serve: Serve, tmp_path: Any, change: Callable[[str], str], kind: str, message: str
) -> None:
    path = tmp_path / "saved.json"
    audited("--host", serve(engine("a", "a" * 64)).url, "--save", str(path))
    path.write_text(change(path.read_text()))
    run = hardenlint("scan", "--no-config", "--format", "json", str(path))
    assert run.code == 3
    assert run.errors[0][0] == kind
    assert message in run.document["errors"][0]["message"]


@pytest.mark.parametrize("hosts", [3, "x", None, [None], [{"documents": 3}], [{"name": 1}]])
def test_a_snapshot_of_the_wrong_shape_never_crashes(tmp_path: Any, hosts: object) -> None:
    path = tmp_path / "saved.json"
    path.write_text(json.dumps({"hardenlint": "snapshot", "version": 1, "hosts": hosts}))
    assert hardenlint("scan", "--no-config", str(path)).code in (0, 3)


def test_a_trickle_is_cut_off(serve: Serve) -> None:
    """A byte at a time is always an answer in time for a socket, and never for a person."""
    server = serve()
    server.pause = 0.05
    started = time.monotonic()
    run = hardenlint("audit", "--no-config", "--host", server.url, "--timeout", "1")
    assert time.monotonic() - started < 5
    assert run.code == 3
    assert "it did not answer within 1 s" in run.out


def test_the_deadline_is_for_everything(serve: Serve) -> None:
    """Each answer comes in time, all of them together do not."""
    listed = [{"Id": f"{n:064x}", "Names": [f"/c{n}"]} for n in range(400)]
    server = serve({**engine_answers(), "/containers/json": (200, listed)})
    server.pause = 0.0005
    started = time.monotonic()
    (outcome,) = fleet.read([server.url], fleet.ReadOptions(timeout=20, deadline=1.5))
    assert time.monotonic() - started < 8
    assert outcome.status in ("partial", "unreachable")
    assert {error.kind for error in outcome.loaded.errors} == {"unreachable"}


def test_many_hosts_take_few_files(serve: Serve, tmp_path: Any) -> None:
    path = tmp_path / "hosts"
    servers = [serve(engine(f"vm{n}", f"{n:064x}")) for n in range(60)]
    path.write_text("\n".join(server.url for server in servers))
    audit = [*COMMAND, "audit", "--no-config", "--format", "json", "--hosts", str(path)]
    limited = ["/bin/sh", "-c", 'ulimit -n 48 && exec "$@"', "sh", *audit]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert statuses(json.loads(done.stdout)) == ["ok"] * 60


def test_hosts_are_read_at_the_same_time(serve: Serve, tmp_path: Any) -> None:
    servers = [serve({"/version": (0, None)}) for _ in range(10)]
    started = time.monotonic()
    outcomes = fleet.read([s.url for s in servers], fleet.ReadOptions(timeout=1))
    assert time.monotonic() - started < 8
    assert {outcome.status for outcome in outcomes} == {"unreachable"}


def test_threads_that_never_end_delay_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server may keep one waiting where no deadline reaches; others take its place."""
    monkeypatch.setattr(live_work, "_SLACK", 0.2)
    forever = threading.Event()

    def work(number: int) -> int:
        if number < 30:
            forever.wait(60)
        return number

    started = time.monotonic()
    done: list[int] = []
    found = live_work.each(range(80), work, 0.3, lambda count, _: done.append(count))
    forever.set()
    assert time.monotonic() - started < 30
    assert found == [None] * 30 + list(range(30, 80))
    assert done == list(range(1, 81))


def summaries() -> list[dict[str, Any]]:
    project = {"com.docker.compose.project": "shop"}
    return [
        {"Id": "1" * 64, "Names": ["/web-1"], "Labels": {**project, "tier": "front"}},
        {"Id": "2" * 64, "Names": ["/web-2"], "Labels": project, "State": "running"},
        {"Id": "3" * 64, "Names": ["/db"], "Labels": None, "State": "exited"},
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Selection(), "123"),
        (Selection(patterns=["web-*"]), "12"),
        (Selection(patterns=["web-1", "d?"]), "13"),
        (Selection(labels=["tier"]), "1"),
        (Selection(labels=["tier=back"]), ""),
        (Selection(labels=["tier=front", "com.docker.compose.project"]), "1"),
        (Selection(projects=["shop"]), "12"),
        (Selection(projects=["other"]), ""),
        (Selection(projects=["shop"], running=True), "2"),
        (Selection(without=Without(patterns=["web-*"])), "3"),
        (Selection(without=Without(patterns=["web-1", "db"])), "2"),
        (Selection(without=Without(labels=["tier"])), "23"),
        (Selection(without=Without(labels=["tier=back"])), "123"),
        (Selection(without=Without(labels=["tier=front", "other"])), "23"),
        (Selection(without=Without(projects=["shop"])), "3"),
        (Selection(without=Without(projects=["other"])), "123"),
        (Selection(projects=["shop"], without=Without(patterns=["*-1"])), "2"),
        (Selection(patterns=["db"], without=Without(projects=["shop"])), "3"),
    ],
)
def test_filters(wanted: Selection, expected: str) -> None:
    assert "".join(s["Id"][0] for s in summaries() if wanted.has(s)) == expected


LABELS = {"com.docker.compose.project": "shop", "tier": "front"}


def labelled(name: str, identity: str) -> Answers:
    answers = engine(name, identity)
    code, listed = answers["/containers/json"]
    return {**answers, "/containers/json": (code, [{**each, "Labels": LABELS} for each in listed])}


@pytest.mark.parametrize(
    "filters",
    [
        ("--name", "wbe"),
        ("--project", "shpo"),
        ("--label", "tier=back"),
        ("--label", "tier", "--label", "none"),
        ("--project", "shop", "--not-label", "tier"),
        ("--name", "*", "--not-name", "w*"),
        ("--name", "wbe", "--running"),
    ],
    ids=" ".join,
)
def test_filters_that_nothing_fits_are_an_error(serve: Serve, filters: tuple[str, ...]) -> None:
    """As a scan of nothing is: whoever mistypes a name must not read that all is well."""
    servers = [serve(labelled(n, n * 64)) for n in ("a", "b")]
    hosts = [arg for server in servers for arg in ("--host", server.url)]
    code, document = audited(*hosts, *filters)
    asked = " ".join(word for word in filters if word != "--running")
    (error,) = document["errors"]
    assert (code, error["kind"]) == (3, "empty")
    fits = {part for part in asked.split(" --") if part}
    assert all(part.removeprefix("--") in error["message"] for part in fits), error
    assert audited(*hosts, *filters, "--allow-empty")[1]["errors"] == []


@pytest.mark.parametrize(
    "filters",
    [
        (),
        ("--name", "web", "--name", "none"),
        ("--project", "shop"),
        ("--not-project", "other"),
        ("--not-project", "shop"),
        ("--not-name", "*"),
    ],
    ids=" ".join,
)
def test_filters_that_something_fits_or_that_leave_out(
    serve: Serve, filters: tuple[str, ...]
) -> None:
    """Who leaves out everything still audits the engine."""
    server = serve(labelled("a", "a" * 64))
    document = audited("--host", server.url, *filters)[1]
    assert document["errors"] == []
    left = {"--not-project shop", "--not-name *"}
    assert [each["containers"] for each in document["hosts"]] == [" ".join(filters) not in left]


def test_one_host_of_several_may_have_nothing_that_fits(serve: Serve) -> None:
    first, second = serve(labelled("a", "a" * 64)), serve(engine("b", "b" * 64))
    _, document = audited("--host", first.url, "--host", second.url, "--project", "shop")
    assert document["errors"] == []
    assert [each["containers"] for each in document["hosts"]] == [1, 0]


def test_a_host_that_is_not_reached_is_told_alone(serve: Serve, tmp_path: Any) -> None:
    first, nowhere = serve(labelled("a", "a" * 64)), f"unix://{tmp_path}/nowhere.sock"
    code, document = audited("--host", first.url, "--host", nowhere, "--project", "shpo")
    assert (code, [error["kind"] for error in document["errors"]]) == (3, ["unreachable"])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"proc/self/cgroup": f"4:memory:/docker/{ID}\n"}, {ID}),
        ({"proc/self/cgroup": f"0::/system.slice/docker-{ID}.scope\n"}, {ID}),
        (
            {
                "proc/self/mountinfo": f"1 2 0:1 /var/lib/docker/containers/{ID}/hostname "
                "/etc/hostname rw - ext4 a rw\n"
            },
            {ID},
        ),
        (
            {
                "proc/self/mountinfo": f"1 2 0:1 / /var/lib/docker/containers/{ID}/mounts/shm rw "
                "- tmpfs shm rw\n"
            },
            set(),
        ),
        ({"etc/hostname": "a" * 12 + "\n", ".dockerenv": ""}, {"a" * 12}),
        ({"etc/hostname": "a" * 12 + "\n"}, set()),
        ({}, set()),
    ],
)
def test_our_own_container(tmp_path: Any, files: dict[str, str], expected: set[str]) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert own_ids(str(tmp_path)) == expected


def test_our_own_container_is_left_out(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardenlint.sources.live.listing.own_ids", lambda: frozenset({ID}))
    server = serve()
    (outcome,) = fleet.read([server.url], fleet.ReadOptions())
    assert [note.kind for note in outcome.loaded.notes] == ["own-container", "remote"]
    assert len(outcome.loaded.subjects) == 1
    (outcome,) = fleet.read([server.url], fleet.ReadOptions(wanted=Selection(names=["web"])))
    assert len(outcome.loaded.subjects) == 2
