"""Fixes of words in running text: the commands and flags of a Dockerfile."""

from hardenlint.model import Span
from hardenlint.model.edit import Edit, Remove, Replace, Reword

from .change import Change, RefusedError, Text

_BEFORE = " \t\n\r\"'(;&|`=,"
_AFTER = _BEFORE + ")"


def change(text: Text, edit: Edit) -> Change:
    """The change of a Dockerfile; raises RefusedError."""
    if isinstance(edit, Reword):
        return reword(text, edit)
    if isinstance(edit, Replace):
        start, end = _ends(text, edit.span)
        return Change(text.path, start, end, edit.text)
    if isinstance(edit, Remove):
        start, end = _ends(text, edit.span)
        if text.content[text.line_start(start) : start].strip():
            raise RefusedError("it does not begin its line")
        return text.cut_lines(start, end)
    raise RefusedError("a Dockerfile has no such key")


def _ends(text: Text, span: Span) -> tuple[int, int]:
    if span.path != text.path:
        raise RefusedError(f"it is written in another place ({span.path})")
    return text.ends(span)


def reword(text: Text, edit: Reword) -> Change:
    """Replace the only occurrence of a word; one that is taken away takes a blank with it."""
    start, end = _ends(text, edit.span)
    places = list(_found(text.content, edit.old, start, end))
    if len(places) != 1:
        raise RefusedError(f"{edit.old} does not stand here exactly once")
    first, last = places[0], places[0] + len(edit.old)
    if edit.new:
        return Change(text.path, first, last, edit.new)
    line, line_end = text.line_start(first), text.line_end(last)
    alone = not text.content[line:first].strip()
    # What would be left is a line of nothing but its `\`.
    if alone and text.content[last:line_end].strip() in ("\\", "`"):
        return text.cut_lines(first, last)
    while last < line_end and text.content[last] in " \t":
        last += 1
    if last == line_end:  # nothing follows: the blank before it goes
        last = first + len(edit.old)
        while first > start and text.content[first - 1] in " \t":
            first -= 1
    return Change(text.path, first, last, "")


def _found(content: str, word: str, start: int, end: int) -> "list[int]":
    found: list[int] = []
    at = content.find(word, start, end)
    while at >= 0:
        after = at + len(word)
        begins = at == start or content[at - 1] in _BEFORE
        if begins and (after >= end or content[after] in _AFTER):
            found.append(at)
        at = content.find(word, after, end)
    return found
