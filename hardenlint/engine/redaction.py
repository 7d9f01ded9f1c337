"""What a report tells, looked over: no credential of an address or by its form, in any format.

Whoever writes a message repeats no value. This is for what was overlooked, and for keys of a
document, which pointers are made of.
"""

from hardenlint.errors import Problem
from hardenlint.facts.telling import pointer, safe
from hardenlint.model import Span

from .result import Result


def result(found: Result) -> Result:
    """A finding as it may be told."""
    related = tuple((safe(text), _place(span)) for text, span in found.related)
    finding = found.finding
    finding = finding._replace(message=safe(finding.message), why=safe(finding.why))
    return found._replace(finding=finding, span=_place(found.span), related=related)


def problem(told: Problem) -> Problem:
    """An error or a note as it may be told."""
    return told._replace(message=safe(told.message), span=_place(told.span))


def _place(span: Span) -> Span:
    shown = pointer(span.pointer)
    return span if shown == span.pointer else span._replace(pointer=shown)
