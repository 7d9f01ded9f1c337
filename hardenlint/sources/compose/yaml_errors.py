"""Errors of the YAML parser in the words of a person who writes YAML."""

from collections.abc import Callable, Iterable
from typing import Any

from hardenlint.errors import InputError
from hardenlint.model import Span

_Where = tuple[int, int]
"""Line and column."""


def _fail(path: str, message: str, where: _Where) -> InputError:
    return InputError("parse", message, Span(path, *where))


def _bracket(lines: list[str], where: _Where) -> tuple[str, _Where] | None:
    """The bracket that opens the collection at a place, behind its anchor and its tag.

    None where no bracket does: a lone pair in a list is a mapping, too.
    """
    line, column = where
    whole = lines[line - 1]
    rest = whole[column - 1 :]
    while rest.startswith(("&", "!")):
        rest = rest.partition(" ")[2].lstrip()
    return (rest[0], (line, len(whole) - len(rest) + 1)) if rest.startswith(("[", "{")) else None


def disallowed(error: Any) -> str:
    """The character that a reader error is about."""
    character = error.character
    return chr(character) if isinstance(character, int) else str(character)[:1] or "\0"


def explained(
    error: Any, text: str, path: str, place: Callable[[Any], _Where], unclosed: Iterable[_Where]
) -> InputError:
    """Say what is wrong in the words of a person who writes YAML.

    `place` turns a mark of the parser into a line and a column of the text; `unclosed` is where
    the collections start that were being read, the innermost first.
    """
    problem, context = str(error.problem or ""), str(error.context or "")
    found = error.problem_mark or error.context_mark
    where = place(found) if found is not None else (1, 1)
    opened = place(error.context_mark) if error.context_mark is not None else None
    lines = text.split("\n")
    line = lines[where[0] - 1] if where[0] <= len(lines) else ""
    if "\t" in line[: where[1]] and "cannot start any token" in problem:
        return _fail(path, "a tab cannot indent YAML: use spaces", where)
    if "escape" in problem or "Unicode character" in problem:
        return _fail(path, "a backslash starts something that YAML does not know here", where)
    if "quoted scalar" in context and opened is not None:
        return _fail(path, "the quote that opens here is never closed", opened)
    brackets = (_bracket(lines, at) for at in unclosed)
    bracket = next(filter(None, brackets), None) if "flow" in context else None
    if bracket is not None:
        sign, at = bracket
        return _fail(path, f"the {sign} that opens here is not closed properly", at)
    if "mapping values" in problem:
        return _fail(path, "a colon has no place here: indent the line, or quote the text", where)
    if "cannot start any token" in problem and where[1] <= len(line):
        return _fail(path, f"text cannot start with {line[where[1] - 1]!r}: quote it", where)
    from hardenlint.facts.telling import parser_words  # noqa: PLC0415 - only for this error

    words = map(parser_words, (context, problem))
    return _fail(path, "is no YAML: " + "; ".join(filter(None, words)), where)
