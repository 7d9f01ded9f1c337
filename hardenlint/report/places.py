"""How a report names subjects and places, and where it takes the words about a check from."""

import os
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from hardenlint.check import Check
from hardenlint.engine import Report, Result
from hardenlint.engine.about import About
from hardenlint.model import Span
from hardenlint.text.terminal import printable

if TYPE_CHECKING:
    from hardenlint.page import Page


def label(subject: About) -> str:
    """Kind and name, ready to print."""
    return f"{subject.kind} {printable(subject.name)}"


def slashed(path: str) -> str:
    """A path as reports write it, with `/` on every platform."""
    return path if os.sep == "/" else path.replace(os.sep, "/")


def described(subject: About) -> bool:
    """Whether an engine describes the subject, now or in saved inspect data."""
    return not subject.source.is_written


def suppressed(result: Result) -> str:
    """Say of a suppressed finding that it is one, and why; ready to print after its message."""
    if result.suppression is None:
        return ""
    return f" (excused: {printable(result.suppression.reason) or 'no reason given'})"


def where(result: Result, *, hosts: bool = False) -> str:
    """Name the place of a finding, ready to print.

    `compose.yaml:7:9`, or `container web · HostConfig.Privileged` in what an engine describes,
    with `hosts` also on which of several hosts.
    """
    subject, span = result.subject, result.span
    if not described(subject) or (span.path and span.path != subject.span.path):
        return place(span)
    key = printable(readable(span.pointer))
    on_host = f" on {printable(span.host)}" if hosts and subject.kind != "host" else ""
    return f"{label(subject)}{on_host} · {key}" if key else f"{label(subject)}{on_host}"


def several_hosts(report: Report) -> bool:
    """Whether a place is only clear together with its host."""
    return len({result.span.host for result in report.shown} - {""}) > 1


def place(span: Span) -> str:
    """Name a place by itself, ready to print; empty for no place at all."""
    if span.path:
        path = printable(slashed(span.path))
        # How a file as a whole is told.
        whole = span.line == 1 and span.column == 1 and not span.end_line
        return path if whole else f"{path}:{span.line}:{span.column}"
    parts = (f"container {span.container}" if span.container else span.host, readable(span.pointer))
    return printable(" · ".join(part for part in parts if part))


def readable(pointer: str) -> str:
    """A JSON pointer into an inspect document as a path: `HostConfig.Binds[0]`.

    The leading position of the container in a saved array or snapshot is left out.
    """
    from hardenlint.text.pointer import parts as parts_of  # noqa: PLC0415 - files have none

    parts = parts_of(pointer)
    if parts[:1] == ["hosts"] and parts[2:3] == ["documents"]:
        del parts[:4]
    elif parts and parts[0].isdigit():
        del parts[0]
    text = ""
    for part in parts:
        if part.isdigit():
            text += f"[{part}]"
        elif part.replace("_", "").replace("-", "").isalnum():
            text += f".{part}" if text else part
        else:
            text += f'["{part}"]'
    return text


@cache
def page_of(check: Check) -> "Page":
    """The page of a check, taken apart once."""
    from hardenlint.page import read  # noqa: PLC0415 - only where there is a finding to explain

    return read(check.doc)


def remedy(result: Result) -> str:
    """How to fix a finding where it is, told of what is at hand there."""
    return page_of(result.check).fix(result.subject.source.remedy, result.finding.here)


def remedy_of_all(results: Iterable[Result]) -> str:
    """How to fix findings of one check and source that are explained once.

    Where different things are at hand, the page's examples stand for them.
    """
    first, *others = results
    if all(other.finding.here == first.finding.here for other in others):
        return remedy(first)
    return page_of(first.check).fix(first.subject.source.remedy)


def number(count: int, noun: str, plural: str = "") -> str:
    """`1 file`, `2 files`, `2 matches`."""
    return f"{count} {noun}" if count == 1 else f"{count} {plural or noun + 's'}"
