"""What tests install is pinned, within what pyproject.toml allows."""

import re
from pathlib import Path

import pytest

from tests import bounds

FOLDER = Path(__file__).parent
HOW = "run tests/refresh-constraints"


def pinned(name: str) -> dict[str, str]:
    """The version of each package that a constraints file names."""
    lines = (FOLDER / name).read_text().splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    return {package.lower().replace("_", "-"): version for package, version in pins}


def order(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def test_the_oldest_are_those_of_pyproject() -> None:
    old = pinned("constraints-oldest.txt")
    for package, version in (line.split("==") for line in bounds.oldest()):
        assert old[package] == version, HOW


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-oldest.txt"])
def test_no_pin_is_older_than_pyproject_allows(name: str) -> None:
    for package, version in (line.split("==") for line in bounds.oldest()):
        assert order(pinned(name)[package]) >= order(version), HOW


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-oldest.txt"])
def test_all_that_tests_import_is_pinned(name: str) -> None:
    assert {"pytest", "hypothesis", "mypy", "ruff", "docker", "import-linter"} <= set(pinned(name))
