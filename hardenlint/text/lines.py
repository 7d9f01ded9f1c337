"""Lines of a text, counted from 1: which say something, and what comes after which."""

from collections.abc import Sequence


def says(line: str) -> bool:
    """Whether a line says something; comments and blanks do not."""
    text = line.lstrip()
    return text != "" and not text.startswith("#")


def following(lines: Sequence[str]) -> list[int]:
    """For each line the next one that says something, else itself."""
    found = list(range(len(lines) + 1))
    number = 0
    for at in range(len(lines), -1, -1):
        found[at] = number or at
        if at and says(lines[at - 1]):
            number = at
    return found
