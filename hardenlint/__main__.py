"""The program: `hardenlint`, and `python -m hardenlint`.

A hook runs it on every commit, so what a short run does not need is left out here: looking for
cycles among objects that are kept to the end, and tearing down an interpreter that ends anyway.
"""

import gc
import os
import sys

_COLLECT = 100_000
"""After so many new objects cycles are looked for: seldom, what is read is kept to the end."""


def run() -> None:
    """Run the program and leave with its exit code."""
    try:
        gc.set_threshold(_COLLECT)
        _import_what_is_installed()
        from hardenlint.cli import main  # noqa: PLC0415 - what it imports is most of the objects

        main()
    except SystemExit as end:
        if isinstance(end.code, str):
            raise  # the interpreter prints it, and leaves with 1
        _leave(end.code or 0)
    except KeyboardInterrupt:  # before the program had begun, or while it was ending
        os._exit(130)


def _import_what_is_installed() -> None:
    """Look for modules no more in the folder of the script nor, with `python -m`, in this one.

    That may be a stranger's checkout with a click.py in it. It is one place less to look, too.
    Where hardenlint itself lies there (a zipapp, `pip install --target`), the rest does as well.
    """
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not sys.flags.safe_path and sys.path and os.path.abspath(sys.path[0]) != home:
        del sys.path[0]


def _leave(code: int) -> None:
    """End the process without taking the interpreter apart, an eighth of a short run."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed before us
            stream.flush()
    except (OSError, ValueError):
        sys.exit(code)  # the interpreter tells what cannot be written, as ever
    os._exit(code)


if __name__ == "__main__":
    run()
