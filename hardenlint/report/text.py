"""Text for a person: each finding with its line of source, why it matters and how to fix it.

Every line begins with something of ours (a severity, an arrow, a gutter), never with text from an
input: a CI runner reads commands at the start of a line.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hardenlint.engine import Report, Result
from hardenlint.errors import Problem
from hardenlint.model import Span

from .places import described, kind, label, number, page_of, place, several_hosts, where
from .snippet import Shown, Snippets, Source
from .summary import summary
from .terminal import Style, printable, wrap

_FEW = 5  # places that are listed where many would drown what matters
_GLUE = "\0"  # a space at which no line ends


class _Layout(NamedTuple):
    """How to write: colours, how much of it, how wide, whether places need the host's name."""

    style: Style
    verbosity: int
    width: int
    hosts: bool


def render(report: Report, source: Source, *, color: bool, verbosity: int, width: int) -> str:
    """Write the report.

    `source` gives the text of a file again, None when it is gone. A `verbosity` below 0 leaves
    out snippets, help, notes and counts; above 0 nothing is abbreviated.
    """
    hosts = several_hosts(report)
    layout = _Layout(Style(color=color), verbosity, width, hosts)
    snippets = Snippets(source, report.results)
    explained: set[tuple[str, str]] = set()
    blocks: list[str] = []
    for group in _groups(report.results):
        blocks.append("\n".join(_block(group, snippets, explained, layout)))
    problems = [*_problems("error", report.errors, layout)]
    if verbosity >= 0:
        problems += _problems("note", report.notes, layout)
    if problems:
        blocks.append("\n".join(problems))
    blocks.append("\n".join(summary(report, layout.style, brief=verbosity < 0)))
    return "\n\n".join(blocks) + "\n"


def _groups(results: Iterable[Result]) -> Iterable[list[Result]]:
    """Put findings that say the same together, in the order of the first of each."""
    groups: dict[object, list[Result]] = {}
    for result in results:
        finding = result.finding
        key = (
            result.check.id,
            result.severity,
            finding.message,
            finding.why,
            result.subject.source,
        )
        groups.setdefault(key, []).append(result)
    return groups.values()


def _block(
    group: list[Result], snippets: Snippets, explained: set[tuple[str, str]], layout: _Layout
) -> Iterator[str]:
    """Yield the lines of one finding, or of several that are the same."""
    first = group[0]
    shown = snippets.of(first) if layout.verbosity >= 0 else []
    margin = max([len(str(shown[-1].number)) + 1 if shown else 0, 2])
    yield _header(group, layout.style)
    yield _arrow(first, margin, layout, several=len(group) > 1)
    yield from _snippet(shown, margin, str(first.severity), layout.style)
    for other in group[1:]:
        yield _arrow(other, margin, layout, several=True)
    details = list(_details(group, explained, layout))
    if details and len(group) == 1 and shown:
        yield _gutter("", margin, layout.style)
    for name, text in details:
        yield from _labelled(name, text, margin, layout)


def _header(group: list[Result], style: Style) -> str:
    first = group[0]
    kinds = {kind(result.subject) for result in group}
    names = {(kind(result.subject), result.subject.name) for result in group}
    about = label(first.subject)
    if len(names) > 1:
        about = number(len(names), kinds.pop() if len(kinds) == 1 else "subject")
    mark = style.paint(str(first.severity), f"{first.severity}[{first.check.id}]")
    return f"{mark} {about}: {style.paint('bold', printable(first.finding.message))}"


def _arrow(result: Result, margin: int, layout: _Layout, *, several: bool) -> str:
    """Return the place of a finding; one of several says whose it is, and what else is known."""
    text = where(result, hosts=layout.hosts)
    if described(result.subject) and result.span.path and text != place(result.span):
        text += f"  ({place(result.span)})"
    if several:
        if not described(result.subject):
            text += f"  {label(result.subject)}"
        for message, span in result.related[:2]:
            text += f" · {_related(message, span)}"
    arrow = layout.style.paint("gutter", " " * (margin - 1) + "-->")
    return f"{arrow} {text}"


