"""One root cause, one finding: what a stronger finding says already is dropped."""

from hardenlint.model import Span

from .placing import Placed


def without_covered(told: list[Placed]) -> list[tuple[Placed, tuple[str, ...]]]:
    """Drop what a stronger finding says already.

    What is suppressed covers nothing, so that suppressing a combination brings its parts back; it
    is kept itself, to be told as suppressed, unless a finding that counts covers it.
    """
    standing = [each for each in told if each.suppression is None]
    counting = _precedence(standing)
    if len(standing) == len(told):
        return counting
    return counting + [(each, covers) for each, covers in _precedence(told) if each.suppression]


def _precedence(told: list[Placed]) -> list[tuple[Placed, tuple[str, ...]]]:
    """Drop what a stronger finding on the same subject says already.

    `covers` counts for the whole subject, `outranks` for the very same text. A finding that is
    itself covered still covers: privileged implies what its parts imply.
    """
    covered: dict[str, int] = {}
    outranked: dict[tuple[str, Span], int] = {}
    for index, each in enumerate(told):
        for other in (*each.check.covers, *each.finding.covers):
            covered.setdefault(other, index)
        for other in each.check.outranks:
            outranked.setdefault((other, each.finding.span), index)
    replaced: dict[int, list[str]] = {}
    kept: list[int] = []
    for index, each in enumerate(told):
        name = each.check.id
        by = covered.get(name, outranked.get((name, each.finding.span)))
        if by is None:
            kept.append(index)
        # What is outranked is told better on the same text, and nothing more than that.
        elif name in covered:
            replaced.setdefault(by, []).append(name)
    return [(told[i], tuple(sorted(set(replaced.get(i, ()))))) for i in kept]
