"""Options: each command has those that it obeys, and says why it does not know a check."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from tests.cli import hardenlint, inside
from tests.commands import every_command, visible_options

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "compose.yaml").write_text("services:\n  web:\n    image: nginx:1.27\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ("checks", "--cis", "--format", "json"),
        ("suppressions", "--format", "sarif"),
        ("suppressions", "--output", "json=x.json"),
        ("suppressions", "--show-suppressed"),
        ("baseline", "write", "--format", "json"),
        ("baseline", "write", "--output", "json=x.json"),
        ("baseline", "prune", "--show-suppressed"),
        ("baseline", "prune", "--no-baseline"),
        ("baseline", "write", "--fail-on", "low"),
    ],
    ids=" ".join,
)
def test_what_is_not_obeyed_is_refused(command: tuple[str, ...], capfd: Capture) -> None:
    assert inside(capfd, *command).code == 2


@pytest.mark.parametrize(
    "command",
    [
        ("checks", "--cis"),
        ("suppressions", "--format", "json", "--profile", "restricted"),
        ("baseline", "write", "--min-severity", "high", "--baseline", "known.json"),
        ("audit", "--host", "unix:///nowhere", "--name", "[!a]*", "-q", "--fail-on", "low"),
    ],
    ids=" ".join,
)
def test_what_is_obeyed_is_taken(command: tuple[str, ...], capfd: Capture) -> None:
    assert inside(capfd, *command).code == (3 if "audit" in command else 0)


@pytest.mark.parametrize("option", ["--name", "--not-name"])
def test_a_name_that_is_no_pattern(option: str, capfd: Capture) -> None:
    run = inside(capfd, "audit", option, "web[")
    assert (run.code, f"{option}: 'web[' is no pattern" in run.err) == (2, True)


def test_the_options_of_all_commands_have_one_order() -> None:
    """Who knows the help of one command finds an option at the same place in another."""
    before: dict[tuple[str, str], str] = {}
    for name, command in every_command():
        options = visible_options(command)
        assert options[-1] == "--help", name
        assert len(options) == len(set(options)), name
        for first, second in combinations(options, 2):
            before.setdefault((first, second), name)
    turned = {pair: name for pair, name in before.items() if pair[::-1] in before}
    assert turned == {}


def test_every_option_is_told_by_the_help(capfd: Capture) -> None:
    for name, command in every_command():
        out = inside(capfd, *name.split(), "--help").out
        table = out.partition("\nOptions:\n")[2]
        told = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", table, re.MULTILINE)
        assert told == visible_options(command), name


@pytest.fixture
def broken(folder: Path) -> dict[str, str]:
    """The environment in which a package of checks is there and cannot be imported."""
    plugin = folder / "plugin"
    (plugin / "house.dist-info").mkdir(parents=True)
    (plugin / "house.dist-info/entry_points.txt").write_text("[hardenlint.checks]\nhouse = house\n")
    (plugin / "house.py").write_text("import not_there\n")
    root = str(Path(__file__).parent.parent)
    return {"PYTHONPATH": f"{root}:{plugin}"}


@pytest.mark.parametrize(
    "command",
    [
        ("explain", "house-rule"),
        ("scan", "--select", "house-rule", "."),
        ("scan", "--ignore", "house-rule", "."),
        ("scan", "--config", "config.yaml", "."),
        ("config", "show", "--config", "config.yaml"),
    ],
    ids=" ".join,
)
def test_a_check_that_is_missing_since_its_package_is_broken(
    command: tuple[str, ...], broken: dict[str, str], folder: Path
) -> None:
    (folder / "config.yaml").write_text("select: [house-rule]\n")
    run = hardenlint(*command, env=broken)
    first, second, *_ = run.err.splitlines()
    assert "the checks in house cannot be loaded: ModuleNotFoundError" in first
    assert "house-rule" in second
    assert run.code == 2


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), ["Usage: hardenlint ", "COMMAND"]),
        (("config",), ["Usage: hardenlint config ", "COMMAND"]),
        (("completion",), ["hardenlint: ", "bash", "zsh", "fish"]),
        (("scan", "--output", "sarif"), ["hardenlint: --output: sarif needs a path: sarif=FILE."]),
    ],
)
def test_what_is_left_out_is_told_in_lines(args: tuple[str, ...], words: list[str]) -> None:
    """The sentences are click's, so they may change."""
    run = hardenlint(*args)
    assert (run.code, run.out) == (2, "")
    first = run.err.splitlines()[0]
    assert first.startswith(words[0])
    assert all(word in first for word in words)
    assert "\\n" not in run.err
