"""Expansion of variables and removal of quotes, as BuildKit's shell lexer does it.

Three things at once: `$X` and `${X…}` are replaced, quotes and escapes are removed, and (where
asked for) the result is split into words. A value may be unknown: then so is the result.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ...model.span import Cause

if TYPE_CHECKING:
    from .lexer import Lexer

_SPECIAL = frozenset("$'\"\\`")


class ExpansionError(ValueError):
    """A word that BuildKit refuses to expand."""


class TooMuchError(ExpansionError):
    """A word whose variables would bring more text than the file may still have."""


class Value:
    """The value of a variable: its text, None when unknown; what gave it, or why it is unknown.

    `is_set` is False for one that is declared and may be given when the image is built.
    """

    __slots__ = ("causes", "is_set", "text")

    def __init__(
        self, text: str | None, causes: tuple[Cause, ...] = (), *, is_set: bool = True
    ) -> None:
        self.text = text
        self.causes = causes
        self.is_set = is_set


Lookup = Callable[[str], Value | None]
"""Find a variable; None when it is not set."""

Spend = Callable[[int], None]
"""Count what an expansion costs, in characters; raises TooMuchError."""


class Expanded(NamedTuple):
    """The outcome: `text` is None when it depends on something unknown, which `causes` name."""

    text: str | None
    causes: tuple[Cause, ...] = ()


def unset(_name: str) -> None:
    """Know no variable."""
    return


def free(_cost: int) -> None:
    """Count nothing: where no variable is known, nothing grows."""
    return


def expand(word: str, lookup: Lookup, escape: str, spend: Spend) -> Expanded:
    """Expand one word; raises ExpansionError."""
    # The scanner of Go's text/scanner, through which BuildKit reads a word, drops a byte order mark
    # at its beginning.
    if _SPECIAL.isdisjoint(word) and word[:1] != "\ufeff":
        return Expanded(word)
    return _lexer(word, lookup, escape, spend).expanded()


def expand_words(
    word: str, lookup: Lookup, escape: str, spend: Spend
) -> tuple[list[str] | None, tuple[Cause, ...]]:
    """Expand one word that may become several; None when unknown; raises ExpansionError."""
    if word.isascii() and word.isalnum():
        return [word], ()
    return _lexer(word, lookup, escape, spend).expanded_words()


def check_document(text: str, lookup: Lookup, spend: Spend) -> None:
    """Expand the body of a here-document, quotes being text; raises ExpansionError."""
    if "$" in text or "\\" in text:
        _lexer(text, lookup, "\\", spend, skip_quotes=True).run()


def unquote(word: str, escape: str) -> str | None:
    """Remove quotes and escapes and leave variables; None for a word that cannot be expanded."""
    if _SPECIAL.isdisjoint(word) and word[:1] != "\ufeff":
        return word
    try:
        return _lexer(word, unset, escape, free, keep_unset=True).run()
    except ExpansionError:
        return None


def _lexer(
    text: str,
    lookup: Lookup,
    escape: str,
    spend: Spend,
    *,
    keep_unset: bool = False,
    skip_quotes: bool = False,
) -> "Lexer":
    from .lexer import Lexer  # noqa: PLC0415 - most words need none
    from .quoting import Scanner  # noqa: PLC0415 - see above

    return Lexer(
        Scanner(text, escape, skip_quotes=skip_quotes), lookup, spend, keep_unset=keep_unset
    )
