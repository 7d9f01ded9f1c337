"""The blocks of a text report: a finding, or several that say the same; the errors and notes."""

from collections import Counter
from collections.abc import Iterable, Iterator

from hardenlint.engine import Report, Result
from hardenlint.errors import Problem
from hardenlint.model import Span
from hardenlint.text.terminal import Style, printable

from .layout import GLUE, Layout, labelled
from .places import described, label, number, page_of, place, remedy, suppressed, where
from .snippet import Shown, Snippets, Source
from .summary import available

MANY = 40
"""Above it a finding is a line: with their text they fill more screens than anybody reads."""

_FEW = 5  # places that are listed where many would drown what matters


def findings(report: Report, source: Source, layout: Layout, group_by: str | None) -> list[str]:
    """Write the findings, a block for each that says something of its own."""
    snippets = Snippets(source, (*report.results, *report.suppressed))
    blocks: list[str] = []
    by_subject: list[Result] = []
    others: list[Result] = []
    for result in report.shown:
        (by_subject if _is_by_subject(result, group_by) else others).append(result)
    if by_subject:
        from . import subjects  # noqa: PLC0415 - only for engines, or where it is asked for

        blocks += subjects.blocks(by_subject, layout)
    # The worst first; of equally bad ones in the order of their places.
    groups = sorted(_groups(others), key=lambda group: -group[0].severity)
    if group_by == "check":
        groups.sort(key=lambda group: (-group[0].severity, group[0].check.id))
    if len(others) > MANY and layout.verbosity == 0:
        from . import brief  # noqa: PLC0415 - most runs find little

        return blocks + brief.blocks(groups, layout)
    explained: set[tuple[str, str]] = set()
    blocks += ["\n".join(_block(group, snippets, explained, layout)) for group in groups]
    return blocks


def _is_by_subject(result: Result, group_by: str | None) -> bool:
    """Whether a finding is told with its subject; by default those are that an engine told of."""
    if group_by is not None:
        return group_by == "subject"
    return described(result.subject) and (not result.span.path or result.span.host != "")


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
            result.subject.source.name,
            suppressed(result),
        )
        groups.setdefault(key, []).append(result)
    return groups.values()


def _block(
    group: list[Result], snippets: Snippets, explained: set[tuple[str, str]], layout: Layout
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
        yield from labelled(name, text, margin, layout)


def _header(group: list[Result], style: Style) -> str:
    first = group[0]
    kinds = {result.subject.kind for result in group}
    names = {(result.subject.kind, result.subject.name) for result in group}
    about = label(first.subject)
    if len(names) > 1:
        about = number(len(names), kinds.pop() if len(kinds) == 1 else "subject")
        if len(names) < len(group):
            about = f"{len(group)} places in {about}"
    mark = style.paint(str(first.severity), f"{first.severity}[{first.check.id}]")
    message = style.paint("bold", printable(first.finding.message))
    return f"{mark} {about}: {message}{suppressed(first)}"


def _arrow(result: Result, margin: int, layout: Layout, *, several: bool) -> str:
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
    group: list[Result], explained: set[tuple[str, str]], layout: Layout
) -> Iterator[tuple[str, str]]:
    """Yield what there is to say about a finding: label and text, each check explained once."""
    first = group[0]
    if layout.verbosity < 0:
        return
    page = page_of(first.check)
    # Its fix differs by source, so it is explained once for each, and by what is at hand.
    key, how = (first.check.id, first.subject.source.remedy), (first.check.id, remedy(first))
    again, told = (each in explained and layout.verbosity == 0 for each in (key, how))
    explained.update((key, how))
    if first.finding.why:
        yield "why", printable(" ".join(first.finding.why.split()))
    elif not again:
        yield "why", page.why.partition("\n\n")[0]
    if len(group) == 1:
        yield from _places(first, layout)
    if first.covers and layout.verbosity > 0:
        yield "covers", ", ".join(first.covers)
    ready = available(first)
    if not told:
        yield "fix", "\n\n".join(filter(None, (how[1], ready)))
    elif ready:
        yield "fix", ready
    if not again:
        references = (*first.check.all_references, f"hardenlint explain {first.check.id}")
        yield "ref", " · ".join(text.replace(" ", GLUE) for text in references)


def _places(result: Result, layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield the related places; of many only the first few."""
    limit = len(result.related) if layout.verbosity > 0 else _FEW
    for message, span in result.related[:limit]:
        yield printable(message), place(span)
    if len(result.related) > limit:
        yield "and", number(len(result.related) - limit, "more place")


def problems(report: Report, layout: Layout) -> list[str]:
    """Write the errors and, unless that is too much, the notes: one block, or none."""
    lines = [*_problems("error", report.errors, layout)]
    if report.tells_suppressed:
        lines += _problems("accepted", [each.problem for each in report.accepted], layout)
    if layout.verbosity >= 0:
        lines += _notes(report.notes, layout)
    return ["\n".join(lines)] if lines else []


def _notes(notes: Iterable[Problem], layout: Layout) -> Iterator[str]:
    """Yield the notes; of many only those that ask for something, and how many others there are."""
    asking = [note for note in notes if note.kind == "suppression"]
    others = [note for note in notes if note.kind != "suppression"]
    if len({note.message for note in others}) <= _FEW or layout.verbosity > 0:
        yield from _problems("note", notes, layout)
        return
    yield from _problems("note", asking, layout)
    counts = Counter(note.kind for note in others)
    told = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
    yield f"{layout.style.paint('info', 'notes')}: {told} (`-v` lists them)"


def _problems(word: str, problems: Iterable[Problem], layout: Layout) -> Iterator[str]:
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
            # Each error is something that was not judged.
            yield from _listed(places, layout, all_=word == "error")


def _listed(places: list[str], layout: Layout, *, all_: bool) -> Iterator[str]:
    limit = len(places) if all_ or layout.verbosity > 0 else _FEW
    for text in places[:limit]:
        yield f"{layout.style.paint('gutter', ' -->')} {text}"
    if len(places) > limit:
        yield f"     and {number(len(places) - limit, 'more place')}"
