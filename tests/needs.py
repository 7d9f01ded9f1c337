"""What some tests need of the machine: without it they are skipped, with a word how to get it."""

import os
import shutil
from typing import NoReturn

import pytest

PROMISED = os.environ.get("HARDENLINT_REQUIRE_ENGINE") == "1"
"""Whether .ci/engine runs the tests: it has installed everything, so nothing may be skipped."""


def missing(reason: str) -> NoReturn:
    """Skip, or fail where everything was promised."""
    if PROMISED:
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str, package: str = "") -> str:
    """Where a program is, which a package of (about) that name brings."""
    folders = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"
    found = shutil.which(name, path=folders)
    return found or missing(f"there is no {name} here: install {package or name}")


def checkout(root: str | os.PathLike[str]) -> None:
    """A test asks git about our own files."""
    program("git")
    if not os.path.exists(os.path.join(root, ".git")):
        missing("these files are in no checkout of git: clone the repository")
