"""A sample of hostile projects; `python -m tests.hostile.fuzz SECONDS` makes more of them."""

from pathlib import Path

import pytest

from tests.hostile import fuzz, trial

SAMPLES = 10
PROJECTS = 12
"""Projects in each sample."""


@pytest.mark.parametrize("sample", range(SAMPLES))
def test_nothing_comes_of_a_hostile_project(sample: int, tmp_path: Path) -> None:
    found = []
    for number in range(PROJECTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        found += fuzz.attempt(sample * PROJECTS + number, str(folder))
    assert found == []


FORGED = trial.FORGED


@pytest.mark.parametrize(
    ("out", "fault"),
    [
        ("Traceback (most recent call last):", "a bug is told"),
        (f"x {trial.OUTSIDE}env", "is told"),
        (f"x {trial.SECRET}1", "is told"),
        (f"a\n \t::error::{FORGED}", "a command is forged"),
        (f"x ##[error]{FORGED}", "a command is forged"),
        (f"x ##vso[task.x]{FORGED}", "a command is forged"),
        ("a\x1b[31m", "a control character is printed"),
    ],
)
def test_the_judge_of_outcomes_can_be_displeased(out: str, fault: str) -> None:
    (found,) = trial.faults(trial.Outcome(0, out, "", 0, 0), ("scan",), 1)
    assert fault in found


def test_it_knows_broken_data_and_what_takes_too_long() -> None:
    arguments = ("scan", "--format", "json")
    assert trial.faults(trial.Outcome(1, "{}", "", 1, 100), arguments, 1) == []
    assert trial.faults(trial.Outcome(1, '{"a": NaN}', "", 1, 100), arguments, 1) != []
    assert trial.faults(trial.Outcome(1, "{}", "", 6, 100), arguments, 1) == ["6.0 s"]
    assert trial.faults(trial.Outcome(1, "{}", "", 1, 600), arguments, 1) == ["600 MB"]
    assert trial.faults(trial.Outcome(1, "{}", "", 6, 600), arguments, 2_000_000) == []
    assert trial.faults(trial.Outcome(-9, "{}", "", 1, 1), arguments, 1) == ["exit code -9"]
