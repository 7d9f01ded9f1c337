"""Every command and snippet of the README, in a clean home, as a stranger copies them.

One home is set up by the README's own first commands, and all others run there.
"""

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from hardenlint.errors import EngineError
from hardenlint.sources import live
from tests import clean_home
from tests.clean_home import ROOT, environment, git, shell
from tests.fake_engine import Server, engine_answers
from tests.readme import block, blocks, inline_commands, prose, read

READ_ONLY = {
    "hardenlint audit --host tcp://docker.lan:2376": "there is no such host",
    "hardenlint audit --host ssh://ops@web1": "there is no such host",
    "hardenlint audit --local": "it reads the host that the tests run on (test_live_engine)",
}
"""Lines of "Auditing a live host" whose options are read, and why they do not run."""


class Machine(NamedTuple):
    """A stranger's home, the clone, and what the first commands printed there."""

    home: Path
    clone: Path
    env: dict[str, str]
    first: subprocess.CompletedProcess[str]

    def run(self, script: str, folder: Path, **more: Any) -> subprocess.CompletedProcess[str]:
        return shell(script, folder, self.env, **more)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Follow "Try it" in a clone of this tree."""
    folder = tmp_path_factory.mktemp("stranger")
    clone = clean_home.copy(folder / "hardenlint", whole=True)
    clean_home.commit(clone)
    identity = {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")}  # fmt: skip
    env = environment(folder / "home", **identity)
    first = shell(block("Try it: sh 1"), clone, env)
    linked = shell(block("Try it: sh 2"), clone, env)
    assert linked.returncode == 0, first.stderr + linked.stderr
    return Machine(folder / "home", clone, env, first)


@pytest.fixture
def project(machine: Machine, tmp_path: Path) -> Path:
    """A repository of the stranger's own, with a project of three services in it."""
    folder = tmp_path / "shop"
    shutil.copytree(ROOT / "fixtures" / "projects" / "shop", folder)
    clean_home.commit(folder)
    return folder


def test_the_first_commands(machine: Machine) -> None:
    """They print what the README shows, and leave the stranger's own Python alone."""
    assert machine.first.returncode == 1, machine.first.stderr
    assert machine.first.stdout == block("Try it: text 1")
    assert machine.first.stderr == ""
    assert os.listdir(machine.home / ".local" / "bin") == ["hardenlint"]
    assert machine.run("command -v python3", machine.home).stdout.endswith("/python/python3\n")
    assert git(machine.clone, "status", "--porcelain") == ""


@pytest.mark.parametrize("command", ["pipx install .", "uv tool install ."])
def test_other_installers(command: str, machine: Machine, tmp_path: Path) -> None:
    assert f"`{command}`" in prose()
    program = shutil.which(command.split()[0])
    if program is None:
        pytest.skip(f"{command.split()[0]} is not installed: pip install {command.split()[0]}")
    env = environment(tmp_path / "home")
    env["PATH"] += f":{os.path.dirname(program)}"
    installed = shell(command, machine.clone, env)
    assert installed.returncode == 0, installed.stderr
    assert os.listdir(tmp_path / "home" / ".local" / "bin") == ["hardenlint"]
    assert shell("hardenlint --version", tmp_path, env).stdout.startswith("hardenlint, ")


def table_commands() -> list[str]:
    lines = read().partition("| command | what it does |")[2].partition("\n\n")[0].splitlines()
    return [line.split("`")[1].replace("\\|", "|") for line in lines if line.startswith("| `")]


@pytest.mark.parametrize("command", table_commands())
def test_the_most_useful_commands(command: str, machine: Machine, project: Path) -> None:
    if command in ("hardenlint audit", "docker inspect app | hardenlint scan -"):
        done = machine.run(f"{command} --help".replace("docker inspect app |", ""), project)
    else:
        done = machine.run(command, project, answers="y\n" * 2)
    assert done.returncode == (1 if command.startswith("hardenlint scan ") else done.returncode)
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout


@pytest.mark.live
@pytest.mark.parametrize("command", ["hardenlint audit", "hardenlint audit --local"])
def test_an_audit_of_the_engine_at_hand(command: str, machine: Machine) -> None:
    try:
        with live.connect(timeout=10):
            pass
    except EngineError as error:
        how = f"no Docker engine answers ({error}); start one, or run `.ci/engine pytest -m live`"
        if os.environ.get("HARDENLINT_REQUIRE_ENGINE") == "1":
            pytest.fail(how)
        pytest.skip(how)
    env = {**machine.env, "DOCKER_HOST": os.environ.get("DOCKER_HOST", "")}
    done = shell(command, machine.home, env)
    assert done.returncode in (0, 1, 3), done.stderr
    assert "Checked" in done.stdout


@pytest.mark.parametrize("command", inline_commands())
def test_a_command_in_the_text_is_one(command: str, machine: Machine) -> None:
    ours = command.split("| ")[-1]
    done = machine.run(f"{ours} --help", machine.home)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_hook(machine: Machine, project: Path) -> None:
    """A first run that fails, then a baseline, then a commit that passes."""
    add, begin, accept = (block(f"As a pre-commit hook: sh {n}") for n in (1, 2, 3))
    assert machine.run(add, project).returncode == 0
    failed = machine.run(begin, project)
    assert failed.returncode == 1, failed.stderr
    assert "critical[docker-socket-mounted]" in failed.stdout
    accepted = machine.run(accept, project)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert git(project, "status", "--porcelain") == ""
    (project / "api" / "Dockerfile").write_text("FROM python:3.13-slim\nUSER root\n")
    again = machine.run("git commit --all --message x", project)
    assert (again.returncode, "run-as-root" in again.stderr) == (1, True), again.stderr


