"""--diff-base: findings on lines that changed since a revision, asked of the real git."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli import Run, inside
from tests.needs import program

Capture = pytest.CaptureFixture[str]

COMPOSE = """\
services:
  web:
    image: nginx:1.27
    privileged: true
    security_opt: [no-new-privileges]
  db:
    image: postgres:17
    network_mode: host
"""
DOCKER = 'FROM python:3.13 AS a\nRUN true\nFROM python:3.13\nRUN true\nUSER 1000\nCMD ["x"]\n'


def git(*args: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        [program("git"), *identity, *args], capture_output=True, text=True, check=True
    )
    return done.stdout


def commit() -> None:
    git("add", "--all", "--force")
    git("commit", "--quiet", "--allow-empty", "--message", "x")


@pytest.fixture(autouse=True)
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repo"
    root.mkdir()
    monkeypatch.chdir(root)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git("init", "--quiet", "--initial-branch=main")
    (root / "compose.yaml").write_text(COMPOSE)
    (root / "Dockerfile").write_text(DOCKER)
    commit()
    return root


def scan(capfd: Capture, revision: str = "HEAD", *args: str) -> Run:
    return inside(capfd, "scan", "--format", "json", "--diff-base", revision, *args, ".")


def places(run: Run) -> set[tuple[str, str, int]]:
    return {
        (f["check"], os.path.normpath(f["location"]["path"]), f["location"]["line"])
        for f in run.document["findings"]
    }


def test_nothing_changed(capfd: Capture) -> None:
    run = scan(capfd)
    assert (run.code, places(run)) == (0, set())


def test_a_changed_line(repo: Path, capfd: Capture) -> None:
    text = COMPOSE.replace("network_mode: host", 'network_mode: "host"')
    (repo / "compose.yaml").write_text(text)
    assert places(scan(capfd)) == {("host-network", "compose.yaml", 8)}
    commit()
    assert places(scan(capfd)) == set()
    assert places(scan(capfd, "HEAD~1")) == {("host-network", "compose.yaml", 8)}


def test_lines_that_moved_are_old(repo: Path, capfd: Capture) -> None:
    (repo / "compose.yaml").write_text("# a\n# b\n" + COMPOSE)
    assert places(scan(capfd)) == set()


def test_a_renamed_file_is_not_new(repo: Path, capfd: Capture) -> None:
    (repo / "deploy").mkdir()
    git("mv", "compose.yaml", "deploy/compose.yaml")
    assert places(scan(capfd)) == set()
    text = COMPOSE.replace("network_mode: host", 'network_mode: "host"')
    (repo / "deploy" / "compose.yaml").write_text(text)
    assert places(scan(capfd)) == {("host-network", "deploy/compose.yaml", 8)}
    commit()
    assert places(scan(capfd, "HEAD~1")) == {("host-network", "deploy/compose.yaml", 8)}


def test_what_is_not_committed_and_what_is_new(repo: Path, capfd: Capture) -> None:
    (repo / "other").mkdir()
    (repo / "other" / "compose.yaml").write_text(COMPOSE)
    expected = {
        ("privileged-container", "other/compose.yaml", 4),
        ("host-network", "other/compose.yaml", 8),
    }
    assert places(scan(capfd)) == expected
    git("add", ".")
    assert places(scan(capfd)) == expected


def test_what_the_branch_left_behind_counts_not(repo: Path, capfd: Capture) -> None:
    git("checkout", "--quiet", "-b", "topic")
    git("checkout", "--quiet", "main")
    (repo / "compose.yaml").write_text(COMPOSE.replace("host", "none"))
    commit()
    git("checkout", "--quiet", "topic")
    assert places(scan(capfd, "main")) == set()


def test_what_was_taken_away_is_missing(repo: Path, capfd: Capture) -> None:
    (repo / "Dockerfile").write_text(DOCKER.replace("USER 1000\n", ""))
    assert places(scan(capfd)) == {("user-not-set", "Dockerfile", 3)}
    git("checkout", "--quiet", ".")
    (repo / "compose.yaml").write_text(
        COMPOSE.replace("    security_opt: [no-new-privileges]\n", "")
    )
    found = places(scan(capfd, "HEAD", "--select", "no-new-privileges-missing"))
    assert found == {("no-new-privileges-missing", "compose.yaml", 2)}


def test_a_change_in_another_stage_does_not_touch(repo: Path, capfd: Capture) -> None:
    text = DOCKER.replace("USER 1000\n", "")
    (repo / "Dockerfile").write_text(text)
    commit()
    (repo / "Dockerfile").write_text(text.replace("RUN true\nFROM", "FROM"))
    assert places(scan(capfd)) == set()


NAMES = ['we"ird', "back\\slash", "tab\there", "é", "new\nline", " b", "-x", ":(top)x"]


@pytest.mark.parametrize("name", NAMES)
def test_names_as_git_quotes_them(name: str, repo: Path, capfd: Capture) -> None:
    folder = repo / name
    folder.mkdir()
    (folder / "compose.yaml").write_text(COMPOSE)
    commit()
    (folder / "compose.yaml").write_text(COMPOSE.replace("true", "yes"))
    assert {check for check, _, _ in places(scan(capfd))} == {"privileged-container"}


def test_lines_that_look_like_headers(repo: Path, capfd: Capture) -> None:
    head = "x-a: |\n  one\n"
    (repo / "compose.yaml").write_text(head + COMPOSE)
    commit()
    trap = "x-a: |\n  one\n++ b/other\n@@ -1 +900 @@\n"
    (repo / "compose.yaml").write_text(
        trap.replace("++ b", "  ++ b").replace("@@ -1", "  @@ -1") + COMPOSE.replace("true", "yes")
    )
    assert ("privileged-container", "compose.yaml", 8) in places(scan(capfd))


@pytest.mark.parametrize("attribute", ["binary", "-diff", "diff=evil", "filter=evil"])
def test_attributes_hide_nothing_and_run_nothing(
    attribute: str, repo: Path, capfd: Capture
) -> None:
    commands = {
        "diff.evil.textconv": "touch pwned; cat",
        "diff.evil.command": "touch pwned",
        "diff.external": "touch pwned",
        "filter.evil.clean": "touch pwned; cat",
        "filter.evil.required": "true",
        "core.fsmonitor": "touch pwned",
    }
    (repo / ".gitattributes").write_text(f"compose.yaml {attribute}\n")
    (repo / "compose.yaml").write_text(COMPOSE.replace("true", "yes"))
    for name, value in commands.items():
        subprocess.run(["git", "config", name, value], check=True)
    assert {check for check, _, _ in places(scan(capfd))} == {"privileged-container"}
    assert not (repo / "pwned").exists()


@pytest.mark.parametrize(
    "setting",
    ["diff.noprefix=true", "diff.interHunkContext=99", "diff.context=9", "color.ui=always",
     "diff.mnemonicPrefix=true", "diff.relative=true"],
)  # fmt: skip
def test_settings_of_git_change_nothing(setting: str, repo: Path, capfd: Capture) -> None:
    subprocess.run(["git", "config", *setting.split("=")], check=True)
    text = COMPOSE.replace("web:", '"web":').replace("postgres:17", '"postgres:17"')
    (repo / "compose.yaml").write_text(text.replace("host", '"host"'))
    assert places(scan(capfd)) == {("host-network", "compose.yaml", 8)}


def test_from_a_folder_below(repo: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / "in").mkdir()
    (repo / "in" / "compose.yaml").write_text(COMPOSE)
    monkeypatch.chdir(repo / "in")
    assert len(places(scan(capfd))) == 2


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("no-such-branch", "git knows no revision 'no-such-branch'"),
        ("--output=pwned", "is no revision"),
        ("HEAD:compose.yaml", "git knows no revision"),
        ("HEAD~9", "git knows no revision"),
    ],
)
def test_an_unknown_revision(revision: str, message: str, repo: Path, capfd: Capture) -> None:
    run = inside(capfd, "scan", f"--diff-base={revision}", ".")
    assert (run.code, run.out) == (2, "")
    assert message in run.err
    assert not (repo / "pwned").exists()


def test_a_shallow_clone(repo: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    commit()
    commit()
    clone = repo.parent / "clone"
    git("clone", "--quiet", "--depth=1", f"file://{repo}", str(clone))
    monkeypatch.chdir(clone)
    run = inside(capfd, "scan", "--diff-base", "HEAD~1", ".")
    assert run.code == 2
    assert "this is a shallow clone: fetch the history (fetch-depth: 0)" in run.err


def test_no_common_commit(repo: Path, capfd: Capture) -> None:
    git("checkout", "--quiet", "--orphan", "other")
    (repo / "new").write_text("x")
    commit()
    run = inside(capfd, "scan", "--diff-base", "main", ".")
    assert (run.code, "have no common commit" in run.err) == (2, True)


def test_outside_of_a_repository(
    tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "compose.yaml").write_text(COMPOSE)
    monkeypatch.chdir(tmp_path / "plain")
    assert scan(capfd).code == 2
