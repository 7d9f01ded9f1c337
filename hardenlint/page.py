"""A check's page: its docstring, taken apart by its fixed headings."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

_HEADING = re.compile(r"^(#{2,3}) (.+)$")
_FENCE = re.compile(r"^```(\w+) (good|bad)$")
_BESIDE = re.compile(r"^```(\S+) beside$")


class Example(NamedTuple):
    """A fenced block of a page: documentation that is also a test.

    `language` is yaml (compose), dockerfile or json (inspect data); `verdict` good or bad.
    """

    language: str
    verdict: str
    text: str


class Page(NamedTuple):
    """A page: the first line, the sections by heading, and the examples.

    `files` (name and text) lie beside each of the examples.
    """

    summary: str
    sections: dict[str, str]
    examples: tuple[Example, ...]
    files: tuple[tuple[str, str], ...] = ()

    @property
    def why(self) -> str:
        """Why it matters, in general."""
        return self.sections.get("Why", "")

    def fix(self, remedy: str) -> str:
        """How to fix it: the part of Fix that has this heading, else its general text."""
        own = self.sections.get(remedy, "")
        return own or self.sections.get("Fix", "") or self.sections.get("In compose", "")


def read(doc: str) -> Page:
    """Take a docstring apart; text before the first heading belongs to "Why"."""
    lines = doc.splitlines()
    sections: dict[str, list[str]] = {}
    examples: list[Example] = []
    files: list[tuple[str, str]] = []
    current = sections.setdefault("Why", [])
    body = iter(lines[1:])
    for line in body:
        if fence := _FENCE.match(line):
            examples.append(Example(fence[1], fence[2], _block(body)))
        elif beside := _BESIDE.match(line):
            files.append((beside[1], _block(body)))
        elif heading := _HEADING.match(line):
            current = sections.setdefault(heading[2], [])
        else:
            current.append(line)
    texts = {name: "\n".join(text).strip() for name, text in sections.items()}
    return Page(lines[0] if lines else "", texts, tuple(examples), tuple(files))


def _block(body: Iterator[str]) -> str:
    """The lines up to the end of a fenced block."""
    # `takewhile` takes the closing fence off the iterator too, and the caller goes on behind it.
    return "".join(f"{line}\n" for line in takewhile(lambda line: line != "```", body))
