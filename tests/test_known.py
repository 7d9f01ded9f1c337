"""Known findings: what is known stays known everywhere, and only that."""

import json
import os
from pathlib import Path

import pytest

from hardenlint.policy import known as known_findings
from hardenlint.policy.known import Known
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


WROTE = "Wrote .hardenlint-known.json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan(capfd: Capture, *args: str) -> Run:
    return inside(capfd, "scan", "--format", "json", *(args or (".",)))


def known(file: str = ".hardenlint-known.json") -> list[str]:
    return sorted(
        each.check for each in known_findings.read(file).values() for _ in range(each.times)
    )


def test_what_is_known_does_not_fail(capfd: Capture) -> None:
    before = scan(capfd)
    assert before.code == 1
    run = inside(capfd, "known", "write")
    assert (run.code, run.out) == (0, f"{WROTE}: 4 known findings (1 critical, 3 high)\n")
    after = scan(capfd)
    assert (after.code, after.checks) == (0, set())
    assert after.document["summary"]["known"] == 4
    assert scan(capfd, "--no-known", ".").checks == before.checks
    assert "4 known" in inside(capfd, "scan", ".").out


def test_the_file_tells_no_secret_and_no_line(capfd: Capture) -> None:
    inside(capfd, "known", "write")
    text = Path(".hardenlint-known.json").read_text()
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
    inside(capfd, "known", "write")
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
    inside(capfd, "known", "write")
    (folder / "compose.yaml").write_text(CHANGED[how])
    run = scan(capfd)
    assert (run.code, len(run.checks)) == (1, 1)


def test_paths_are_those_from_the_root(folder: Path, capfd: Capture) -> None:
    inside(capfd, "known", "write")
    assert scan(capfd, str(folder / "compose.yaml")).code == 0
    (folder / "inner").mkdir()
    os.chdir("inner")
    assert scan(capfd, "..").code == 0


def test_it_does_not_matter_where_one_stands(
    folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "web").mkdir()
    (folder / "web" / "Dockerfile").write_text("FROM debian:12\nUSER root\n")
    inside(capfd, "known", "write")
    before = known()
    monkeypatch.chdir(folder / "web")
    for place in (("..",), (os.fspath(folder),), (), ("-f", "../compose.yaml")):
        assert inside(capfd, "scan", "--format", "json", *place).checks == set()
    for command in ("prune", "write"):
        inside(capfd, "known", command)
        inside(capfd, "known", command, "-f", "../compose.yaml")
        assert known("../.hardenlint-known.json") == before
    (folder / "web" / "Dockerfile").write_text("FROM debian:12\nUSER 1000\n")
    inside(capfd, "known", "prune")
    assert known("../.hardenlint-known.json") == [c for c in before if c != "run-as-root"]


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
    inside(capfd, "known", "write", "web.json")
    (folder / "web.json").write_text(json.dumps([container(2)]))
    assert scan(capfd, "web.json").code == 0
    (folder / "web.json").write_text(json.dumps([container(2), container(3)]))
    assert scan(capfd, "web.json").code == 1
    (folder / "web.json").write_text(json.dumps([container(2, "other")]))
    assert scan(capfd, "web.json").code == 1


def test_suppressed_findings_are_not_known(folder: Path, capfd: Capture) -> None:
    mark = "true  # hardenlint: ignore[privileged-container] -- why"
    (folder / "compose.yaml").write_text(COMPOSE.replace("true", mark))
    inside(capfd, "known", "write")
    assert "privileged-container" not in known()


def test_what_is_locked_is_never_known(folder: Path, capfd: Capture) -> None:
    inside(capfd, "known", "write")
    (folder / ".hardenlint.yaml").write_text("lock: [privileged-container]\n")
    run = scan(capfd)
    assert (run.code, run.checks) == (1, {"privileged-container"})
    inside(capfd, "known", "write")
    assert "privileged-container" not in known()


