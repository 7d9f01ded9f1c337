"""Findings by what they are about, for whoever looks after a host: the worst first.

Containers of a compose project stand together, containers that are alike are one, and each check
is explained once, below.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hardenlint.engine import Result
from hardenlint.engine.about import About
from hardenlint.text.terminal import Style, printable, wrap

from .layout import GLUE, Layout, labelled
from .places import described, label, page_of, place, readable, remedy_of_all, suppressed

_NAMED = 4  # containers that are alike and named one by one


class _Alike(NamedTuple):
    """Subjects about which the same is to be said, and that."""

    names: list[str]
    results: Sequence[Result]

    @property
    def subject(self) -> About:
        return self.results[0].subject


def blocks(results: Iterable[Result], layout: Layout) -> list[str]:
    """Write a block for each project and each subject outside of one, then the explanations."""
    found = list(results)
    groups: dict[tuple[str, str], list[_Alike]] = {}
    for alike in _alike(found):
        head = alike.subject.project or "\0".join(alike.names)
        groups.setdefault((alike.results[0].span.host, head), []).append(alike)
    ordered = sorted(groups.items(), key=lambda group: (*_rank(group[1]), group[0]))
    written = ["\n".join(_group(members, layout)) for _, members in ordered]
    if layout.verbosity >= 0:
        written += ["\n".join(lines) for lines in _explanations(found, layout)]
    return written


def _alike(results: Iterable[Result]) -> list[_Alike]:
    """Put the findings of each subject together, then subjects that have the same ones."""
    by_subject: dict[tuple[object, ...], list[Result]] = {}
    for result in results:
        key = (result.span.host, result.subject.kind, result.subject.name, result.subject.span)
        by_subject.setdefault(key, []).append(result)
    alike: dict[object, _Alike] = {}
    for own in by_subject.values():
        own.sort(key=lambda result: (-result.severity, result.check.id, result.finding.message))
        names = alike.setdefault(_signature(own), _Alike([], own)).names
        names.append(own[0].subject.name)
    return list(alike.values())


def _signature(results: Sequence[Result]) -> tuple[object, ...]:
    """What replicas have in common: where they come from, and all that is to be said of them."""
    subject = results[0].subject
    said = tuple(
        (r.check.id, r.severity, r.finding.message, r.finding.why, suppressed(r)) for r in results
    )
    if subject.kind != subject.source.container:
        return (subject.kind, subject.name, subject.span, said)
    # Those that were started by hand are alike by their image.
    origin = subject.service or subject.image or subject.name
    return (results[0].span.host, subject.project, origin, said)


def _rank(members: Sequence[_Alike]) -> tuple[int, int]:
    """The worst first; of equally bad ones hosts come before what runs on them."""
    worst = max(alike.results[0].severity for alike in members)
    return (-int(worst), 0 if members[0].subject.kind == "host" else 1)


def _group(members: list[_Alike], layout: Layout) -> Iterator[str]:
    project = members[0].subject.project
    indent = "  " if project else ""
    host = members[0].results[0].span.host
    where = f" on {printable(host)}" if layout.hosts and members[0].subject.kind != "host" else ""
    if project:
        yield layout.style.paint("bold", f"project {printable(project)}") + where
        where = ""
    for alike in sorted(members, key=lambda each: (*_rank([each]), each.names)):
        yield indent + layout.style.paint("bold", _title(alike)) + where
        for result in alike.results:
            yield from _line(result, indent + "  ", layout)


def _title(alike: _Alike) -> str:
    names, subject = sorted(alike.names), alike.subject
    service = subject.service
    if len(names) == 1:
        own, state = label(subject), _state(subject)
        if service:
            return f"service {printable(service)} ({', '.join(filter(None, (own, state)))})"
        return f"{own} ({state})" if state else own
    some = ", ".join(map(printable, names[:_NAMED]))
    if len(names) > _NAMED:
        some += f" and {len(names) - _NAMED} more"
    if service:
        return f"service {printable(service)} ({len(names)} replicas: {some})"
    return f"{len(names)} containers alike: {some}"


def _state(subject: About) -> str:
    """The state of a container that does not run; it may start again."""
    return "" if subject.state == "running" else printable(subject.state)


def _line(result: Result, indent: str, layout: Layout) -> Iterator[str]:
    mark = layout.style.paint(str(result.severity), f"{result.severity}[{result.check.id}]")
    told = described(result.subject)
    key = printable(readable(result.span.pointer)) if told else place(result.span)
    text = f"{indent}{mark} {printable(result.finding.message)}{suppressed(result)}"
    yield f"{text} · {key}" if key else text
    for message, span in result.related[: None if layout.verbosity > 0 else 1]:
        there = place(span)
        yield f"{indent}  {_gutter(layout.style)} {printable(message)}" + (
            f": {there}" if there else ""
        )
    if result.finding.why and layout.verbosity >= 0:
        why = printable(" ".join(result.finding.why.split()))
        for line in wrap(why, max(layout.width - len(indent) - 4, 30)):
            yield f"{indent}  {_gutter(layout.style)} {line}"


def _gutter(style: Style) -> str:
    return style.paint("gutter", "|")


def _explanations(results: Sequence[Result], layout: Layout) -> Iterator[list[str]]:
    """Explain each check once, the worst first."""
    found: dict[str, list[Result]] = {}
    for result in sorted(results, key=lambda result: (-result.severity, result.check.id)):
        found.setdefault(result.check.id, []).append(result)
    for own in found.values():
        mark = f"{own[0].severity}[{own[0].check.id}]"
        lines = [layout.style.paint(str(own[0].severity), mark)]
        for name, text in _explained(own):
            lines += labelled(name, text, 2, layout)
        yield lines


def _explained(results: Sequence[Result]) -> Iterator[tuple[str, str]]:
    check, source = results[0].check, results[0].subject.source
    yield "why", page_of(check).why.partition("\n\n")[0]
    yield "fix", remedy_of_all(each for each in results if each.subject.source == source)
    references = (*check.all_references, f"hardenlint explain {check.id}")
    yield "ref", " · ".join(text.replace(" ", GLUE) for text in references)
