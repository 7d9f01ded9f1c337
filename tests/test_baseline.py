"""The baseline: what is known stays known, and only that."""

import json
import os
from pathlib import Path

import pytest

from hardenlint.policy import baseline
from hardenlint.policy.baseline import Known
from tests.cli import Run, inside

Capture = pytest.CaptureFixture[str]

COMPOSE = """\
services:
  web:
    image: nginx:1.27
    privileged: true
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: hunter2-hunter2
    ports:
      - "5432:5432"
      - "5433:5432"
"""


WROTE = "Wrote .hardenlint-baseline.json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan(capfd: Capture, *args: str) -> Run:
    return inside(capfd, "scan", "--format", "json", *(args or (".",)))


def known(file: str = ".hardenlint-baseline.json") -> list[str]:
    return sorted(each.check for each in baseline.read(file).values() for _ in range(each.times))


def test_what_is_known_does_not_fail(capfd: Capture) -> None:
    before = scan(capfd)
    assert before.code == 1
    run = inside(capfd, "baseline", "write")
    assert (run.code, run.out) == (0, f"{WROTE}: 4 known findings (1 critical, 3 high)\n")
    after = scan(capfd)
    assert (after.code, after.checks) == (0, set())
    assert after.document["summary"]["known"] == 4
    assert scan(capfd, "--no-baseline", ".").checks == before.checks
    assert "4 known" in inside(capfd, "scan", ".").out


def test_the_file_tells_no_secret_and_no_line(capfd: Capture) -> None:
    inside(capfd, "baseline", "write")
    text = Path(".hardenlint-baseline.json").read_text()
    assert "hunter2" not in text
    names = {name for item in json.loads(text)["findings"] for name in item}
    assert names == {"check", "path", "subject", "fingerprint", "count"}


DB = COMPOSE.index("  db:")
REWRITTEN = {
    "reformatted": COMPOSE.replace("  ", "    "),
    "commented": "# a\n\n" + COMPOSE.replace("  db:", "\n  # the database\n  db:"),
    "moved": "services:\n" + COMPOSE[DB:] + COMPOSE[10:DB],
    "list turned around": COMPOSE.replace("2:5", "@").replace("3:5", "2:5").replace("@", "3:5"),
    "quoted otherwise": COMPOSE.replace('"5432:5432"', "'5432:5432'"),
    "crlf": COMPOSE.replace("\n", "\r\n"),
    "another secret": COMPOSE.replace("hunter2-hunter2", "correct-horse-battery"),
}  # fmt: skip


@pytest.mark.parametrize("how", REWRITTEN)
def test_it_is_stable(how: str, folder: Path, capfd: Capture) -> None:
    inside(capfd, "baseline", "write")
    (folder / "compose.yaml").write_bytes(REWRITTEN[how].encode())
    run = scan(capfd)
    assert (run.code, run.checks) == (0, set())


CHANGED = {
    "another service": COMPOSE.replace("  web:", "  other:"),
    "another value": COMPOSE.replace("5433:5432", "5434:5432"),
    "another finding": COMPOSE + "    network_mode: host\n",
    "once more": COMPOSE + "  web2:\n    image: nginx:1.27\n    privileged: true\n",
}


@pytest.mark.parametrize("how", CHANGED)
def test_what_is_new_fails(how: str, folder: Path, capfd: Capture) -> None:
    inside(capfd, "baseline", "write")
    (folder / "compose.yaml").write_text(CHANGED[how])
    run = scan(capfd)
    assert (run.code, len(run.checks)) == (1, 1)


def test_paths_are_those_from_the_root(folder: Path, capfd: Capture) -> None:
    inside(capfd, "baseline", "write")
    assert scan(capfd, str(folder / "compose.yaml")).code == 0
    (folder / "inner").mkdir()
    os.chdir("inner")
    assert scan(capfd, "..").code == 0


def test_it_does_not_matter_where_one_stands(
    folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "web").mkdir()
    (folder / "web" / "Dockerfile").write_text("FROM debian:12\nUSER root\n")
    inside(capfd, "baseline", "write")
    before = known()
    monkeypatch.chdir(folder / "web")
    for place in (("..",), (os.fspath(folder),), (), ("-f", "../compose.yaml")):
        assert inside(capfd, "scan", "--format", "json", *place).checks == set()
    for command in ("prune", "write"):
        inside(capfd, "baseline", command)
        inside(capfd, "baseline", command, "-f", "../compose.yaml")
        assert known("../.hardenlint-baseline.json") == before
    (folder / "web" / "Dockerfile").write_text("FROM debian:12\nUSER 1000\n")
    inside(capfd, "baseline", "prune")
    assert known("../.hardenlint-baseline.json") == [c for c in before if c != "run-as-root"]


def container(number: int, project: str = "shop") -> dict[str, object]:
    labels = {
        "com.docker.compose.project": project,
        "com.docker.compose.service": "web",
        "com.docker.compose.container-number": str(number),
    }
    return {
        "Id": f"{number}" * 64,
        "Name": f"/{project}-web-{number}",
        "State": {"Status": "running"},
        "Config": {"Image": "nginx", "Labels": labels},
        "HostConfig": {"Privileged": True},
        "Mounts": [],
    }


