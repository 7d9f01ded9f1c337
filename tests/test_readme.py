"""The README's blocks of output come from the program."""

import os
import re
import shlex
from pathlib import Path

import pytest
import yaml

from hardenlint import registry
from hardenlint.policy import config
from hardenlint.report import FORMATS
from tests.cli import hardenlint
from tests.test_init import hooks

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
README = os.path.join(ROOT, "README.md")
UPDATE = "run `pytest tests/test_readme.py --update`, and read what it writes"
BLOCK = re.compile(
    r"(<!-- output: hardenlint (?P<args>.+) -->\n```text\n)(?P<text>.*?)(```\n)", re.S
)


def read() -> str:
    with open(README, encoding="utf-8") as file:
        return file.read()


def test_output_blocks_are_current(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    def current(match: re.Match[str]) -> str:
        return match[1] + hardenlint(*shlex.split(match["args"])).out + match[4]

    text = read()
    assert BLOCK.search(text)
    updated = BLOCK.sub(current, text)
    if request.config.getoption("--update"):
        with open(README, "w", encoding="utf-8") as file:
            file.write(updated)
    assert read() == updated, UPDATE


def test_the_commands_named_exist() -> None:
    for name in (
        "scan", "audit", "show", "explain", "checks", "init", "fix", "baseline", "suppressions",
        "config", "completion",
    ):  # fmt: skip
        assert f"`hardenlint {name}" in read() or f"hardenlint {name}" in read()
        assert hardenlint(name, "--help").code == 0


def test_ci_runs_the_readmes_test_command() -> None:
    with open(os.path.join(ROOT, ".ci", "run"), encoding="utf-8") as file:
        assert ".ci/engine bash tests/run" in file.read()
    assert "```sh\nbash tests/run\n```" in read()


def blocks(language: str, chapter: str = "") -> list[str]:
    text = read()
    if chapter:
        text = text.partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def test_the_configuration_shown_is_valid_and_complete(tmp_path: Path) -> None:
    (text,) = blocks("yaml", "Configuration")
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "containers.yaml").write_text("")
    (tmp_path / ".hardenlint.yaml").write_text(text)
    config.load(str(tmp_path / ".hardenlint.yaml"), registry.names)
    assert set(yaml.safe_load(text)) == set(yaml.safe_load(config.schema())["properties"])


def test_the_hooks_and_formats_named_exist() -> None:
    hook, *_ = blocks("yaml", "As a pre-commit hook")
    assert set(re.findall(r"- id: (\S+)", hook)) == set(hooks())
    assert all(f"`{name}`" in read() for name in FORMATS)


def test_the_exceptions_shown_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (docker,), (compose,) = blocks("dockerfile", "Exceptions"), blocks("yaml", "Exceptions")
    docker = docker.replace("2027-03-31", "2999-03-31")
    (tmp_path / "Dockerfile").write_text(f"FROM python:3.13\n{docker}")
    mount = '    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]\n'
    (tmp_path / "compose.yaml").write_text(compose + mount)
    run = hardenlint("scan", "--select", "docker-socket-mounted", "--select", "run-as-root", ".")
    assert (run.code, "no problems (2 suppressed)" in run.out) == (0, True)


def test_a_package_of_your_own(tmp_path: Path) -> None:
    (project,), (code,) = blocks("toml", "Writing a check"), blocks("python", "Writing a check")
    (tmp_path / "our_checks.py").write_text(code)
    info = tmp_path / "our_checks-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: our-checks\nVersion: 1\n")
    points = project.partition('[project.entry-points."hardenlint.checks"]')[2]
    (info / "entry_points.txt").write_text(f"[hardenlint.checks]{points.replace(chr(34), '')}")
    (tmp_path / "compose.yaml").write_text("services: {web: {image: 'nginx:1.27'}}\n")
    env = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    run = hardenlint("scan", "--format", "json", str(tmp_path), env=env)
    assert run.checks == {"owner-missing"}
    assert "At night" in hardenlint("explain", "owner-missing", env=env).out


def test_the_list_of_checks_is_current(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    path = os.path.join(ROOT, "checks", "README.md")
    title = "# The checks\n\nWritten by `hardenlint checks --format markdown`; "
    title += "`hardenlint explain CHECK` says more.\n\n"
    current = title + hardenlint("checks", "--format", "markdown").out
    if request.config.getoption("--update"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(current)
    with open(path, encoding="utf-8") as file:
        assert file.read() == current, UPDATE
