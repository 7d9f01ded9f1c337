"""Exceptions that nothing needs any more are taken away with their comment."""

from hardenlint.model import Span

from .change import Change, RefusedError, Text


def change(text: Text, span: Span) -> Change:
    """The change that takes a comment away; a comment alone on its line goes with the line."""
    start, end = text.ends(span)
    if text.content[start : start + 1] != "#":
        raise RefusedError("no comment begins at this place")
    if not text.content[text.line_start(start) : start].strip():
        return text.cut_lines(start, end)
    while start and text.content[start - 1] in " \t":
        start -= 1
    return Change(text.path, start, text.line_end(end), "")
