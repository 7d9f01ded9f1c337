"""Exceptions for other tools, written down once more as ours, beside those that are there."""

import re
from typing import NamedTuple

from hardenlint.model import Build
from hardenlint.policy.comments import for_others
from hardenlint.policy.foreign import EVERYTHING, Foreign

_DIRECTIVE = re.compile(r"#\s*\w+\s*=")


class Imported(NamedTuple):
    """A file with the comments added: how many, and what has no counterpart (line, what)."""

    text: str
    added: int
    left: tuple[tuple[int, str], ...]


def rewritten(text: str, build: Build | None) -> Imported:
    """Add to each comment for another tool one of ours that says the same.

    Where ours is there already nothing changes. A line of its own is put above what the comment is
    about; one for a whole file goes below, since other tools want theirs first.
    """
    lines = text.split("\n")
    added: list[tuple[int, str]] = []
    left: list[tuple[int, str]] = []
    known = {line.strip() for line in lines}
    for number, start, meant in for_others(text, build):
        left += [(number, name) for name in meant.unknown]
        if not meant.checks:
            continue
        if meant.scope == "file" and meant.checks == (EVERYTHING,):
            left.append((number, f"everything in the file, for {meant.tool}"))
            continue
        comment, line = _comment(meant), lines[number - 1]
        # One about a line stands right above it; two lines may need the same.
        above = [each.strip() for each in lines[max(number - 2, 0) : number - 1]]
        is_there = comment in (known if meant.scope == "file" else above)
        if not is_there:
            known.add(comment)
            indent = line[: len(line) - len(line.lstrip())]
            alone = not line[:start].strip()
            added.append((_place(lines, number, meant, alone=alone), indent + comment))
    end = "\r" if text.count("\r\n") > text.count("\n") // 2 else ""
    for at, comment in reversed(added):
        lines.insert(at, comment + end)
    return Imported("\n".join(lines), len(added), tuple(left))


def _comment(meant: Foreign) -> str:
    scope = "-file" if meant.scope == "file" else ""
    until = f" until={meant.until}" if meant.until else ""
    return f"# hardenlint: ignore{scope}[{', '.join(meant.checks)}]{until} -- {meant.reason}"


def _place(lines: list[str], number: int, meant: Foreign, *, alone: bool) -> int:
    """Where the comment goes: the index of the line that it is put before."""
    if meant.scope != "file" or not alone:
        return number - 1
    # Directives end with the first other line: nothing may come between them.
    is_head = all(_DIRECTIVE.match(line.strip()) for line in lines[:number])
    while is_head and number < len(lines) and _DIRECTIVE.match(lines[number].strip()):
        number += 1
    return number
