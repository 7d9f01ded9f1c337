"""Which part of a text which cause gave, where texts are put together and taken apart."""

from collections.abc import Iterator

from .span import Cause, cut, several, whole

_LONGEST = 4096
"""Characters of a text in which its parts are looked for, of which there may be many."""


def shifted(causes: tuple[Cause, ...], start: int, length: int) -> Iterator[Cause]:
    """The causes of a text of that length, as those of a longer one in which it starts there."""
    for cause in causes:
        first, last = cause.part or (0, length)
        yield cause._replace(part=(start + first, start + last))


def aligned(causes: tuple[Cause, ...], old: object, new: object) -> tuple[Cause, ...]:
    """The causes of a value that is made of another one: a part of its text, or more around it."""
    if len(causes) < 2 or old is new:
        return causes
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) <= _LONGEST:
        if new and old.count(new) == 1:
            start = old.index(new)
            return cut(causes, start, start + len(new))
        if old and new.count(old) == 1:
            return several(shifted(causes, new.index(old), len(old)))
    return whole(causes)
