"""How often each function is called while the program runs, which no other work disturbs.

A loop in C (`x in a_list`, joined texts) is not a call; its time is that of the function.
"""

import contextlib
import cProfile
import gc
import importlib
import os
import pickle
import pkgutil
import resource
import signal
import sys
from collections.abc import Sequence
from types import CodeType
from typing import NamedTuple

Calls = dict[tuple[str, str], int]
"""Caller and callee -> how many calls."""


class Cost(NamedTuple):
    """What a run has cost: CPU seconds, calls, and seconds in each function itself."""

    seconds: float
    calls: Calls
    own: dict[str, float]
    code: int


def imported() -> None:
    """Import all of the program, so that no run has to, and keep the collector of cycles out."""
    for package in ("hardenlint", "hardenlint.checks"):
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    gc.freeze()


def run(arguments: Sequence[str], seconds: int) -> Cost | None:
    """Run the program in a process that inherits what is imported; None when it takes too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _child(arguments, writing, seconds)
    os.close(writing)
    with open(reading, "rb") as file:
        data = file.read()
    os.waitpid(child, 0)
    found: Cost | None = pickle.loads(data) if data else None  # noqa: S301 - of our own child
    return found


def _child(arguments: Sequence[str], writing: int, seconds: int) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    nowhere = os.fdopen(null, "w", encoding="utf-8")
    sys.stdout = sys.stderr = nowhere
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    from hardenlint.cli import main

    gc.disable()
    _forget()
    sys.argv = ["hardenlint", *arguments]
    profile = cProfile.Profile()
    code = 0
    before = os.times().user
    try:
        profile.enable()
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    profile.disable()
    found = _cost(profile, os.times().user - before, code)
    with contextlib.suppress(BrokenPipeError), open(writing, "wb") as file:
        pickle.dump(found, file)
    os._exit(0)


def _forget() -> None:
    """Empty what functions keep: what is in there depends on what else this process has done."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "hardenlint":
            for each in list(vars(module).values()):
                clear = getattr(each, "cache_clear", None)
                if callable(clear):
                    clear()


def _cost(profile: cProfile.Profile, seconds: float, code: int) -> Cost:
    calls: Calls = {}
    own: dict[str, float] = {}
    for entry in profile.getstats():
        name = _name(entry.code)
        own[name] = own.get(name, 0) + entry.inlinetime
        if not isinstance(entry.code, str):
            calls["", name] = calls.get(("", name), 0) + entry.callcount
        for called in entry.calls or ():
            key = (name, _name(called.code))
            calls[key] = calls.get(key, 0) + called.callcount
    return Cost(seconds, calls, own, code)


def _name(code: CodeType | str) -> str:
    if isinstance(code, str):
        return code
    parts = code.co_filename.split(os.sep)
    return f"{'/'.join(parts[-3:])}:{code.co_firstlineno} {code.co_qualname}"


_BOUNDED = "difflib.py"
"""Quadratic within the window of lines that `fixes.unified` compares."""


def faster(smaller: Cost, larger: Cost, times: float, least: int) -> list[str]:
    """Name where what is called begins to be called more often than the file has grown.

    Of n·log n the logarithm is let pass; n² is `times` times too much. What such a function calls
    in turn is not named.
    """

    def grows(key: tuple[str, str]) -> bool:
        count = larger.calls.get(key, 0)
        return count >= least and count > 1.5 * times * max(smaller.calls.get(key, 0), 1)

    return [
        f"{key[0]} -> {key[1]}: {smaller.calls.get(key, 0)} -> {count} calls"
        for key, count in larger.calls.items()
        if key[0] and grows(key) and not grows(("", key[0])) and _BOUNDED not in key[0]
    ]


def slower(smaller: Cost, larger: Cost, times: float) -> list[str]:
    """Name the functions whose own time grows faster than the file, where it is worth a word."""
    return [
        f"{name}: {smaller.own.get(name, 0):.3f} -> {seconds:.3f} s"
        for name, seconds in larger.own.items()
        if seconds > 0.3
        and seconds > 3 * times * max(smaller.own.get(name, 0), 0.005)
        and larger.calls.get(("", name), 0) < 1.5 * times * max(smaller.calls.get(("", name), 0), 1)
    ]
