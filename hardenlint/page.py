"""A check's page: its docstring, taken apart by its fixed headings."""

import re
from collections.abc import Iterator, Sequence
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

    def fix(self, remedy: str, here: Sequence[tuple[str, str]] = ()) -> str:
        """How to fix it: the part of Fix that has this heading, else its general text.

        `here` are words that are examples, each with what stands for it (`Finding.here`).
        """
        own = self.sections.get(remedy, "")
        text = own or self.sections.get("Fix", "") or self.sections.get("In compose", "")
        return _told_of(text, here) if here else text


def _told_of(text: str, here: Sequence[tuple[str, str]]) -> str:
    """A text about what is at hand: each word of `here`, wherever its lines end, in one go."""
    words = {" ".join(example.split()): own for example, own in here}
    longest_first = sorted(words, key=len, reverse=True)
    any_of_them = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    # One go, since what stands for one example may hold the words of another.
    return re.sub(any_of_them, lambda found: words[" ".join(found[0].split())], text)


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
