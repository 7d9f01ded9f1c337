"""What to hide in the lines of a file: read once, asked for line by line.

A compose file is read as YAML, so that a value is known by its key wherever it stands; every text
is searched as it is written besides, comments and what cannot be read included.
"""

import re
from bisect import bisect_right
from itertools import accumulate

from hardenlint.model import Span

from . import LONGEST, key_end, secret_ranges
from .ranges import Range, merged


class Hidden:
    """The parts of each line that must not be shown."""

    def __init__(self, text: str) -> None:
        lines = text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]
        self._lines = lines
        self._ranges: dict[int, list[Range]] = {}
        for start, end in secret_ranges(text):
            self._add(start, end)
        if not _is_other(lines):
            from . import yaml_values  # noqa: PLC0415 - PyYAML costs start-up time

            for start, end in yaml_values.ranges(text):
                self._add(start, end)

    def of(self, number: int) -> list[Range]:
        """The parts of a line, which are counted from 1; those of no line are none."""
        found = merged(self._ranges.get(number, ()))
        line = self._lines[number - 1] if 0 < number <= len(self._lines) else ""
        return merged([*found, (key_end(line), len(line))]) if len(line) > LONGEST else found

    def hide(self, span: Span) -> None:
        """Hide what a check calls secret, unless a part of it is hidden already."""
        last = min(span.last_line, len(self._lines))
        if not 0 < span.line <= last:
            return
        start = self._starts[span.line - 1] + max(span.column, 1) - 1
        end = self._starts[last - 1] + (span.end_column - 1 if span.end_column else 0)
        if span.end_line < span.line or end <= start:
            end = self._starts[span.line] - 1
        if not any(self._ranges.get(number) for number in range(span.line, last + 1)):
            self._add(start, end)

    def _add(self, start: int, end: int) -> None:
        """Hide what lies between two places, in each of its lines; the indent is left."""
        number = bisect_right(self._starts, start)
        while number <= len(self._lines) and self._starts[number - 1] < end:
            line, first = self._lines[number - 1], self._starts[number - 1]
            a, b = max(start - first, 0), min(end - first, len(line.removesuffix("\r")))
            if start < first:
                a = len(line) - len(line.lstrip())
            if a < b:
                self._ranges.setdefault(number, []).append((a, b))
            number += 1


_match_other = re.compile(r"\s*+(?:(?:FROM|ARG)\s|(?:export\s++)?+\w++=)", re.IGNORECASE).match


def _is_other(lines: list[str]) -> bool:
    """Whether a file begins like a Dockerfile or an env file."""
    first = next((line for line in lines if line.strip() and line.lstrip()[0] != "#"), "")
    return _match_other(first) is not None
