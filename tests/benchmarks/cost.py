"""What a command costs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

_WATCH = """
import os, sys, time
figures, *command = sys.argv[1:]
started = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawnp(command[0], command, os.environ), 0)
wall = time.perf_counter() - started
cpu, code = usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status)
os.write(int(figures), f"{cpu} {wall} {usage.ru_maxrss} {code}".encode())
"""
# A small process starts the command: what the starting process has in memory at that moment
# counts as the peak of the one it starts (getrusage(2) over execve(2)), and pytest is large.


class Cost(NamedTuple):
    """CPU seconds, wall seconds, peak memory in KiB, exit code, standard output."""

    cpu: float
    wall: float
    peak: int
    code: int
    out: bytes


def cost(command: Sequence[str]) -> Cost:
    """Run a command, which may write its bytecode as on anybody's machine."""
    reading, writing = os.pipe()
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    watch = [sys.executable, "-I", "-S", "-c", _WATCH, str(writing), *command]
    with open(reading, encoding="ascii") as figures:
        process = subprocess.Popen(
            watch, stdout=-1, stderr=subprocess.DEVNULL, pass_fds=[writing], env=environ
        )
        os.close(writing)
        out, _ = process.communicate()
        cpu, wall, peak, code = figures.read().split()
    return Cost(float(cpu), float(wall), int(peak), int(code), out)


def peer(name: str) -> str | None:
    """Find another linter: beside this interpreter, else on PATH."""
    return shutil.which(name, path=os.path.dirname(sys.executable)) or shutil.which(name)


def program() -> str:
    """Find the installed command beside this interpreter."""
    return os.path.join(os.path.dirname(sys.executable), "hardenlint")
