"""Large Dockerfiles: twice the size takes twice the time, and memory stays in its bounds."""

import os

import pytest

from .benchmarks.growth import SHAPES, growth


@pytest.mark.parametrize("shape", SHAPES)
def test_scan_grows_with_the_file(shape: str, tmp_path: os.PathLike[str]) -> None:
    found = growth(shape, 10_000, str(tmp_path))
    # Quadratic would be 4; the time of a process start is noise in small numbers.
    assert found.seconds[1] < 3 * found.seconds[0] + 0.3
    assert found.memory <= found.memory_limit


@pytest.mark.parametrize("command", ["scan, JSON", "show", "show, JSON"])
def test_a_long_file_is_not_held_as_text_and_data(command: str, tmp_path: os.PathLike[str]) -> None:
    found = growth("variables", 30_000, str(tmp_path), command)
    assert found.memory <= found.memory_limit
