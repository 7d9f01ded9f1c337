"""Large Dockerfiles: twice the size takes twice the time, and memory stays in its bounds."""

import os

import pytest

from .benchmarks.growth import SHAPES, growth


@pytest.mark.parametrize("shape", SHAPES)
def test_scan_grows_with_the_file(shape: str, tmp_path: os.PathLike[str]) -> None:
    found = growth(shape, 20_000, str(tmp_path))
    # Quadratic would be 4; the time of a process start is noise in small numbers.
    assert found.seconds[1] < 3 * found.seconds[0] + 0.3
    assert found.memory <= found.memory_limit
