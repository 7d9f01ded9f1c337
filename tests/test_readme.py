"""The README's blocks of output come from the program."""

import os
import re
import shlex

import pytest

from tests.cli import hardenlint

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
README = os.path.join(ROOT, "README.md")
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
    assert read() == updated


def test_the_commands_named_exist() -> None:
    for name in ("scan", "audit", "show", "explain", "checks"):
        assert f"`hardenlint {name}" in read() or f"hardenlint {name}" in read()
        assert hardenlint(name, "--help").code == 0


def test_ci_runs_the_readmes_test_command() -> None:
    with open(os.path.join(ROOT, ".ci", "run"), encoding="utf-8") as file:
        assert ".ci/engine bash tests/run" in file.read()
    assert "```sh\nbash tests/run\n```" in read()