def test_containers_are_created_anew(folder: Path, capfd: Capture) -> None:
    (folder / "web.json").write_text(json.dumps([container(1)]))
    inside(capfd, "baseline", "write", "web.json")
    (folder / "web.json").write_text(json.dumps([container(2)]))
    assert scan(capfd, "web.json").code == 0
    (folder / "web.json").write_text(json.dumps([container(2), container(3)]))
    assert scan(capfd, "web.json").code == 1
    (folder / "web.json").write_text(json.dumps([container(2, "other")]))
    assert scan(capfd, "web.json").code == 1


def test_suppressed_findings_are_not_known(folder: Path, capfd: Capture) -> None:
    mark = "true  # hardenlint: ignore[privileged-container] -- why"
    (folder / "compose.yaml").write_text(COMPOSE.replace("true", mark))
    inside(capfd, "baseline", "write")
    assert "privileged-container" not in known()


def test_what_is_locked_is_never_known(folder: Path, capfd: Capture) -> None:
    inside(capfd, "baseline", "write")
    (folder / ".hardenlint.yaml").write_text("lock: [privileged-container]\n")
    run = scan(capfd)
    assert (run.code, run.checks) == (1, {"privileged-container"})
    inside(capfd, "baseline", "write")
    assert "privileged-container" not in known()


def test_prune_drops_and_never_adds(folder: Path, capfd: Capture) -> None:
    inside(capfd, "baseline", "write")
    less = COMPOSE.replace("    privileged: true\n", "    network_mode: host\n")
    (folder / "compose.yaml").write_text(less)
    assert "Dropped 1 finding" in inside(capfd, "baseline", "prune").out
    assert "privileged-container" not in known()
    assert "host-network" not in known()
    assert len(known()) == 3


def test_a_part_is_pruned_and_written(folder: Path, capfd: Capture) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "compose.yaml").write_text(COMPOSE)
    inside(capfd, "baseline", "write")
    assert len(known()) == 8
    (folder / "a" / "compose.yaml").write_text("services: {web: {image: 'nginx:1.27'}}\n")
    inside(capfd, "baseline", "prune", "a")
    assert len(known()) == 4
    (folder / "a" / "compose.yaml").write_text(COMPOSE)
    inside(capfd, "baseline", "write", "a")
    assert len(known()) == 8
    assert scan(capfd).code == 0


def test_prune_keeps_all_when_something_cannot_be_read(folder: Path, capfd: Capture) -> None:
    inside(capfd, "baseline", "write")
    (folder / "compose.yaml").write_text("services: [")
    run = inside(capfd, "baseline", "prune")
    assert (run.code, "hardenlint: parse: compose.yaml:1: " in run.err) == (3, True)
    assert len(known()) == 4


def test_show(capfd: Capture) -> None:
    inside(capfd, "baseline", "write", "--baseline", "known.json")
    out = inside(capfd, "baseline", "show", "known.json").out
    assert "compose.yaml: privileged-container web\n" in out
    assert out.endswith("4 known findings in known.json\n")


def test_the_configured_file(folder: Path, capfd: Capture) -> None:
    (folder / ".hardenlint.yaml").write_text("baseline: ci/known.json\n")
    (folder / "ci").mkdir()
    assert "Wrote ci/known.json" in inside(capfd, "baseline", "write").out
    assert inside(capfd, "baseline", "show").out.endswith("4 known findings in ci/known.json\n")
    assert scan(capfd).code == 0
    (folder / "ci" / "known.json").unlink()
    assert scan(capfd).code == 2


DAMAGED = {
    "": "is no baseline",
    "[]": "is no baseline",
    '{"version": 1,\n<<<<<<< HEAD\n "findings": []}': "has the marks of a merge conflict",
    "{}": "is no baseline",
    '{"version": true, "findings": []}': "is no baseline",
    '{"version": "1", "findings": []}': "is no baseline",
    '{"version": 2, "findings": []}': "was written by a newer hardenlint",
    '{"version": 1}': "is damaged",
    '{"version": 1, "findings": {}}': "is damaged",
    '{"version": 1, "findings": "abc"}': "is damaged",
    '{"version": 1, "findings": 5}': "is damaged",
    '{"version": 1, "findings": [5]}': "is damaged",
    '{"version": 1, "findings": [{"fingerprint": "x"}]}': "is damaged",
    '{"version": 1, "findings": [{"fingerprint": "x", "check": "c", "path": "p", "subject": "s", '
    '"count": 0}]}': "is damaged",
    '{"version": 1, "find': "is no baseline",
    "[" * 100_000: "is no baseline",
    '{"version": ' + "1" * 5000 + "}": "is no baseline",
}


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_file_that_is_none(text: str, folder: Path, capfd: Capture) -> None:
    (folder / ".hardenlint-baseline.json").write_text(text)
    run = inside(capfd, "scan", ".")
    assert (run.code, run.out) == (2, "")
    assert DAMAGED[text] in run.err


def test_a_file_that_is_not_there(capfd: Capture) -> None:
    assert scan(capfd, "--baseline", "none.json", ".").code == 2


def test_write_and_read_give_the_same() -> None:
    found = [Known("b", 1, "c", "p\n", "s"), Known("a", 3, "c", "\udcff", 's"')]
    text = baseline.write(found)
    assert json.loads(text)["version"] == baseline.VERSION
    assert text == baseline.write(reversed(found))
    together = baseline.collect([*found, found[0]])
    assert together["b"].times == 2
