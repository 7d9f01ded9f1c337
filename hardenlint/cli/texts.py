"""The text of a file once more, for those who look at more than was understood of it."""

from collections.abc import Callable, Mapping

from hardenlint import reach
from hardenlint.errors import InputError
from hardenlint.sources.text import read_text

Source = Callable[[str], str | None]
"""Gives the text of a file; None when it has gone meanwhile."""


def texts(stdin: Mapping[str, str]) -> Source:
    """Return what gives the text of a file; `stdin` has what came from standard input, by name."""

    def text_of(path: str) -> str | None:
        if path in stdin:
            return stdin[path]
        if reach.number_touched() and not reach.is_ours(path):
            return None  # nothing of it is shown, nor does it excuse anything
        try:
            return read_text(path)
        except InputError:
            return None

    return text_of
