"""The files that a test reads."""

import os

from hardenlint.workspace import Workspace


def holding(path: str, text: str) -> Workspace:
    """Everything there is, with one file more, or with another text in it."""
    return Workspace().changed({os.path.realpath(path): text})
