"""The names of Docker official images: the files of library/, and all that have ever been there."""

import os

from hardenlint.knowledge.publishers import DEPRECATED

from . import tables

SOURCE = "a checkout of github.com/docker-library/official-images"
PATH = "hardenlint/knowledge/official_images.py"
DATED = (PATH,)


def refresh(read: tables.Read, source: str) -> tables.Refreshed:
    """A name that is gone stays in the table: who takes it up is not the official image."""
    text = read(PATH)
    old = tables.words(text, "OFFICIAL")
    alive = dict(_library(source))
    new = old | alive.keys()
    given_up = sorted(name for name in new - DEPRECATED.keys() - {"scratch"} if not alive.get(name))
    remarks = [f"{name} is no longer built, and not in publishers.DEPRECATED" for name in given_up]
    written = {PATH: tables.with_words(text, "OFFICIAL", new)}
    return tables.Refreshed(written, tables.differences(old, new), remarks)


def _library(source: str) -> dict[str, bool]:
    """The files of library/ by name, and whether anything is built by them."""
    folder = os.path.join(source, "library")
    if not os.path.isdir(folder):
        raise tables.UnreadableError(f"{folder} is not there")
    found = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            found[name] = any(line.startswith("Tags:") for line in file)
    return found
