"""Where modules are looked for once the program has begun: not in the folder it is started in.

That may be a stranger's checkout with a click.py or a typing.py in it. So this comes before every
other import, and imports nothing but what the interpreter has loaded by itself.
"""

import os
import sys

_HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_NAMES = ("hardenlint", "hardenlint.__main__")
_START = sys.path[0] if sys.path and not sys.flags.safe_path else None
"""The folder of the script or, with `python -m`, the current one."""


def leave_out_the_start() -> None:
    """Look for modules in that folder no more. It is one place less to look, too.

    Where hardenlint itself lies there (a zipapp, `pip install --target`), the rest does as well.
    """
    if _START is not None and sys.path[:1] == [_START] and not _is_home(_START):
        del sys.path[0]


def _is_home(folder: str) -> bool:
    try:
        return os.path.abspath(folder) == _HOME
    except OSError:  # the current folder is gone
        return False


def is_the_program() -> bool:
    """Whether this is `python -m hardenlint`, and not another program that imports the package."""
    # As long as the interpreter looks for the module that -m names, "-m" stands for its path.
    if sys.argv[:1] != ["-m"] or len(sys.orig_argv) < len(sys.argv):
        return False
    word = sys.orig_argv[-len(sys.argv)]
    return word in _NAMES or (word[:1] == "-" and word.partition("m")[2] in _NAMES)
