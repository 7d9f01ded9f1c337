"""One run of the program over a hostile project, in a process of its own that has limits.

The process is forked from one that has imported the program: a campaign makes thousands of them.
"""

import json
import os
import re
import resource
import select
import signal
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from hardenlint.cli import main

SECONDS = 5
MEGABYTES = 512
SMALL = 1_000_000
"""Bytes of a project for which these two are promised."""

OUTSIDE = "OUTSIDEWORD"
"""Begins every word of files that lie outside of the project, and of the environment."""
SECRET = "CANARYSECRET"  # noqa: S105 - it is looked for in what is printed
"""Begins every literal secret of a project."""
WORDS = (OUTSIDE, SECRET)
FORGED = "FORGEDCOMMAND"
"""Is a part of every command that a project tries to give to a runner."""

_COMMANDS = re.compile(
    rf"^\s*::[\w =,-]*::\s*{FORGED}|##(\[|vso\[|teamcity\[)[^\n]*{FORGED}"
    rf"|section_(start|end):\d+:{FORGED}",
    re.MULTILINE,
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class Outcome(NamedTuple):
    """How a run ended: exit code (or minus the signal), what it printed, seconds, megabytes."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def run(
    folder: str, arguments: Sequence[str], *, seconds: float = SECONDS, megabytes: float = MEGABYTES
) -> Outcome:
    """Run `hardenlint ARGUMENTS` in a folder, with a hostile environment and hard limits."""
    ends = [os.pipe() for _ in range(2)]
    sys.stdout.flush()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _become(folder, arguments, [end for _, end in ends], seconds, megabytes)
    for _, end in ends:
        os.close(end)
    # Twice the time by the clock: the limit is one of CPU time, and a hang uses none.
    out, err = _read([end for end, _ in ends], started + 4 * seconds + 10, child)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return Outcome(code, out, err, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _become(
    folder: str, arguments: Sequence[str], ends: Sequence[int], seconds: float, megabytes: float
) -> None:
    """Be the program; never returns."""
    code = 99
    try:
        os.setsid()
        os.chdir(folder)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, end in enumerate((nothing, *ends)):
            os.dup2(end, number)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        os.environ["HOSTILE"] = f"{OUTSIDE}env"
        limit = int(seconds * 3)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        most = int(megabytes * 4 * 1024 * 1024)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        sys.argv = ["hardenlint", *arguments]
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:
        os.write(2, f"Traceback: {type(error).__name__}\n".encode())
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


def _read(ends: Sequence[int], until: float, child: int) -> tuple[str, str]:
    """Read both streams to their ends; a child that is late is killed."""
    parts: dict[int, list[bytes]] = {end: [] for end in ends}
    open_ends = list(ends)
    while open_ends:
        left = until - time.monotonic()
        ready = select.select(open_ends, [], [], max(left, 0))[0]
        if not ready:
            os.kill(child, signal.SIGKILL)
            until += 60
            continue
        for end in ready:
            part = os.read(end, 1 << 16)
            parts[end].append(part)
            if not part:
                open_ends.remove(end)
                os.close(end)
    out, err = (b"".join(parts[end]).decode("utf-8", "backslashreplace") for end in ends)
    return out, err


def faults(outcome: Outcome, arguments: Sequence[str], size: int) -> list[str]:
    """Say what is wrong with an outcome; `size` is that of the project in bytes."""
    found = []
    if outcome.code not in (0, 1, 2, 3):
        found.append(f"exit code {outcome.code}")
    if size <= SMALL and outcome.seconds > SECONDS:
        found.append(f"{outcome.seconds:.1f} s")
    if size <= SMALL and outcome.megabytes > MEGABYTES:
        found.append(f"{outcome.megabytes:.0f} MB")
    return found + _told_wrongly(outcome, arguments)


def _told_wrongly(outcome: Outcome, arguments: Sequence[str]) -> list[str]:
    told = outcome.out + outcome.err
    found = []
    if "Traceback" in told or "internal error" in told:
        found.append("a bug is told: " + outcome.err.strip()[-300:])
    # `show` as JSON prints what the file says, and what the environment fills in.
    if arguments[0] != "show" or "--format" not in arguments:
        found += [f"{word} is told: {_around(told, word)}" for word in WORDS if word in told]
    if match := _COMMANDS.search(told):
        found.append(f"a command is forged: {match[0][:200]!r}")
    if match := _CONTROL.search(outcome.out.replace("\r\n", "\n") if _is_text(arguments) else ""):
        found.append(f"a control character is printed: {match[0]!r}")
    if "json" in arguments and outcome.code in (0, 1, 3) and not _is_json(outcome.out):
        found.append("the JSON is none")
    return found


def _around(text: str, word: str) -> str:
    place = text.find(word)
    return repr(text[max(place - 80, 0) : place + 60])


def _is_text(arguments: Sequence[str]) -> bool:
    return "--format" not in arguments


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refuse)
    except ValueError:
        return False
    return True


def _refuse(name: str) -> None:
    message = f"{name} is no JSON"
    raise ValueError(message)
