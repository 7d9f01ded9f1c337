"""What a one-file scan imports and costs: the budget that a hook pays on every commit."""

import os
import subprocess
import sys
from glob import glob

import pytest

from .benchmarks import startup
from .benchmarks.cost import peer

NEVER = {
    "asyncio",
    "concurrent.futures",
    "dataclasses",
    "docker",
    "email",
    "http.client",
    "importlib.metadata",
    "json",
    "jsonschema",
    "logging",
    "pathlib",
    "requests",
    "rich",
    "socket",
    "subprocess",
    "tomllib",
    "urllib.request",
    "urllib3",
    "xml",
}
PROBE = """
import sys
sys.argv = ["hardenlint", "scan", sys.argv[1]]
from hardenlint.cli import main
try:
    main()
except SystemExit as end:
    code = end.code
sys.stderr.write(f"{code}\\n" + "\\n".join(sorted(sys.modules)))
"""
PAIRS = 9
ROUNDS = 12


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the wheel is installed: the bin folder of an environment of its own."""
    return startup.install(str(tmp_path_factory.mktemp("as-installed")))


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files that are scanned; outside of any repository."""
    return startup.files(str(tmp_path_factory.mktemp("inputs")))


def test_the_environment_reads_no_pth(scripts: str) -> None:
    for root, _, files in os.walk(os.path.dirname(scripts)):
        assert [name for name in files if name.endswith(".pth")] == [], root


def imported(scripts: str, path: str) -> set[str]:
    """Return what a scan imports."""
    command = [os.path.join(scripts, "python"), "-I", "-c", PROBE, path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    code, *modules = done.stderr.splitlines()
    assert code == "0"
    return set(modules)


def test_a_dockerfile_imports_what_it_needs(scripts: str, paths: dict[str, str]) -> None:
    modules = imported(scripts, paths["Dockerfile"])
    assert modules & NEVER == set()
    assert "yaml" not in modules
    assert "hardenlint.sources.compose" not in modules
    assert "hardenlint.sources.live" not in modules
    checks = {name for name in modules if name.startswith("hardenlint.checks.")}
    assert not any(".checks.container" in name or ".checks.host" in name for name in checks)
    assert "hardenlint.checks.image.secrets.secret_file_copied" not in checks, "nothing is copied"
    assert "hardenlint.checks.image.user.user_not_numeric" not in checks, "not of the profile"


def test_a_compose_file_imports_what_it_needs(scripts: str, paths: dict[str, str]) -> None:
    modules = imported(scripts, paths["compose.yaml"])
    assert modules & NEVER == set()
    assert "hardenlint.sources.dockerfile" not in modules
    assert "hardenlint.sources.live" not in modules
    assert "hardenlint.shell" not in modules, "no command, no shell analysis"
    assert "hardenlint.page" not in modules, "nothing found, nothing explained"
    checks = {name for name in modules if name.startswith("hardenlint.checks.")}
    assert not any("_mounted" in name for name in checks), "nothing is mounted"
    assert "hardenlint.checks.container.resources.pids_unlimited" not in checks


@pytest.mark.parametrize("name", startup.BUDGETS)
def test_a_scan_of_one_file_keeps_its_budget(
    name: str, scripts: str, paths: dict[str, str]
) -> None:
    """What else runs on the machine only adds to each figure, so the least of several counts."""
    bare = [os.path.join(scripts, "python"), "-I", "-c", "pass"]
    command = [os.path.join(scripts, "hardenlint"), "scan", paths[name]]
    budget, least = startup.BUDGETS[name], float("inf")
    for _ in range(ROUNDS):
        (start,) = startup.beside([(name, command)], bare, PAIRS)
        assert start.memory < 40
        least = min(least, start.ratio, start.least)
        if least <= budget:
            return
    busy = os.getloadavg()[0] > 1.2 * (os.cpu_count() or 1)
    told = f"{least:.2f} bare interpreters, {start.spent * 1e3:.0f} ms; the budget is {budget}"
    if busy and least <= 1.1 * budget:
        pytest.skip(f"this machine is too busy to tell: {told}")
    pytest.fail(told)


def test_nothing_is_imported_from_the_current_folder(
    scripts: str, tmp_path: os.PathLike[str]
) -> None:
    """It may be a stranger's: once our code has begun, its click.py is none."""
    # The interpreter itself imports none of these to find what -m names.
    for name in ("click.py", "yaml.py", "difflib.py", "typing.py", "enum.py", "re.py"):
        with open(os.path.join(tmp_path, name), "w", encoding="utf-8") as file:
            file.write("raise SystemExit(99)\n")
    for command in ([os.path.join(scripts, "python"), "-m", "hardenlint"],
                    [os.path.join(scripts, "hardenlint")]):  # fmt: skip
        done = subprocess.run([*command, "scna"], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 2
        assert b"Did you mean 'scan'?" in done.stderr


MOST = {"Dockerfile": 154, "compose.yaml": 165}
"""How many of our modules a scan of that file may import: this tells what no clock can."""


@pytest.mark.parametrize("name", MOST)
def test_a_scan_of_one_file_imports_few_modules(
    name: str, scripts: str, paths: dict[str, str]
) -> None:
    ours = {module for module in imported(scripts, paths[name]) if module.startswith("hardenlint")}
    assert len(ours) <= MOST[name]


def test_it_costs_less_than_another_linter_of_one_file(scripts: str, paths: dict[str, str]) -> None:
    other = peer("compose-lint")
    if other is None:
        pytest.skip("compose-lint is not installed: pip install compose-lint")
    bare = [os.path.join(scripts, "python"), "-I", "-c", "pass"]
    ours = os.path.join(scripts, "hardenlint")
    commands = {
        "theirs": [other, paths["compose.yaml"]],
        "their version": [other, "--version"],
        "Dockerfile": [ours, "scan", paths["Dockerfile"]],
        "compose": [ours, "scan", paths["compose.yaml"]],
        "version": [ours, "--version"],
    }
    spent = {start.title: start.spent for start in startup.beside(commands.items(), bare, PAIRS)}
    assert max(spent["Dockerfile"], spent["compose"]) <= spent["theirs"]
    assert spent["version"] <= spent["their version"]


def test_a_folder_that_everything_is_installed_into(scripts: str) -> None:
    """As `pip install --target` makes it, and a zipapp: all that is needed lies beside us."""
    (folder,) = glob(os.path.join(os.path.dirname(scripts), "lib", "python*", "site-packages"))
    command = [sys.executable, "-S", "-m", "hardenlint", "--version"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("hardenlint, version "), done.stderr
