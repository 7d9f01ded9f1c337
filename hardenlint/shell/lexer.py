"""Words of shell text, in one pass.

The grammar is POSIX' chapter 2 (Shell Command Language) with what bash adds to it. Nothing here
fails: what is not closed ends with the text. Every method moves forward only.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from .pieces import Pieces, match_plain
from .source import ShellWord

if TYPE_CHECKING:
    from .script import Script
    from .source import Source

_match_blanks = re.compile(r"(?:[ \t]|\\\n)*(?:#[^\n]*)?").match
_BREAKS = " \t\n;&|<>()"
_SHORT = 24


@lru_cache(4096)
def _one(text: str) -> str:
    """One string for all that are equal: scripts say the same words over and over."""
    return text


class Lexer:
    """Reads words from `source` at `pos`; `depth` counts what is nested around it.

    The commands that words hold are read by their `script`, which continues with this lexer where
    they lie in the same text.
    """

    __slots__ = ("depth", "pos", "script", "source", "text")

    def __init__(self, source: "Source", script: "Script", depth: int = 0) -> None:
        self.source = source
        self.text = source.text
        self.pos = 0
        self.script = script
        self.depth = depth

    def blanks(self) -> None:
        """Step over blanks, continued lines and a comment."""
        self.pos = _match_blanks(self.text, self.pos).end()  # type: ignore[union-attr]

    def lines(self) -> None:
        """Step over blanks, comments and newlines."""
        self.blanks()
        while self.text.startswith("\n", self.pos):
            self.pos += 1
            self.blanks()

    def peek(self) -> str:
        """The unquoted text of the word that starts here, without moving."""
        end = match_plain(self.text, self.pos).end()  # type: ignore[union-attr]
        # A word that goes on with a quote or an expansion is no keyword.
        return self.text[self.pos : end] if self.at_break(end) else ""

    def at_break(self, pos: int) -> bool:
        """Whether a word ends at `pos`."""
        text = self.text
        if pos >= len(text):
            return True
        char = text[pos]
        if char == "(":
            # Behind one of these it begins a pattern of bash, `!(a|b)`, which is a part of the
            # word.
            return pos == 0 or text[pos - 1] not in "!@*+?"
        # `<(…)` is a word, a `<` without parenthesis a redirection.
        return char in _BREAKS and not (char in "<>" and text.startswith("(", pos + 1))

    def word(self) -> ShellWord:
        """The word that starts here; empty where none does."""
        start, text = self.pos, self.text
        end = match_plain(text, start).end()  # type: ignore[union-attr]
        shown = self.source.shown
        if self.at_break(end):
            self.pos = end
            value = shown[start:end]
            return ShellWord(_one(value) if end - start < _SHORT else value, start, end)
        pieces = Pieces(self)
        while not self.at_break(self.pos):
            pieces.read()
        self.pos = min(self.pos, len(text))  # where a quote is not closed
        parts = pieces.parts
        return ShellWord("".join([shown[a:b] for a, b, _ in parts]), start, self.pos, parts)
