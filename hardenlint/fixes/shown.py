"""The difference of two texts as it may be shown: secrets are hidden, on both sides."""

from collections.abc import Iterable, Iterator, Sequence

from hardenlint.facts.masking import MASK, Range, merged
from hardenlint.facts.masking.document import Hidden
from hardenlint.model import Span

from .unified import unified


def masked_diff(
    before: Sequence[str], after: Sequence[str], old: str, new: str, told: Iterable[Span] = ()
) -> Iterator[str]:
    """Yield the lines of the unified diff; `told` is where a check calls the new text secret."""
    sides = (Hidden("".join(before)), Hidden("".join(after)))
    for span in told:
        sides[1].hide(span)
    numbers = (0, 0)
    for line in unified(before, after, old, new):
        if line.startswith("@@"):
            numbers = _before(line)
        elif numbers == (0, 0) and line[:3] in ("---", "+++"):  # the names of the file
            pass
        else:
            numbers = (numbers[0] + (line[0] != "+"), numbers[1] + (line[0] != "-"))
            ranges = [
                each
                for side, number, sign in zip(sides, numbers, "+-", strict=True)
                if line[0] != sign
                for each in side.of(number)
            ]
            line = line[0] + _without(line[1:], merged(ranges))
        yield line


def _before(head: str) -> tuple[int, int]:
    """The numbers of the lines before those that a `@@ -1,3 +1,4 @@` is about."""
    old, new = (part[1:].partition(",") for part in head.split()[1:3])
    # Of no lines the number is already that of the line before.
    return int(old[0]) - (old[2] != "0"), int(new[0]) - (new[2] != "0")


def _without(line: str, ranges: Sequence[Range]) -> str:
    for start, end in reversed(ranges):
        line = line[:start] + MASK + line[end:]
    return line
