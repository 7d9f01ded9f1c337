"""What a command costs."""

import os
import subprocess
import sys
import time
from typing import NamedTuple


class Cost(NamedTuple):
    """CPU seconds, wall seconds, peak memory in KiB, exit code."""

    cpu: float
    wall: float
    peak: int
    code: int


def cost(command: list[str]) -> Cost:
    """Run a command, its output thrown away."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss, process.returncode)


def program() -> str:
    """Find the installed command beside this interpreter."""
    return os.path.join(os.path.dirname(sys.executable), "hardenlint")
