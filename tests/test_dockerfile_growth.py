"""Large Dockerfiles: twice the size takes twice the time, and memory stays in its bounds."""

import os

import pytest

from .benchmarks.growth import SHAPES, growth

TRIES = 6
"""A busy machine makes some runs slower: a pair that ran side by side, or the fastest of each."""


@pytest.mark.parametrize("shape", SHAPES)
def test_scan_grows_with_the_file(shape: str, tmp_path: os.PathLike[str]) -> None:
    smaller = larger = float("inf")
    for _ in range(TRIES):
        found = growth(shape, 10_000, str(tmp_path))
        assert found.memory <= found.memory_limit
        smaller, larger = min(smaller, found.seconds[0]), min(larger, found.seconds[1])
        if _linear(*found.seconds) or _linear(smaller, larger):
            return
    pytest.fail(f"twice the size takes {larger:.2f} s instead of {smaller:.2f} s")


def _linear(smaller: float, larger: float) -> bool:
    """Linear is 2, quadratic would be 4; the time of a process start is noise in small numbers."""
    return larger < 2.5 * smaller + 0.1


@pytest.mark.parametrize("command", ["scan, JSON", "show", "show, JSON"])
def test_a_long_file_is_not_held_as_text_and_data(command: str, tmp_path: os.PathLike[str]) -> None:
    found = growth("variables", 30_000, str(tmp_path), command)
    assert found.memory <= found.memory_limit
