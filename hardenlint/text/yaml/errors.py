"""Errors of the YAML parser in the words of a person who writes YAML."""

from collections.abc import Callable, Iterable
from typing import Any

import yaml

from ..parser_words import parser_words
from . import events
from .composing import BrokenError

_Where = tuple[int, int]
"""Line and column."""


def explained(
    error: Exception,
    text: str,
    place: Callable[[Any], _Where],
    unclosed: Iterable[_Where],
    deepest: int,
) -> BrokenError:
    """Say what is wrong with a text that is no YAML, or that is nested too deep.

    `place` turns a mark of the parser into a line and a column of the text; `unclosed` is where
    the collections start that were being read, the innermost first.
    """
    deep = too_deep(text, error, deepest)
    if deep is not None:
        return BrokenError(f"is nested more than {deepest} levels deep", place(deep))
    if isinstance(error, yaml.MarkedYAMLError):
        return _marked(error, text, place, unclosed)
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        where = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"holds a character that YAML does not allow: U+{ord(_disallowed(error)):04X}"
        return BrokenError(message, where)
    return BrokenError(f"is no YAML: {type(error).__name__}")


def too_deep(text: str, error: Exception, limit: int) -> Any:
    """Return the mark of the collection that is one level too deep, when that is the error's cause.

    Readers count levels as the parser tells them. But libyaml has a limit of its own (1,000), and
    meets it before it has told any level when it looks ahead for the colon of a key. Its words
    differ by version, so what lies before its complaint is read again, and counted.
    """
    if isinstance(error, events.TooDeepError):
        return error.problem_mark
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return None
    depth = 0
    try:
        for event in yaml.parse(text[: error.problem_mark.index], events.LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > limit:
                    return event.start_mark
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except (yaml.YAMLError, ValueError):  # the text is cut off: some of it is not closed
        pass
    return None


def said(error: Exception) -> tuple[str, int] | None:
    """What the parser itself says of a text, and of which line (0 for none), as YAML counts lines.

    None where it tells no more than the kind of the error.
    """
    if not isinstance(error, yaml.MarkedYAMLError):
        return None
    mark = error.problem_mark or error.context_mark
    return parser_words(str(error.problem or error.context)), mark.line + 1 if mark else 0


def _marked(
    error: Any, text: str, place: Callable[[Any], _Where], unclosed: Iterable[_Where]
) -> BrokenError:
    problem, context = str(error.problem or ""), str(error.context or "")
    found = error.problem_mark or error.context_mark
    where = place(found) if found is not None else (1, 1)
    opened = place(error.context_mark) if error.context_mark is not None else None
    lines = text.split("\n")
    line = lines[where[0] - 1] if where[0] <= len(lines) else ""
    if "\t" in line[: where[1]] and "cannot start any token" in problem:
        return BrokenError("a tab cannot indent YAML: use spaces", where)
    if "escape" in problem or "Unicode character" in problem:
        return BrokenError("a backslash starts something that YAML does not know here", where)
    if "quoted scalar" in context and opened is not None:
        return BrokenError("the quote that opens here is never closed", opened)
    brackets = (_bracket(lines, at) for at in unclosed)
    bracket = next(filter(None, brackets), None) if "flow" in context else None
    if bracket is not None:
        sign, at = bracket
        return BrokenError(f"the {sign} that opens here is not closed properly", at)
    if "mapping values" in problem:
        return BrokenError("a colon has no place here: indent the line, or quote the text", where)
    if "cannot start any token" in problem and where[1] <= len(line):
        return BrokenError(f"text cannot start with {line[where[1] - 1]!r}: quote it", where)
    words = map(parser_words, (context, problem))
    return BrokenError("is no YAML: " + "; ".join(filter(None, words)), where)


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


def _disallowed(error: Any) -> str:
    """The character that a reader error is about."""
    character = error.character
    return chr(character) if isinstance(character, int) else str(character)[:1] or "\0"
