"""What a report tells, looked over: no credential of an address or by its form, in any format.

Whoever writes a message repeats no value. This is for what was overlooked, and for keys of a
document, which pointers are made of.
"""

from hardenlint.errors import Problem
from hardenlint.facts.telling import pointer, safe
from hardenlint.model import Span

from .result import Result

_LONGEST = 300


def result(found: Result) -> Result:
    """A finding as it may be told."""
    related = tuple((safe(text), _place(span)) for text, span in found.related)
    finding = found.finding
    here = tuple((example, _word(own)) for example, own in finding.here)
    finding = finding._replace(message=safe(finding.message), why=safe(finding.why), here=here)
    return found._replace(finding=finding, span=_place(found.span), related=related)


def _word(text: str) -> str:
    """What stands for an example, in one line that ends no code: the page around it is ours."""
    from hardenlint.text.terminal import printable  # noqa: PLC0415 - few findings have any

    return printable(safe(text[:_LONGEST])).replace("`", "'")


def problem(told: Problem) -> Problem:
    """An error or a note as it may be told."""
    return told._replace(message=safe(told.message), span=_place(told.span))


def _place(span: Span) -> Span:
    shown = pointer(span.pointer)
    return span if shown == span.pointer else span._replace(pointer=shown)
