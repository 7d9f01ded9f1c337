"""What is called while the program runs grows as the file does: counted, so no noise is in it."""

import os
from pathlib import Path

import pytest

from .growing.cases import COMMANDS, cases, grown
from .growing.counting import Cost, faster, imported, run
from .growing.shapes import SHAPES

SIZE, TIMES = 16, 4
EVERY = 499
"""A few of the thousands: all of them are for `python -m tests.growing`."""
CASES = list(cases((), EVERY))


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    imported()


def _cost(command: str, path: str) -> Cost:
    found = run([*COMMANDS[command], path], 20)
    assert found is not None, "takes more than 20 seconds"
    return found


@pytest.mark.parametrize("name", SHAPES)
def test_what_was_quadratic_is_linear(name: str, tmp_path: Path) -> None:
    file, command, grow = SHAPES[name]
    path = tmp_path / file
    path.write_text(grow(SIZE))
    small = _cost(command, str(path))
    path.write_text(grow(TIMES * SIZE))

    assert faster(small, _cost(command, str(path)), TIMES, 20 * SIZE) == []


@pytest.mark.parametrize(("fixture", "way", "grow"), CASES, ids=lambda v: str(v)[:60])
def test_a_fixture_grows(fixture: str, way: str, grow: object, tmp_path: Path) -> None:
    assert callable(grow)
    small = grown(fixture, grow, 8, str(tmp_path / "small"))
    large = grown(fixture, grow, 8 * TIMES, str(tmp_path / "large"))
    if small is None or large is None:
        pytest.skip(f"nothing to grow by {way}")
    times = max(TIMES, os.path.getsize(large) / os.path.getsize(small))

    assert faster(_cost("scan", small), _cost("scan", large), times, 400) == []
