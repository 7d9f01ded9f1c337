"""Bounds of time that hold on a slow machine too: CPU seconds in units of a bare loop."""

import time
from collections.abc import Iterator

_ROUNDS = 200_000
_USUAL = 0.0065
"""CPU seconds that the loop takes where the bounds in the tests were chosen."""


def cpu_since(started: float) -> float:
    """Tell the CPU seconds since a `time.process_time()`, as the usual machine would count them.

    A machine that is slow at this moment runs the bare loop slowly as well: it is measured here,
    beside what it is compared with. A fast machine gets no narrower bound.
    """
    spent = time.process_time() - started
    return spent / max(1.0, min(_loops(5)) / _USUAL)


def _loops(times: int) -> Iterator[float]:
    """Measure the bare loop some times."""
    for _ in range(times):
        begun = time.process_time()
        for _ in range(_ROUNDS):
            pass
        yield time.process_time() - begun
