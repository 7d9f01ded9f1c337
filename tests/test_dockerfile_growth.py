"""Large Dockerfiles: twice the size takes twice the time, and memory stays in its bounds."""

import os

import pytest

from .benchmarks.growth import SHAPES, growth

TRIES = 4
"""A busy machine makes some runs slower, never faster: the fastest of each size are compared."""


@pytest.mark.parametrize("shape", SHAPES)
def test_scan_grows_with_the_file(shape: str, tmp_path: os.PathLike[str]) -> None:
    smaller = larger = float("inf")
    for _ in range(TRIES):
        found = growth(shape, 10_000, str(tmp_path))
        assert found.memory <= found.memory_limit
        smaller, larger = min(smaller, found.seconds[0]), min(larger, found.seconds[1])
        # Linear is 2, quadratic would be 4; the time of a process start is noise in small numbers.
        if larger < 2.5 * smaller + 0.1:
            return
    pytest.fail(f"twice the size takes {larger:.2f} s instead of {smaller:.2f} s")


@pytest.mark.parametrize("command", ["scan, JSON", "show", "show, JSON"])
def test_a_long_file_is_not_held_as_text_and_data(command: str, tmp_path: os.PathLike[str]) -> None:
    found = growth("variables", 30_000, str(tmp_path), command)
    assert found.memory <= found.memory_limit