def test_the_hook_for_a_team(machine: Machine, project: Path) -> None:
    """What `init` writes is the snippet, and pre-commit runs that from the clone."""
    (snippet,) = yaml.safe_load(block("As a pre-commit hook: yaml 1"))["repos"]
    (command,) = [each for each in inline_commands() if "--repository URL" in each]
    said = command.replace("URL", snippet["repo"]).replace("COMMIT", snippet["rev"])
    assert machine.run(said, project).returncode == 0
    file = project / ".pre-commit-config.yaml"
    assert yaml.safe_load(file.read_text()) == {"repos": [snippet]}
    commit = git(machine.clone, "rev-parse", "HEAD").strip()
    text = block("As a pre-commit hook: yaml 1").replace("# - id", "- id")
    file.write_text(text.replace(snippet["repo"], str(machine.clone)).replace("COMMIT", commit))
    git(project, "add", "--all")
    add = block("As a pre-commit hook: sh 1")
    assert machine.run(f"command -v pre-commit || {{ {add} }}", project).returncode == 0
    done = machine.run("pre-commit run --all-files --color=never", project)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.count("critical[docker-socket-mounted]") == 2


def test_start_up_by_hand(machine: Machine, tmp_path: Path) -> None:
    """What the program prints at the end of each line is CPU time; the budget has its own test."""
    lines = block("Tests: sh 2").replace("/tmp/hl", str(tmp_path / "hl"))
    done = machine.run(lines, machine.clone)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("user") == 2
    assert "no problems" in (tmp_path / "hl" / "out").read_text()


def test_several_reports(machine: Machine, project: Path) -> None:
    done = machine.run(block("Anywhere else: sh 1"), project)
    assert done.returncode == 1, done.stderr
    assert json.loads((project / "hardenlint.json").read_text())["findings"]
    assert "<testsuites" in (project / "hardenlint.xml").read_text()


@pytest.mark.parametrize("name", ["Anywhere else: sh 2", "Auditing a live host: sh 2"])
def test_a_container_of_our_image(name: str, machine: Machine) -> None:
    """Docker and we know each option; the image is the one that the text builds, never pulled."""
    words = shlex.split(block(name), comments=True)
    image = words.index("hardenlint")
    assert words[:2] == ["docker", "run"]
    assert words[words.index("--pull") + 1] == "never"
    assert "`docker build --tag hardenlint .`" in prose()
    ours = shlex.join(words[image:])
    assert machine.run(f"{ours} --help", machine.home).returncode == 0
    if shutil.which("docker") is not None:
        shown = subprocess.run(["docker", "run", "--help"], capture_output=True, text=True)
        assert all(word in shown.stdout for word in words[2:image] if word.startswith("--"))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Server]:
    server = Server(str(tmp_path / "engine.sock"), engine_answers())
    yield server
    server.stop()


def test_audits(machine: Machine, tmp_path: Path, engine: Server) -> None:
    """In their order: the last reads what an earlier one saved."""
    (tmp_path / "fleet.txt").write_text(f"{engine.url}\n")
    lines = [
        line.partition("#")[0].strip() for line in block("Auditing a live host: sh 1").splitlines()
    ]
    assert set(READ_ONLY) <= set(lines)
    for line in lines:
        if line in READ_ONLY:
            done = machine.run(f"{line} --help", tmp_path)
            assert done.returncode == 0, done.stderr
            continue
        before = len(engine.requests)
        done = shell(line, tmp_path, {**machine.env, "DOCKER_HOST": engine.url})
        assert done.returncode in (0, 1, 3), (line, done.stderr)
        assert (len(engine.requests) > before) is ("audit" in line), line
    assert (tmp_path / "fleet.json").exists()


COMPLETED: dict[str, tuple[str, Callable[[Path], str]]] = {
    "Completion: sh 1": (
        "bash",
        lambda home: (
            f". {home}/.local/share/bash-completion/completions/hardenlint\n"
            "COMP_WORDS=(hardenlint sc); COMP_CWORD=1; _hardenlint_completion hardenlint\n"
            'printf "%s\\n" "${COMPREPLY[@]}"'
        ),
    ),
    "Completion: sh 2": (
        "zsh",
        lambda home: (
            f"fpath+={home}/.zfunc; autoload -Uz compinit; compinit -D -u\n"
            'printf "%s\\n" "${_comps[hardenlint]}"; autoload +X _hardenlint && echo scan'
        ),
    ),
    "Completion: sh 3": ("fish", lambda _: "complete -C 'hardenlint sc'"),
}


@pytest.mark.parametrize("name", COMPLETED)
def test_completion(name: str, machine: Machine, tmp_path: Path) -> None:
    program, script = COMPLETED[name]
    wrote = machine.run(block(name), tmp_path)
    assert (wrote.returncode, wrote.stderr) == (0, "")
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run(
        [program, "-c", script(machine.home)], env=machine.env, cwd=tmp_path, timeout=60,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "scan" in done.stdout


def test_a_package_of_your_own(machine: Machine, project: Path, tmp_path: Path) -> None:
    """Installed beside hardenlint, it adds its check; removed, it is gone."""
    package = tmp_path / "ours"
    package.mkdir()
    (package / "pyproject.toml").write_text(blocks("toml", "Writing a check")[0])
    (package / "our_checks.py").write_text(blocks("python", "Writing a check")[0])
    install = "~/.hardenlint/bin/pip install ."
    assert f"`{install}`" in prose()
    done = machine.run(install, package)
    assert done.returncode == 0, done.stderr
    assert "At night" in machine.run("hardenlint explain owner-missing", package).stdout
    assert "medium[owner-missing]" in machine.run("hardenlint scan", project).stdout
    assert machine.run("~/.hardenlint/bin/pip uninstall -q -y our-checks", package).returncode == 0