def _related(message: str, span: Span) -> str:
    where = place(span)
    return f"{printable(message)}: {where}" if where else printable(message)


def _snippet(shown: list[Shown], margin: int, role: str, style: Style) -> Iterator[str]:
    if not shown:
        return
    yield _gutter("", margin, style)
    for index, line in enumerate(shown):
        if index and line.number > shown[index - 1].number + 1:
            yield "..."
        yield f"{_gutter(str(line.number), margin, style)} {line.text}"
    line = shown[-1]
    carets = style.paint(role, "^" * line.length)
    yield f"{_gutter('', margin, style)} {' ' * line.start}{carets}"


def _gutter(text: str, margin: int, style: Style) -> str:
    return style.paint("gutter", f"{text:>{margin - 1}} |" if margin > 1 else "|")


def _details(
    group: list[Result], explained: set[tuple[str, str]], layout: _Layout
) -> Iterator[tuple[str, str]]:
    """Yield what there is to say about a finding: label and text, each check explained once."""
    first = group[0]
    if layout.verbosity < 0:
        return
    page = page_of(first.check)
    key = (first.check.id, first.subject.source)
    again = key in explained and layout.verbosity == 0
    explained.add(key)
    if first.finding.why:
        yield "why", printable(" ".join(first.finding.why.split()))
    elif not again:
        yield "why", page.why.partition("\n\n")[0]
    if len(group) == 1:
        yield from _places(first, layout)
    if first.covers and layout.verbosity > 0:
        yield "covers", ", ".join(first.covers)
    if not again:
        yield "fix", page.fix(first.subject.source)
        references = (*first.check.all_references, f"hardenlint explain {first.check.id}")
        yield "ref", " · ".join(text.replace(" ", _GLUE) for text in references)


def _places(result: Result, layout: _Layout) -> Iterator[tuple[str, str]]:
    """Yield the related places; of many only the first few."""
    limit = len(result.related) if layout.verbosity > 0 else _FEW
    for message, span in result.related[:limit]:
        yield printable(message), place(span)
    if len(result.related) > limit:
        yield "and", number(len(result.related) - limit, "more place")


def _labelled(name: str, text: str, margin: int, layout: _Layout) -> Iterator[str]:
    """Yield `= name: text`, filled, each further line and paragraph under the first."""
    head = f"{name}:" if text else name
    indent = margin + 3 + len(head)
    mark = layout.style.paint("gutter", " " * margin + "=")
    lines = list(_filled(text, max(layout.width - indent, 30)))
    yield f"{mark} {layout.style.paint('bold', head)} {lines[0] if lines else ''}".rstrip()
    for line in lines[1:]:
        yield f"{' ' * indent}{line}".rstrip()


def _filled(text: str, width: int) -> Iterator[str]:
    """Fill paragraphs; what stands in a code fence keeps its lines."""
    for index, part in enumerate(text.split("```")):
        if index % 2:
            yield from (f"  {line}" for line in part.partition("\n")[2].rstrip("\n").split("\n"))
            continue
        for paragraph in part.split("\n\n"):
            yield from (line.replace(_GLUE, " ") for line in wrap(paragraph, width))


def _problems(word: str, problems: Iterable[Problem], layout: _Layout) -> Iterator[str]:
    """Yield errors or notes, those that say the same together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        groups.setdefault((problem.kind, problem.message), []).append(place(problem.span))
    for (name, message), found in groups.items():
        places = [text for text in dict.fromkeys(found) if text]
        mark = layout.style.paint("error" if word == "error" else "info", f"{word}[{name}]")
        about = places[0] if len(places) == 1 else number(len(places), "place")
        yield f"{mark} {about}: {printable(message)}" if places else f"{mark}: {printable(message)}"
        if len(places) > 1:
            yield from _listed(places, layout, all_=word == "error")


def _listed(places: list[str], layout: _Layout, *, all_: bool) -> Iterator[str]:
    limit = len(places) if all_ or layout.verbosity > 0 else _FEW
    for text in places[:limit]:
        yield f"{layout.style.paint('gutter', ' -->')} {text}"
    if len(places) > limit:
        yield f"     and {number(len(places) - limit, 'more place')}"
