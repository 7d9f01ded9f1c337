"""Many findings: one line each, the worst first; then each check once, and how many there are.

Who sees a project for the first time wants to know what there is and where to begin.
"""

from collections.abc import Iterable, Iterator, Sequence

from hardenlint.check import Check
from hardenlint.engine import Result
from hardenlint.text.terminal import cells, printable, wrap

from .layout import GLUE, Layout
from .places import label, number, page_of, place, remedy_of_all, slashed, suppressed

_FEW = 5
"""Files of one message that are listed with their lines; the others are counted."""


def blocks(groups: Sequence[Sequence[Result]], layout: Layout) -> list[str]:
    """Write the findings, what there is to know about each check, and a table of the checks.

    A group is of findings that say the same.
    """
    ordered = sorted(groups, key=lambda group: (-group[0].severity, group[0].check.id))
    results = [result for group in ordered for result in group]
    return [
        "\n".join(line for group in ordered for line in _lines(group, layout)),
        "\n".join(_explanations(results, layout)),
        "\n".join(_table(results)),
    ]


def _lines(group: Sequence[Result], layout: Layout) -> Iterator[str]:
    """Yield one line, or of several places one more."""
    first = group[0]
    mark = layout.style.paint(str(first.severity), f"{first.severity}[{first.check.id}]")
    message = f"{printable(first.finding.message)}{suppressed(first)}"
    if len(group) == 1:
        yield f"{mark} {_place(first)}: {message}"
        return
    yield f"{mark} {number(len(group), 'place')}: {message}"
    told = list(_places(group))
    yield from _wrapped(", ".join(text.replace(" ", GLUE) for text in told), "  ", layout)


def _place(result: Result) -> str:
    text = place(result.span)
    named = result.subject.name != result.span.path and result.subject.name
    return f"{text} ({label(result.subject)})" if named else text


def _places(group: Sequence[Result]) -> Iterator[str]:
    """Yield each file with the lines in it: `compose.yaml:7,12`."""
    files: dict[str, list[Result]] = {}
    for result in group:
        files.setdefault(result.span.path or "", []).append(result)
    for path, results in list(files.items())[:_FEW]:
        lines = ",".join(str(line) for line in dict.fromkeys(each.span.line for each in results))
        yield f"{printable(slashed(path))}:{lines}" if path else _place(results[0])
    left = sum(map(len, list(files.values())[_FEW:]))
    if left:
        yield f"and {number(left, 'more place')}"


def _explanations(results: Iterable[Result], layout: Layout) -> Iterator[str]:
    """Yield why and how to fix it, in a sentence or two, once for each check and source."""
    found: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        found.setdefault((result.check.id, result.subject.source.remedy), []).append(result)
    told: set[str] = set()
    for (name, _), own in found.items():
        if name not in told:
            told.add(name)
            yield layout.style.paint("bold", name)
            yield from _said("why", _sentence(page_of(own[0].check).why), layout)
        yield from _said("fix", _sentence(remedy_of_all(own)), layout)
    yield "`hardenlint explain CHECK` says more; `-v` shows each finding with its lines."


def _said(name: str, text: str, layout: Layout) -> Iterator[str]:
    yield from _wrapped(text, f"  {name}: ", layout)


def _wrapped(text: str, start: str, layout: Layout) -> Iterator[str]:
    lines = wrap(text, max(layout.width - len(start), 30))
    for index, line in enumerate(lines):
        shown = line.replace(GLUE, " ")
        yield f"{start if not index else ' ' * len(start)}{shown}"


def _sentence(text: str) -> str:
    """The first sentence of a text, in which a code block stands apart."""
    paragraph = " ".join(text.partition("\n\n")[0].split())
    end = paragraph.find(". ")
    while end >= 0 and paragraph[:end].count("`") % 2:  # within code
        end = paragraph.find(". ", end + 1)
    return paragraph if end < 0 else paragraph[: end + 1]


def _table(results: Sequence[Result]) -> Iterator[str]:
    """Yield how often each check found something, and in how many files."""
    found: dict[Check, list[Result]] = {}
    for result in results:
        found.setdefault(result.check, []).append(result)
    rows = [
        (
            check.id,
            str(max(result.severity for result in own)),
            str(len(own)),
            str(len({result.span.path for result in own})),
        )
        for check, own in found.items()
    ]
    rows.sort(key=lambda row: -int(row[2]))
    heads = ("check", "worst", "findings", "files")
    widths = [max(map(cells, column)) for column in zip(heads, *rows, strict=True)]
    for first, worst, *counts in (heads, *rows):
        numbers = "  ".join(
            f"{text:>{width}}" for text, width in zip(counts, widths[2:], strict=True)
        )
        yield f"{first:{widths[0]}}  {worst:{widths[1]}}  {numbers}"
