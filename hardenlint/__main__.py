"""The program: `hardenlint`, and `python -m hardenlint`.

A hook runs it on every commit, so what a short run does not need is left out here: looking for
cycles among objects that are kept to the end, and tearing down an interpreter that ends anyway.
"""

import gc
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from hardenlint import search_path

_COLLECT = 100_000
"""After so many new objects cycles are looked for: seldom, what is read is kept to the end."""


class _Inspect(ModuleType):
    """Stands for `inspect` until something of it is used.

    click imports it, with it ast, dis and tokenize, for what no run of ours asks: a fifteenth of a
    short run. `importlib.util.LazyLoader` is loaded by the next `import inspect` already.
    """

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get("inspect") is self:
            del sys.modules["inspect"]
        return getattr(import_module("inspect"), name)


def run() -> None:
    """Run the program and leave with its exit code."""
    try:
        gc.set_threshold(_COLLECT)
        _keep_standard_streams_free()
        search_path.leave_out_the_start()
        sys.modules.setdefault("inspect", _Inspect("inspect"))
        from hardenlint.cli import main  # noqa: PLC0415 - what it imports is most of the objects

        main()
    except SystemExit as end:
        if isinstance(end.code, str):
            raise  # the interpreter prints it, and leaves with 1
        _leave(end.code or 0)
    except KeyboardInterrupt:  # before the program had begun, or while it was ending
        os._exit(130)


def _keep_standard_streams_free() -> None:
    """Where one was closed before us, no file of ours may get its number: we would write into it.

    The interpreter has None for such a stream, and that stays.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(number)


def _leave(code: int) -> None:
    """End the process without taking the interpreter apart, an eighth of a short run."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed before us
            stream.flush()
    except (OSError, ValueError):
        code = code or 3  # `cli.output` tells what cannot be written; this was none of its
    os._exit(code)


if __name__ == "__main__":
    run()
