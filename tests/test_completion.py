"""Shell completion: the scripts load in their shells and complete commands, options, values."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from hardenlint import registry
from tests.cli import inside
from tests.needs import program

ROOT = Path(__file__).parent.parent
SHELLS = ("bash", "zsh", "fish")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A `hardenlint` on PATH."""
    program = tmp_path / "hardenlint"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m hardenlint "$@"\n')
    program.chmod(0o755)
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "dumb"}


def run(shell: str, script: str, environment: dict[str, str]) -> str:
    program(shell)
    done = subprocess.run(
        [shell, "-c", script], env=environment, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


LINES = [
    (["hardenlint", "sc"], {"scan"}),
    (["hardenlint", "known", ""], {"write", "prune", "show"}),
    (["hardenlint", "scan", "--fail"], {"--fail-on"}),
    (["hardenlint", "scan", "--profile", ""], {"baseline", "restricted"}),
    (["hardenlint", "scan", "--ignore", "privileged-"], {"privileged-container"}),
    (["hardenlint", "explain", "docker-sock"], {"docker-socket-mounted"}),
]


@pytest.mark.parametrize(("words", "expected"), LINES)
def test_bash(words: list[str], expected: set[str], environment: dict[str, str]) -> None:
    script = (
        'eval "$(hardenlint completion bash)"\n'
        f"COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}\n"
        "_hardenlint_completion hardenlint\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    assert expected <= set(run("bash", script, environment).split())


@pytest.mark.parametrize(("words", "expected"), LINES)
def test_fish(words: list[str], expected: set[str], environment: dict[str, str]) -> None:
    script = f"hardenlint completion fish | source\ncomplete -C {shlex.quote(' '.join(words))}\n"
    found = {line.split("\t")[0] for line in run("fish", script, environment).splitlines()}
    assert expected <= found


@pytest.mark.parametrize(("words", "expected"), LINES)
def test_zsh(words: list[str], expected: set[str], environment: dict[str, str]) -> None:
    script = (
        "autoload -Uz compinit; compinit -D -u\n"
        'eval "$(hardenlint completion zsh)"\n'
        "compadd() { print -rl -- ${(P)@[-1]} }\n"
        "_describe() { print -rl -- ${(P)${@[-3]}} ${(P)${@[-2]}} }\n"
        f"words=({shlex.join(words)}); CURRENT={len(words)}\n_hardenlint_completion\n"
    )
    found = {line.split(":")[0] for line in run("zsh", script, environment).splitlines()}
    assert expected <= found


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_of_that_shell(shell: str, capfd: pytest.CaptureFixture[str]) -> None:
    made = inside(capfd, "completion", shell)
    assert made.code == 0
    assert f"_HARDENLINT_COMPLETE={shell}_complete" in made.out


def test_another_shell(capfd: pytest.CaptureFixture[str]) -> None:
    made = inside(capfd, "completion", "zhs")
    assert (made.code, "Did you mean 'zsh'?" in made.err) == (2, True)


def test_all_checks_are_offered(environment: dict[str, str]) -> None:
    script = (
        'eval "$(hardenlint completion bash)"\nCOMP_WORDS=(hardenlint explain ""); COMP_CWORD=2\n'
        "_hardenlint_completion hardenlint\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    assert set(run("bash", script, environment).split()) == set(registry.names())
