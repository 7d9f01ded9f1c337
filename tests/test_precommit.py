"""The published hooks, run by the real pre-commit from a clone of this repository."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from tests import clean_home
from tests.clean_home import git
from tests.cli import hardenlint, inside
from tests.needs import program
from tests.test_init import ROOT, hooks

FLAW = "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n"

FILES = {
    "compose.yaml": "services:\n  app:\n    build: .\n    cap_add: [SYS_ADMIN]\n",
    "compose.override.yaml": "services:\n  app:\n    cap_add: !override []\n",
    "Dockerfile": 'FROM python:3.13-slim\nUSER 10001:10001\nCMD ["python3"]\n',
    "Dockerfile.dockerignore": "FROM is not an instruction here\n",
    "app.dockerfile": "FROM python:3.13-slim\nRUN curl https://x.example/i.sh | sh\nUSER 1\n",
    "--config=x/compose.yml": FLAW,
    "--profile/docker-compose.prod.yml": FLAW,
    "vendor/compose.yaml": FLAW,
    "docs/values.yaml": "services: [1]\n",
    ".hardenlint.yaml": "exclude: [vendor]\n",
}

MUST = [
    "Dockerfile", "a/Dockerfile", "Dockerfile.prod", "Dockerfile-dev", "Dockerfile_dev",
    "dockerfile", "app.dockerfile", "app.Dockerfile", "Containerfile", "Containerfile.ubi9",
    "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.prod.yml",
    "compose.override.yaml", "prod-compose.yml", "podman-compose.yml", "x/docker-compose-dev.yaml",
]  # fmt: skip
MUST_NOT = [
    "Dockerfile.dockerignore", "Dockerfile.j2", "Dockerfile.md", "dockerfile.py", "README.md",
    "values.yaml", "decompose.yaml", "compose.json", "compose.yaml.bak", "dockerfiles/readme",
    "Dockerfile.test.ts",
]  # fmt: skip


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    write(folder, FILES)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    return folder


@pytest.mark.parametrize("hook", ["hardenlint", "hardenlint-fix"])
@pytest.mark.parametrize("name", [*MUST, *MUST_NOT])
def test_the_file_pattern(hook: str, name: str) -> None:
    files, exclude = str(hooks()[hook]["files"]), str(hooks()[hook]["exclude"])
    chosen = re.search(files, name) is not None and re.search(exclude, name) is None
    assert chosen is (name in MUST)


def test_every_entry_ends_with_the_end_of_options() -> None:
    for hook in hooks().values():
        args = hook.get("args", [])
        assert isinstance(args, list)
        assert hook.get("pass_filenames") is False or args[-1:] == ["--"]
        assert hook.get("pass_filenames") is False or hook["require_serial"] is True


def test_the_whole_repository(
    project: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    run = inside(capfd, *shlex.split(str(hooks()["hardenlint-all"]["entry"]))[1:])
    assert run.code == 1
    assert "app.dockerfile" in run.out
    assert "vendor" not in run.out


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository as it is in the working tree, committed."""
    folder = clean_home.copy(tmp_path_factory.mktemp("clone") / "hardenlint")
    clean_home.commit(folder)
    return folder


def pre_commit(project: Path, home: Path, *arguments: str) -> str:
    """Run the real pre-commit, which installs the hook first; return what it printed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment["PRE_COMMIT_HOME"] = str(home)
    environment["VIRTUALENV_OVERRIDE_APP_DATA"] = str(home / "virtualenv")
    done = subprocess.run(
        [program("pre-commit"), *arguments, "--all-files", "--color=never"], cwd=project,
        capture_output=True, text=True, env=environment, timeout=300, check=False,
    )  # fmt: skip
    if "No matching distribution found" in done.stdout or "ConnectionError" in done.stdout:
        pytest.skip("no package index is reachable, so pre-commit cannot install hardenlint")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "- exit code: 1" in done.stdout, done.stdout
    return done.stdout


def test_pre_commit_runs_it(project: Path, clone: Path, tmp_path: Path) -> None:
    out = pre_commit(project, tmp_path / "home", "try-repo", str(clone), "hardenlint")
    found = set(re.findall(r"^\s*--> (\S+?):\d+", out, re.MULTILINE))
    assert found == {
        "app.dockerfile", "--config=x/compose.yml", "--profile/docker-compose.prod.yml",
    }  # fmt: skip
    assert "dangerous-capability-added" not in out  # the override was seen with its base
    assert "values.yaml" not in out


def test_pre_commit_runs_what_init_writes(
    project: Path, clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a clone, whose commit `init` can see."""
    monkeypatch.chdir(project)
    assert hardenlint("init", "--yes", "--repository", str(clone)).code == 0
    out = pre_commit(project, tmp_path / "home", "run")
    assert "critical[privileged-container]" in out


def test_our_own_hook_is_the_published_one() -> None:
    with open(ROOT / ".pre-commit-config.yaml", encoding="utf-8") as file:
        (repo,) = yaml.safe_load(file)["repos"]
    assert [hook["entry"] for hook in repo["hooks"]] == [hooks()["hardenlint-all"]["entry"]]
