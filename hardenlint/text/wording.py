"""Words for a person: which known one a misspelt word was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 80
"""Letters of a word that are compared: comparing takes longer with its length."""


def near(word: str, known: Iterable[str], alike: float = 0.75) -> str:
    """The known word that was probably meant, "" when none is near."""
    return next(iter(all_near(word, known, alike, 1)), "")


def all_near(word: str, known: Iterable[str], alike: float, most: int) -> list[str]:
    """The known words that may have been meant, the nearest first.

    `alike` says how near one must be, from 0 to 1, as difflib measures it.
    """
    return get_close_matches(word[:_LONGEST], list(known), most, alike)
