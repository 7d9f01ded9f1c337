"""Which fixtures are grown, in which ways, and what is run on them."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence

import yaml

from hardenlint.errors import InputError

from . import composes, dockerfiles, inspected

FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "fixtures")
KINDS = {"Dockerfile": dockerfiles.WAYS, "yaml": composes.WAYS, "json": inspected.WAYS}
_PLAIN = ("--no-config", "--profile", "restricted")
COMMANDS = {
    "scan": ("scan", *_PLAIN),
    "fix": ("fix", *_PLAIN, "--unsafe"),
    "show": ("show", "--format", "json"),
    "suppressions": ("suppressions", "--no-config"),
}
FORMATS = ("text", "json", "sarif", "markdown", "github", "gitlab", "jsonl", "concise")

Grow = Callable[[str, int], str]
"""Grows a text: that, and how often things are repeated."""


def cases(names: Sequence[str], every: int) -> Iterator[tuple[str, str, Grow]]:
    """Yield fixture, way and how to grow it so; only each n-th of all."""
    number = 0
    for folder in sorted(os.listdir(FIXTURES)):
        for name in sorted(os.listdir(os.path.join(FIXTURES, folder))):
            fixture, kind = f"{folder}/{name}", name.rpartition(".")[2]
            is_one = kind in KINDS and ".override." not in name
            if not is_one or (names and not any(part in fixture for part in names)):
                continue
            for way, grow in KINDS[kind].items():
                number += 1
                if number % every == 0:
                    yield fixture, way, grow


def grown(fixture: str, grow: Grow, count: int, place: str) -> str | None:
    """Write a grown fixture among the files of its folder; None where there is nothing to grow."""
    folder, name = fixture.split("/")
    shutil.copytree(os.path.join(FIXTURES, folder), place)
    path = os.path.join(place, name)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        new = grow(text, count).replace("CHECK", folder)
    except (InputError, yaml.YAMLError, AssertionError, TypeError):
        return None
    with open(path, "w", encoding="utf-8") as file:
        file.write(new)
    return path
