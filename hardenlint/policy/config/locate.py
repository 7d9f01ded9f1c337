"""Find the configuration: the nearest one upward, within the repository."""

import os

from hardenlint import reach
from hardenlint.git import root_of

NAMES = (
    ".hardenlint.yaml",
    ".hardenlint.yml",
    ".config/hardenlint.yaml",
    ".config/hardenlint.yml",
    "pyproject.toml",
)
"""Where a configuration may be, in a folder; the first one counts."""

KNOWN = ".hardenlint-known.json"
"""The usual name of the file of known findings, in the folder that paths start from."""

BASELINE = ".hardenlint-baseline.json"
"""What that file was called when the command was `baseline`; it is read where no other is."""

_LARGE = 1_000_000
"""Bytes of a pyproject.toml in which our table is looked for; `text` reads no more either."""

_TABLES = (b"[tool.hardenlint]", b"[tool.hardenlint.")


def find(folder: str) -> str | None:
    """Return the configuration for a folder, None when there is none.

    The search goes upward to the root of the repository (the folder with `.git`); outside of a
    repository only the folder itself counts, since whoever owns the folders above is not known.
    """
    folder = os.path.abspath(folder)
    top = root_of(folder) or folder
    while True:
        for name in NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and (name != "pyproject.toml" or _speaks_of_us(path)):
                return path
        if folder == top:
            return None
        folder = os.path.dirname(folder)


def known_in(folder: str) -> str:
    """Return the usual file of known findings in a folder, "" when there is none."""
    paths = (os.path.join(folder, name) for name in (KNOWN, BASELINE))
    return next(filter(os.path.isfile, paths), "")


def inside(path: str, root: str) -> bool:
    """Whether a file lies below a folder, wherever symbolic links lead."""
    return reach.is_below(os.path.realpath(path), os.path.realpath(root))


def _speaks_of_us(path: str) -> bool:
    try:
        # Most have nothing for us, and reading TOML only to find that out would slow every start.
        content = reach.read_named(path, _LARGE)
    except reach.OutsideError:
        return True  # nobody knows what it says: it is refused when it is read, not passed over
    except (reach.NoFileError, OSError, ValueError):
        return False
    # One that is too large to tell is refused when it is read, not passed over.
    return len(content) > _LARGE or any(table in content for table in _TABLES)