def test_prune_drops_and_never_adds(folder: Path, capfd: Capture) -> None:
    inside(capfd, "known", "write")
    less = COMPOSE.replace("    privileged: true\n", "    network_mode: host\n")
    (folder / "compose.yaml").write_text(less)
    assert "Dropped 1 finding" in inside(capfd, "known", "prune").out
    assert "privileged-container" not in known()
    assert "host-network" not in known()
    assert len(known()) == 3


def test_a_part_is_pruned_and_written(folder: Path, capfd: Capture) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "compose.yaml").write_text(COMPOSE)
    inside(capfd, "known", "write")
    assert len(known()) == 8
    (folder / "a" / "compose.yaml").write_text("services: {web: {image: 'nginx:1.27'}}\n")
    inside(capfd, "known", "prune", "a")
    assert len(known()) == 4
    (folder / "a" / "compose.yaml").write_text(COMPOSE)
    inside(capfd, "known", "write", "a")
    assert len(known()) == 8
    assert scan(capfd).code == 0


def test_prune_keeps_all_when_something_cannot_be_read(folder: Path, capfd: Capture) -> None:
    inside(capfd, "known", "write")
    (folder / "compose.yaml").write_text("services: [")
    run = inside(capfd, "known", "prune")
    assert (run.code, "hardenlint: parse: compose.yaml:1: " in run.err) == (3, True)
    assert len(known()) == 4


def test_show(folder: Path, capfd: Capture) -> None:
    """The place and the message are those of now; the file has neither."""
    (folder / "Dockerfile").write_text("FROM debian:12\nUSER root\n")
    inside(capfd, "known", "write", "--known", "known.json", "--profile", "restricted")
    (folder / "compose.yaml").write_text("# more\n" + COMPOSE.replace("    privileged: true\n", ""))
    lines = inside(capfd, "known", "show", "known.json").out.splitlines()
    assert any(line.startswith("Dockerfile:2:6: run-as-root: ") for line in lines), lines
    assert [line for line in lines if "published db" in line] == [
        "compose.yaml:10:9: sensitive-service-published db: publishes 5432:5432/tcp, the datastore"
        " postgres, on every interface of the host",
        "compose.yaml:11:9: sensitive-service-published db: publishes 5433:5432/tcp, the datastore"
        " postgres, on every interface of the host",
    ]
    gone = "compose.yaml: privileged-container web: Container runs privileged; not found here"
    assert gone in lines
    assert "compose.yaml:3:3: cpu-unlimited web: has no limit of CPU time" in lines, (
        "the profile does not matter"
    )
    assert "hunter2" not in "".join(lines)
    assert lines[-1].endswith(" known findings in known.json")


def test_show_counts_and_names_what_is_searched_for_by_nobody(
    folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "image.txt").write_text("FROM debian:12\nUSER root\n")
    inside(capfd, "known", "write", "--type", "dockerfile", "sub/image.txt")
    (folder / "compose.yaml").rename(folder / "stack.yml")
    inside(capfd, "known", "write", "stack.yml")
    monkeypatch.chdir(folder / "sub")
    out = inside(capfd, "known", "show").out
    assert "stack.yml:4:17: privileged-container web: runs privileged\n" in out
    assert "sub/image.txt:2:6: run-as-root: " in out
    text = (folder / ".hardenlint-known.json").read_text().replace('"count": 1', '"count": 3')
    (folder / ".hardenlint-known.json").write_text(text)
    out = inside(capfd, "known", "show").out
    assert "stack.yml:4:17: privileged-container web: runs privileged (3 times)\n" in out


