"""The README as tests read it: its chapters, its fenced blocks, its tables and inline commands."""

import re
from typing import NamedTuple

from tests.clean_home import ROOT

README = ROOT / "README.md"
UPDATE = "run `pytest tests/test_readme.py --update`, and read what it writes"
_PARTS = re.compile(
    r"^#{2,3} (?P<chapter>[^\n]+)$|^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)


class Block(NamedTuple):
    """A fenced block, named by its chapter, its language and its number among these."""

    name: str
    text: str


def read() -> str:
    return README.read_text(encoding="utf-8")


def every_block() -> list[Block]:
    found: list[Block] = []
    chapter = ""
    for part in _PARTS.finditer(read()):
        if part["chapter"]:
            chapter = part["chapter"]
            continue
        start = f"{chapter}: {part['language']} "
        number = 1 + sum(block.name.startswith(start) for block in found)
        found.append(Block(f"{start}{number}", part["text"]))
    return found


def block(name: str) -> str:
    """Return the text of a block, by its name."""
    return {block.name: block.text for block in every_block()}[name]


def blocks(language: str, chapter: str) -> list[str]:
    start = f"{chapter}: {language} "
    return [block.text for block in every_block() if block.name.startswith(start)]


def prose() -> str:
    """Return the text without the fenced blocks."""
    return re.sub(r"^```.*?^```$", "", read(), flags=re.M | re.S)


def inline_commands() -> list[str]:
    """List the commands of ours that the text names, those of tables included."""
    code = re.findall(r"`((?:[^`|\\]|\\\|)+)`", prose())
    found = {text.replace("\\|", "|") for text in code if re.match(r"(.* )?hardenlint \w", text)}
    return sorted(found)
