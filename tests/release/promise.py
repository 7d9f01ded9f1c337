"""What must agree before a tag becomes a release: tag, version, change log, address."""

import re
import tomllib
from pathlib import Path

from .command import ReleaseError
from .source import changed


def address(root: Path) -> str:
    with open(root / "pyproject.toml", "rb") as file:
        return str(tomllib.load(file)["project"]["urls"]["Repository"])


def notes(root: Path, version: str) -> tuple[str, str]:
    """Return when the version was released, by the change log, and what it says of it."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    entry = re.search(
        rf"^## {re.escape(version)} - ([^\n]+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    if entry is None:
        raise ReleaseError(f"CHANGELOG.md has no entry `## {version} - DATE`")
    return entry[1], entry[2].strip() + "\n"


def check_promise(root: Path, version: str, tag: str, repository: str) -> None:
    """A dry run needs none of this; a release all of it."""
    if tag != f"v{version}":
        raise ReleaseError(f"the tag is {tag}, the version of hardenlint is {version}")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", notes(root, version)[0]):
        raise ReleaseError(f"CHANGELOG.md does not tell the date of {version}")
    if address(root) != repository:
        message = f"pyproject.toml says that the repository is {address(root)}"
        raise ReleaseError(f"{message}, but this is {repository}")
    if difference := changed(root):
        raise ReleaseError(f"the files are not those of the commit:\n{difference}")