@pytest.mark.parametrize(
    "path", ["../outside/compose.yaml", "{}/outside/compose.yaml", "-", "link"]
)
def test_show_reads_nothing_that_the_file_names_outside(
    path: str, folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file comes with the repository, so it must not say what else is read."""
    outside, inner = folder / "outside", folder / "inner"
    outside.mkdir()
    (outside / "compose.yaml").write_text(COMPOSE)
    (inner / ".git").mkdir(parents=True)
    (inner / "link").symlink_to(outside / "compose.yaml")
    monkeypatch.chdir(inner)
    each = Known("f" * 32, 1, "privileged-container", path.format(folder), "web")
    (inner / ".hardenlint-known.json").write_text(known_findings.write([each]))
    opened: list[object] = []

    def collected(paths: tuple[str, ...], *_: object) -> tuple[list[object], list[object]]:
        opened.extend(paths)
        return [], []

    monkeypatch.setattr("hardenlint.cli.scan.collect", collected)
    run = inside(capfd, "known", "show")
    assert (run.code, opened) == (0, ["."])
    assert run.out.endswith("not found here\n1 known finding in .hardenlint-known.json\n")


def test_the_configured_file(folder: Path, capfd: Capture) -> None:
    (folder / ".hardenlint.yaml").write_text("known: ci/known.json\n")
    (folder / "ci").mkdir()
    assert "Wrote ci/known.json" in inside(capfd, "known", "write").out
    assert inside(capfd, "known", "show").out.endswith("4 known findings in ci/known.json\n")
    assert scan(capfd).code == 0
    (folder / "ci" / "known.json").unlink()
    assert scan(capfd).code == 2


DAMAGED = {
    "": "has no known findings",
    "[]": "has no known findings",
    '{"version": 1,\n<<<<<<< HEAD\n "findings": []}': "has the marks of a merge conflict",
    "{}": "has no known findings",
    '{"version": true, "findings": []}': "has no known findings",
    '{"version": "1", "findings": []}': "has no known findings",
    '{"version": 2, "findings": []}': "was written by a newer hardenlint",
    '{"version": 1}': "is damaged",
    '{"version": 1, "findings": {}}': "is damaged",
    '{"version": 1, "findings": "abc"}': "is damaged",
    '{"version": 1, "findings": 5}': "is damaged",
    '{"version": 1, "findings": [5]}': "is damaged",
    '{"version": 1, "findings": [{"fingerprint": "x"}]}': "is damaged",
    '{"version": 1, "findings": [{"fingerprint": "x", "check": "c", "path": "p", "subject": "s", '
    '"count": 0}]}': "is damaged",
    '{"version": 1, "find': "has no known findings",
    "[" * 100_000: "has no known findings",
    '{"version": ' + "1" * 5000 + "}": "has no known findings",
}


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_file_that_is_none(text: str, folder: Path, capfd: Capture) -> None:
    (folder / ".hardenlint-known.json").write_text(text)
    run = inside(capfd, "scan", ".")
    assert (run.code, run.out) == (2, "")
    assert DAMAGED[text] in run.err


def test_a_file_that_is_not_there(capfd: Capture) -> None:
    assert scan(capfd, "--known", "none.json", ".").code == 2


def test_write_and_read_give_the_same() -> None:
    found = [Known("b", 1, "c", "p\n", "s"), Known("a", 3, "c", "\udcff", 's"')]
    text = known_findings.write(found)
    assert json.loads(text)["version"] == known_findings.VERSION
    assert text == known_findings.write(reversed(found))
    together = known_findings.collect([*found, found[0]])
    assert together["b"].times == 2


# the same everywhere

SHARED = """\
services:
  web: {image: "nginx:1.27", ports: ["127.0.0.1:80:80"], environment: {API_TOKEN: k3Zt9vQ2k3Zt9vQ2}}
  api: {image: "app:1", environment: {API_TOKEN: k3Zt9vQ2k3Zt9vQ2}}
  db: {image: "postgres:17"}
configs:
  key: {content: "password = k3Zt9vQ2k3Zt9vQ2"}
include: [https://example.org/more.yaml]
"""


def marks(folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch, *args: str) -> set[str]:
    monkeypatch.chdir(folder)
    run = inside(capfd, "scan", "--format", "json", "--profile", "restricted", *args, ".")
    return {f"{each['check']} {each['fingerprint']}" for each in run.document["findings"]}


def project_checks(found: set[str]) -> set[str]:
    return {mark.split()[0] for mark in found} & {
        "cross-service-secret-reuse", "datastore-not-internal", "flat-network",
        "remote-compose-include", "secret-inline-config",
    }  # fmt: skip


def checkout(folder: Path, name: str, text: str = SHARED) -> Path:
    """A repository of that name, or a worktree of one, which has a file in the place of `.git`."""
    root = folder / name
    root.mkdir()
    if "worktree" in name:
        (root / ".git").write_text("gitdir: /somewhere/.git/worktrees/x\n")
    else:
        (root / ".git").mkdir()
    (root / "compose.yaml").write_text(text)
    return root


@pytest.mark.parametrize("name", ["other", "a-worktree", "Shop_2", "work"])
def test_what_the_checkout_is_called_does_not_matter(
    name: str, folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = checkout(folder, "shop")
    found = marks(first, capfd, monkeypatch)
    assert len(project_checks(found)) >= 3
    inside(capfd, "known", "write", "--profile", "restricted")
    second = checkout(folder, name)
    assert marks(second, capfd, monkeypatch) == found
    (second / ".hardenlint-known.json").write_bytes((first / ".hardenlint-known.json").read_bytes())
    assert marks(second, capfd, monkeypatch) == set()


@pytest.mark.parametrize("named", ["name: shop\n", "# by .env\n"])
def test_what_the_project_is_called_does_not_matter(
    named: str, folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `.env` of a colleague may call it otherwise."""
    found = marks(checkout(folder, "shop"), capfd, monkeypatch)
    other = checkout(folder, "other", SHARED + named)
    (other / ".env").write_text("COMPOSE_PROJECT_NAME=mine\n" if "env" in named else "")
    assert marks(other, capfd, monkeypatch) == found


def test_projects_stay_different(
    folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = checkout(folder, "shop")
    (root / "more").mkdir()
    monkeypatch.chdir(root)
    inside(capfd, "known", "write", "--profile", "restricted")
    (root / "more" / "compose.yaml").write_text(SHARED)
    assert len(project_checks(marks(root, capfd, monkeypatch))) >= 3


def as_before(file: Path, folder: Path, capfd: Capture, name: str = "shop") -> None:
    """Write the file as the version did that had the name of the project in fingerprints."""
    from hardenlint.engine import fingerprint

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fingerprint, "_is_written_project", lambda _: False)
        assert inside(capfd, "baseline", "write", "--profile", "restricted").code == 0
    written = (folder / ".hardenlint-baseline.json").read_text()
    assert f'"subject": "{name}"' in written
    file.write_text(written)


@pytest.mark.parametrize("name", ["shop", "other"])
def test_a_file_of_an_earlier_version_counts_wherever_it_is(
    name: str, folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = checkout(folder, "shop")
    monkeypatch.chdir(first)
    here = first if name == "shop" else checkout(folder, name)
    old = here / ".hardenlint-baseline.json"
    as_before(old, first, capfd)
    assert marks(here, capfd, monkeypatch) == set()
    before = len(known(str(old)))
    out = inside(capfd, "known", "show").out
    assert "not found" not in out
    # Pruning drops nothing of it, and brings it up to date.
    text = old.read_text()
    assert inside(capfd, "known", "prune", "--profile", "restricted").out.startswith("Dropped 0 ")
    assert (len(known(str(old))), old.read_text() != text) == (before, True)
    assert marks(here, capfd, monkeypatch) == set()
    fresh = inside(capfd, "known", "write", "--profile", "restricted", "--known", "fresh.json")
    assert fresh.code == 0
    today = {each.fingerprint for each in known_findings.read("fresh.json").values()}
    assert {each.fingerprint for each in known_findings.read(str(old)).values()} == today


def test_an_old_fingerprint_counts_once(
    folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was known of one project is not known of another one at the same place."""
    root = checkout(folder, "shop")
    monkeypatch.chdir(root)
    as_before(root / ".hardenlint-baseline.json", root, capfd)
    (root / "compose.yaml").write_text(SHARED.replace("more.yaml", "else.yaml"))
    assert {mark.split()[0] for mark in marks(root, capfd, monkeypatch)} == {
        "remote-compose-include"
    }


# aliases


def test_the_former_names_work(folder: Path, capfd: Capture) -> None:
    """Whoever uses them finds the file where it was."""
    run = inside(capfd, "baseline", "write")
    assert (run.code, run.out.split(":")[0]) == (0, "Wrote .hardenlint-baseline.json")
    assert scan(capfd).code == 0
    assert scan(capfd, "--no-baseline", ".").code == 1
    assert inside(capfd, "known", "write").out.startswith("Wrote .hardenlint-baseline.json")
    assert inside(capfd, "baseline", "show").out.endswith(" in .hardenlint-baseline.json\n")
    (folder / ".hardenlint-baseline.json").rename("x.json")
    assert scan(capfd, "--baseline", "x.json", ".").code == 0
    (folder / ".hardenlint.yaml").write_text("baseline: x.json\n")
    assert scan(capfd).code == 0
    assert inside(capfd, "baseline", "prune").out == "Dropped 0 findings from x.json\n"


def test_a_file_of_the_new_name_comes_first(folder: Path, capfd: Capture) -> None:
    inside(capfd, "baseline", "write")
    (folder / ".hardenlint-known.json").write_text(known_findings.write([]))
    assert scan(capfd).code == 1


def test_both_names_of_a_key_are_one_too_many(folder: Path, capfd: Capture) -> None:
    for text in ("known: a\nbaseline: b\n", "baseline: b\nknown: a\n"):
        (folder / ".hardenlint.yaml").write_text(text)
        run = scan(capfd)
        assert (run.code, "baseline is the former name of known" in run.err) == (2, True)


@pytest.mark.parametrize("command", ["", "scan", "audit", "fix", "known write", "known", "config"])
def test_the_former_names_are_told_to_nobody(command: str, capfd: Capture) -> None:
    out = inside(capfd, *command.split(), "--help").out
    profile = ("baseline|restricted", "baseline: what is almost", "[default: baseline]")
    rest = [line for line in out.splitlines() if not any(word in line for word in profile)]
    assert "baseline" not in "".join(rest)


# what is locked, and parts


def test_writing_says_that_what_is_locked_stays(folder: Path, capfd: Capture) -> None:
    (folder / ".hardenlint.yaml").write_text(
        "lock: [privileged-container, sensitive-service-published]\n"
    )
    out = inside(capfd, "known", "write").out
    said = "3 findings of locked checks stay new: privileged-container, sensitive-service-published"
    assert out == f"{WROTE}: 1 known finding (1 high)\n{said}\n"
    (folder / ".hardenlint.yaml").write_text("lock: [host-network]\n")
    assert "locked" not in inside(capfd, "known", "write").out


PARTS = {
    "a folder": ("sub",),
    "a file": ("sub/compose.yaml",),
    "a project": ("-f", "sub/compose.yaml"),
    "two folders": ("sub", "sub/inner"),
}


@pytest.mark.parametrize("config", ["", ".hardenlint.yaml", "sub/.hardenlint.yaml",
                                    "sub/.config/hardenlint.yaml"])  # fmt: skip
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("is_repository", [True, False])
def test_a_part_is_written_where_a_scan_of_it_looks(
    is_repository: bool, part: str, config: str, folder: Path, capfd: Capture
) -> None:
    (folder / "sub" / "inner").mkdir(parents=True)
    for name in ("sub", "sub/inner"):
        (folder / name / "compose.yaml").write_text(COMPOSE)
    if not is_repository:
        (folder / ".git").rmdir()
    if config:
        (folder / config).parent.mkdir(exist_ok=True)
        (folder / config).write_text("fail-on: low\n")
    assert scan(capfd, *PARTS[part]).checks != set()
    assert inside(capfd, "known", "write", *PARTS[part]).code == 0
    assert scan(capfd, *PARTS[part]).checks == set()
    assert inside(capfd, "known", "prune", *PARTS[part]).out.startswith("Dropped 0 findings")
