"""Show a source line with the exact value underlined, and nothing secret in it."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from hardenlint.check import Finding
from hardenlint.engine import Result
from hardenlint.facts.masking import LONGEST, MASK, Range, merged
from hardenlint.model import Span
from hardenlint.text.terminal import cells, printable

from .places import described

if TYPE_CHECKING:
    from hardenlint.facts.masking.document import Hidden

_WINDOW = 100  # characters of a long line that are shown
_BEFORE = 40  # of these, how many before the value
_TALLEST = 1_000  # lines of one secret that are hidden; more are not shown by any finding
_TAB = 4

Source = Callable[[str], str | None]


class Shown(NamedTuple):
    """A line ready to print: its number, its text, and what is underlined, in terminal columns."""

    number: int
    text: str
    start: int = 0
    length: int = 0


class Snippets:
    """Source lines by file: each file is read and split once, each line searched for secrets once.

    `results` are all findings, since what one of them calls secret no other may show.
    """

    def __init__(self, source: Source, results: Iterable[Result]) -> None:
        self._source = source
        self._files: dict[str, list[str]] = {}
        self._secrets: dict[str, Hidden] = {}
        self._ranges: dict[tuple[str, int], list[Range]] = {}
        self._told: dict[tuple[str, int], list[tuple[Span, Finding]]] = {}
        for result in results:
            if result.finding.secret:
                # Told at another place (the service's `build`), it is not shown at its own either.
                for span in {result.span, result.finding.span}:
                    self._hide(span, result.finding)

    def of(self, result: Result) -> list[Shown]:
        """Return the line a finding is about, after its subject's line where that is above it.

        None of inspect data: the message names the value, the lines around tell nothing.
        """
        span = result.span
        line = self._line(span)
        if line is None or (described(result.subject) and span.path == result.subject.span.path):
            return []
        start = min(max(span.column - 1, 0), len(line))
        # Of a value of several lines the first one is shown.
        end = span.end_column - 1 if span.end_line == span.line else len(line)
        end = min(max(end, start), len(line))
        found = _shown(span.line, line, self._hidden(span), (start, end))
        context = _context(result)
        above = self._line(context) if context else None
        if context is None or above is None:
            return [found]
        return [_shown(context.line, above, self._hidden(context)), found]

    def _hide(self, span: Span, finding: Finding) -> None:
        if span.path is not None:
            last = min(span.last_line, span.line + _TALLEST)
            for number in range(span.line, last + 1):
                self._told.setdefault((span.path, number), []).append((span, finding))

    def _line(self, span: Span) -> str | None:
        """Return the first line of a place, without its end; None where there is none to show."""
        if span.path is None:
            return None
        if span.path not in self._files:
            text = self._source(span.path)
            mark = "\ufeff"  # no column counts it
            self._files[span.path] = [] if text is None else text.removeprefix(mark).split("\n")
        lines = self._files[span.path]
        if not 0 < span.line <= len(lines) or len(lines[span.line - 1]) > LONGEST:
            return None
        return lines[span.line - 1].rstrip()

    def _hidden(self, span: Span) -> list[Range]:
        """Return what to hide in a line: what looks secret, and what a check says is."""
        key = (span.path or "", span.line)
        if key not in self._ranges:
            line = self._line(span) or ""
            told = (_part(line, span.line, *told) for told in self._told.get(key, ()))
            found = self._in(key[0]).of(span.line) if line else ()
            inside = ((start, min(end, len(line))) for start, end in found)
            self._ranges[key] = merged([*inside, *told])
        return self._ranges[key]

    def _in(self, path: str) -> "Hidden":
        """Return what is to hide in a file, looked for when the first of its lines is shown."""
        from hardenlint.facts.masking.document import Hidden  # noqa: PLC0415 - as it says

        if path not in self._secrets:
            self._secrets[path] = Hidden("\n".join(self._files[path]))
        return self._secrets[path]


def _context(result: Result) -> Span | None:
    """Return the service's key or the stage's FROM, where it stands above in the same file."""
    subject, span = result.subject, result.span
    place = subject.span
    if subject.stages:
        above = bisect_left(subject.stages, span.line, key=lambda stage: stage.line)
        place = subject.stages[max(above - 1, 0)]
    return place if place.path == span.path and place.line < span.line else None


def _part(line: str, number: int, span: Span, finding: Finding) -> Range:
    """Return the part of a line that a secret takes; a name that is told anyway stays readable."""
    start = span.column - 1 if number == span.line else len(line) - len(line.lstrip())
    end = span.end_column - 1 if number == span.end_line else len(line)
    text = line[start:end]
    for sign in ("=", ":"):
        name = text.partition(sign)[0].strip(" \t\"'-")
        if sign in text and name and name in (finding.evidence, *finding.message.split()):
            after = text.index(sign) + 1
            return (start + after + len(text[after:]) - len(text[after:].lstrip()), end)
    return (start, end)


def _shown(number: int, line: str, hidden: list[Range], value: Range | None = None) -> Shown:
    """Make a line printable: secrets masked, tabs expanded, a long one cut around the value."""
    start, end = value or (0, 0)
    # A mask has one width whatever it hides: what ends inside is underlined to its edge.
    for hidden_start, hidden_end in hidden:
        start = hidden_start if hidden_start < start < hidden_end else start
        end = hidden_end if hidden_start < end < hidden_end else end
    first, last = _window(line, start, hidden)
    start, end = (min(max(place, first), last) for place in (start, end))
    masked = {a: b for a, b in hidden if first <= a < last}
    edges = sorted({first, start, end, last, *masked, *masked.values()})
    text = "... " if first else ""
    columns = {}
    for place, following in zip(edges, [*edges[1:], last], strict=True):
        columns[place] = cells(text)
        text += MASK if place in masked else _expanded(line[place:following], columns[place])
    text += " ..." if last < len(line) else ""
    if value is None:
        return Shown(number, text)
    return Shown(number, text, columns[start], max(columns[end] - columns[start], 1))


def _window(line: str, start: int, hidden: list[Range]) -> Range:
    """Choose what of a line is shown; a secret is never cut in two."""
    if len(line) <= _WINDOW:
        return (0, len(line))
    first = max(0, min(start - _BEFORE, len(line) - _WINDOW))
    last = min(first + _WINDOW, len(line))
    for hidden_start, hidden_end in hidden:
        first = hidden_start if hidden_start < first < hidden_end else first
        last = hidden_end if hidden_start < last < hidden_end else last
    return (first, last)


def _expanded(text: str, column: int) -> str:
    """Printable text with its tabs expanded as they look from that terminal column on."""
    first, *rest = text.split("\t")
    result = printable(first)
    for part in rest:
        result += " " * (_TAB - (column + cells(result)) % _TAB) + printable(part)
    return result
