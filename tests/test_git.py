"""Git: it is asked about the repository that was found, and what the user says of it holds."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hardenlint import git
from hardenlint.errors import UsageError
from hardenlint.policy import changes
from hardenlint.reach import Reach
from hardenlint.sources import checkout, discover, repository
from hardenlint.workspace import Workspace
from tests import clean_home
from tests.cli import hardenlint, inside

FLAW = "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n"
KEPT = {"GIT_CONFIG_GLOBAL": "/mine", "GIT_CONFIG_NOSYSTEM": "1"}
DROPPED = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG_PARAMETERS", "GIT_EXTERNAL_DIFF",
    "GIT_SSH_COMMAND", "GIT_NAMESPACE", "GIT_ATTR_SOURCE", "GIT_TRACE", "GIT_PREFIX",
    "GIT_CONFIG", "GIT_CONFIG_KEY_0;x", "GIT_SHALLOW_FILE",
)  # fmt: skip


def since(folder: str, *paths: str) -> changes.Changes:
    return changes.since("HEAD", folder, paths, lambda _: True)


CALLERS: dict[str, Callable[[], object]] = {
    "search": lambda: discover.find(".", Workspace()),
    "one file": lambda: repository.is_committed("Dockerfile", Reach()),
    "changes": lambda: since("."),
}


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, and a `git` that notes how it is called."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    program, log = tmp_path / "bin/git", tmp_path / "log"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nenv >> {log}\necho "called: $*" >> {log}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    checkout._users_excludes.cache_clear()
    return log


@pytest.mark.parametrize("caller", CALLERS)
def test_every_call_is_hardened(caller: str, asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DROPPED:
        monkeypatch.setenv(name, "elsewhere")
    for name, value in KEPT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "mine")
    CALLERS[caller]()
    lines = asked.read_text().splitlines()
    calls = [line for line in lines if line.startswith("called: ")]
    assert calls
    expected = (
        "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_TERMINAL_PROMPT=0",
        "GIT_CONFIG_GLOBAL=/mine", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_KEY_0=core.fsmonitor",
        # Ours come last, so they count.
        "GIT_CONFIG_KEY_1=core.fsmonitor", "GIT_CONFIG_VALUE_1=false",
    )  # fmt: skip
    for setting in expected:
        assert lines.count(setting) == len(calls), setting
    assert not [line for line in lines if line.endswith("=elsewhere")]
    ours = [line for line in lines if line.startswith(("GIT_DIR=", "GIT_COMMON_DIR="))]
    assert f"GIT_DIR={asked.parent}/.git" in ours or "GIT_DIR=/dev/null" in ours
    # What git takes for the configuration is not that of the repository.
    assert not [line for line in ours if line.startswith(f"GIT_COMMON_DIR={asked.parent}")]


def test_without_git_files_are_found_and_changes_refused(
    asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert discover.find(".", Workspace())[0] == ["Dockerfile"]
    assert repository.is_committed("Dockerfile", Reach()) is True
    with pytest.raises(UsageError, match="--diff-base: git cannot be run: "):
        since(".")
    assert not asked.exists()


def test_the_root_is_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "a/b/c"
    inner.mkdir(parents=True)
    (tmp_path / "a/.git").mkdir()
    (inner.parent / ".git").write_text("gitdir: elsewhere\n")
    assert git.root_of(str(inner)) == str(tmp_path / "a/b")
    monkeypatch.chdir(tmp_path / "a")
    assert git.root_of(".") == str(tmp_path / "a")


# what the user says

EXCLUDES: dict[str, Callable[[Path], dict[str, str]]] = {
    "configuration": lambda home: {
        "GIT_CONFIG_GLOBAL": written(home / "cfg", "[core]\nexcludesFile = ~/mine\n"),
    },
    "environment": lambda _: {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.excludesFile",
        "GIT_CONFIG_VALUE_0": "~/mine",
    },
    "usual place": lambda home: {"XDG_CONFIG_HOME": str(home / "xdg")},
}


def written(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("said", EXCLUDES)
def test_what_the_user_ignores_is_left_out(said: str, tmp_path: Path) -> None:
    home, project = tmp_path / "home", tmp_path / "project"
    for folder in ("", "mine-own", "tracked"):
        written(project / folder / "compose.yaml", FLAW)
    clean_home.git(project, "init", "--quiet")
    clean_home.git(project, "add", "tracked")
    rules = written(home / "rules", "mine-own/\ntracked\n")
    (home / "mine").symlink_to(rules)  # as those have it who keep such files elsewhere
    written(home / "xdg/git/ignore", "/mine-own\n")
    env = {"HOME": str(home), "GIT_CONFIG_GLOBAL": "/dev/null", **EXCLUDES[said](home)}
    run = hardenlint("scan", "--format", "json", env=env, folder=str(project))
    paths = {each["path"] for each in run.document["subjects"]}
    assert paths == {"compose.yaml", "tracked/compose.yaml"}
    assert run.document["notes"] == []


# hooks, work trees, submodules


@pytest.fixture
def hooked(tmp_path: Path) -> Path:
    """A repository whose hook lists what a scan finds, and what has changed."""
    root = tmp_path / "repo"
    written(root / "compose.yaml", FLAW)
    written(root / "other/compose.yaml", FLAW)
    clean_home.git(root, "init", "--quiet")
    clean_home.git(root, "add", ".")
    clean_home.git(root, "commit", "--quiet", "--message", "x")
    other = tmp_path / "elsewhere"
    written(other / "ignored/compose.yaml", FLAW)
    written(other / ".gitignore", "ignored\n")
    clean_home.git(other, "init", "--quiet")
    command = f"{sys.executable} -m hardenlint scan --quiet --format concise"
    hook = written(
        root / ".git/hooks/pre-commit",
        f"#!/bin/sh\nexec > {tmp_path}/log 2>&1\nenv | grep ^GIT_\n{command} --diff-base HEAD\n"
        f"echo elsewhere; {command} {other}\nexit 0\n",
    )
    Path(hook).chmod(0o755)
    return root


@pytest.mark.parametrize("way", [("-a",), ("compose.yaml",), ("-a", "--amend")])
@pytest.mark.parametrize("kind", ["repository", "work tree"])
def test_in_a_hook_of_git(kind: str, way: tuple[str, ...], hooked: Path) -> None:
    root = hooked
    if kind == "work tree":
        root = hooked.parent / "tree"
        clean_home.git(hooked, "worktree", "add", "--quiet", str(root))
    written(root / "compose.yaml", FLAW.replace("true", "yes"))
    clean_home.git(root, "commit", "--quiet", "--message", "y", *way)
    told = (hooked.parent / "log").read_text()
    assert "GIT_INDEX_FILE=" in told
    found, _, elsewhere = told.partition("elsewhere\n")
    assert "privileged-container" in found
    assert "\nother/compose.yaml" not in found
    assert "compose" not in elsewhere


def test_another_work_tree_and_a_repository_that_shares_objects(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "repo"
    written(root / "compose.yaml", FLAW)
    clean_home.git(root, "init", "--quiet", "--object-format=sha256")
    clean_home.git(root, "add", ".")
    clean_home.git(root, "commit", "--quiet", "--message", "x")
    clean_home.git(root, "branch", "base")
    clean_home.git(root, "worktree", "add", "--quiet", "../tree", "-b", "new")
    clean_home.git(root, "clone", "--quiet", "--shared", ".", "../shared")
    clean_home.git(root, "pack-refs", "--all")
    for folder, base in (("tree", "base"), ("shared", "origin/base"), ("shared", "@{upstream}")):
        monkeypatch.chdir(tmp_path / folder)
        (tmp_path / folder / "compose.yaml").write_text(FLAW)
        run = inside(capfd, "scan", "--format", "json", "--diff-base", base)
        assert (run.code, run.checks) == (0, set())
        (tmp_path / folder / "compose.yaml").write_text(FLAW.replace("true", "yes"))
        run = inside(capfd, "scan", "--format", "json", "--diff-base", base)
        assert run.checks == {"privileged-container"}


def test_a_submodule_is_compared_with_its_own_commit(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    part, root = tmp_path / "part", tmp_path / "root"
    written(part / "compose.yaml", FLAW)
    clean_home.commit(part)
    written(root / "x", "x")
    clean_home.commit(root)
    add = ("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(part))
    clean_home.git(root, *add, "sub")
    monkeypatch.chdir(root)
    # A new one, all of which is new; then one that is as it was, and one that is not.
    expected: list[set[str]] = [{"privileged-container"}, set(), {"privileged-container"}]
    for checks in expected:
        run = inside(capfd, "scan", "--format", "json", "--diff-base", "HEAD")
        assert run.checks == checks
        clean_home.git(root, "commit", "--quiet", "--allow-empty", "--all", "--message", "x")
        if not checks:
            written(root / "sub/compose.yaml", FLAW.replace("true", "yes"))
            clean_home.git(root / "sub", "commit", "--quiet", "--all", "--message", "x")


def test_the_commit_of_a_folder_for_init(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "repo/in/x", "x")
    commit = clean_home.commit(tmp_path / "repo")
    clean_home.git(tmp_path / "repo", "clone", "--quiet", "--bare", ".", "in/bare")
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    for folder in ("../repo", "../repo/in", "../repo/in/bare"):
        run = inside(capfd, "init", "--yes", "--repository", folder)
        assert run.code == 0
        assert f"rev: {commit.strip()}" in (tmp_path / "new/.pre-commit-config.yaml").read_text()
        (tmp_path / "new/.pre-commit-config.yaml").unlink()
    assert "is in no git repository" in inside(capfd, "init", "--yes", "--repository", ".").err
