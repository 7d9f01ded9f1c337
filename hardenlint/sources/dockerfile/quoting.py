"""The characters of one word: quotes, escapes, blanks, and where its words end."""

import re
from collections.abc import Callable
from functools import cache

from ...model.span import Cause, several
from .expand import ExpansionError
from .space import SPACE

_PARAMETERS = "@*#?-$!0"
_SPACES = frozenset(SPACE)
_BLANKS = "\t\r "


@cache
def _ordinary() -> Callable[[str, int], re.Match[str] | None]:
    """Match text in which nothing is special."""
    return re.compile(r"""[^$<'"\\`/}]+""").match


@cache
def _ascii_name() -> Callable[[str, int], re.Match[str] | None]:
    """Match the part of a name that is ASCII."""
    return re.compile("[A-Za-z0-9_]+").match


class Scanner:
    """Steps over the text of one word, `pos` being where it is.

    raw_quotes   keep the quotes
    raw_escapes  keep the escape tokens
    skip_quotes  a quote is a character like others
    """

    __slots__ = ("escape", "pos", "raw_escapes", "raw_quotes", "skip_quotes", "text")

    def __init__(
        self,
        text: str,
        escape: str,
        *,
        raw_quotes: bool = False,
        raw_escapes: bool = False,
        skip_quotes: bool = False,
    ) -> None:
        self.text = text
        self.pos = 1 if text[:1] == "\ufeff" else 0
        self.escape = escape
        self.raw_quotes = raw_quotes
        self.raw_escapes = raw_escapes
        self.skip_quotes = skip_quotes

    @property
    def at_end(self) -> bool:
        """Whether all of the text has been read."""
        return self.pos >= len(self.text)

    def peek(self) -> str:
        """The character that comes now, "" at the end."""
        return self.text[self.pos : self.pos + 1]

    def next(self) -> str:
        """Step over the character that comes now."""
        char = self.text[self.pos : self.pos + 1]
        self.pos += 1
        return char

    def plain(self) -> str:
        """Text in which nothing is special, or one character that is none here."""
        run = _ordinary()(self.text, self.pos)
        found = run[0] if run else self.text[self.pos]
        self.pos += len(found)
        return found

    def name(self) -> str:
        """A variable's name: digits, one special parameter, or letters, digits and `_`."""
        text, start = self.text, self.pos
        first = self.peek()
        if first.isdecimal():
            while self.peek().isdecimal():
                self.pos += 1
        elif first and first in _PARAMETERS:
            self.pos += 1
        else:
            match = _ascii_name()(text, start)
            self.pos = match.end() if match else start
            while (char := self.peek()) and (char == "_" or char.isalpha() or char.isdecimal()):
                self.pos += 1
        return text[start : self.pos]

    def redirect(self) -> str:
        """`<`, or `<<` with the blanks behind it."""
        start = self.pos
        self.pos += 1
        if self.peek() == "<":
            self.pos += 1
            # `<< EOF` stays one word, in which the name is found with its blanks.
            while self.peek() and self.peek() in _BLANKS:
                self.pos += 1
        return self.text[start : self.pos]

    def single(self) -> str:
        """Text between single quotes."""
        end = self.text.find("'", self.pos + 1)
        if end < 0:
            raise ExpansionError("a single quote is not closed")
        start, self.pos = self.pos, end + 1
        return self.text[start : end + 1] if self.raw_quotes else self.text[start + 1 : end]

    def escaped(self) -> tuple[str, str]:
        """An escape token, "" unless it is kept, and what it escapes."""
        self.pos += 1
        return self.escape if self.raw_escapes else "", "" if self.at_end else self.next()

    def escaped_in_double(self) -> str:
        """An escape token between double quotes escapes only `"`, `$` and itself."""
        self.pos += 1
        kept = self.escape if self.raw_escapes else ""
        following = self.peek()
        if not following:
            return kept
        if following in ('"', "$", self.escape):
            self.pos += 1
            return kept + following
        return kept + self.escape


class Words:
    """The words of a result. The text of the current one lies in `buffer`.

    A lexer has one buffer, so that a `${…:-w}` inside a word loses what stood before it in the
    word: this is what BuildKit does.
    """

    __slots__ = ("buffer", "found", "in_word")

    def __init__(self, buffer: list[str]) -> None:
        buffer.clear()
        self.buffer = buffer
        self.found: list[str] = []
        self.in_word = False

    def add(self, text: str) -> None:
        """Add text that blanks split."""
        if not _SPACES.isdisjoint(text):
            for char in text:
                if char in _SPACES:
                    self._end()
                else:
                    self.raw(char)
        else:
            self.raw(text, always=False)

    def raw(self, text: str, *, always: bool = True) -> None:
        """Add text that nothing splits."""
        if text:
            self.buffer.append(text)
        self.in_word = self.in_word or always or text != ""

    def _end(self) -> None:
        if self.in_word and self.buffer:
            self.found.append("".join(self.buffer))
            self.buffer.clear()
            self.in_word = False

    def all(self) -> list[str]:
        """All words, the current one included."""
        if self.buffer:
            self.in_word = True
            self._end()
        return self.found


class Given(str):
    """A text that variables gave, and their causes."""

    __slots__ = ("causes",)
    causes: tuple[Cause, ...]


def given(text: str, causes: tuple[Cause, ...]) -> str:
    """A text with its causes, if it has any."""
    if not causes:
        return text
    result = Given(text)
    result.causes = causes
    return result


def causes_of(text: str) -> tuple[Cause, ...]:
    """What gave a text; nothing for what is written."""
    return text.causes if isinstance(text, Given) else ()


def joined(parts: list[str]) -> str:
    """One text, which knows what gave which part of it."""
    text = "".join(parts)
    if not any(isinstance(part, Given) for part in parts):
        return text
    from ...model.parts import shifted  # noqa: PLC0415 - many words have no variables

    found: list[Cause] = []
    length = 0
    for part in parts:
        found += shifted(causes_of(part), length, len(part))
        length += len(part)
    return given(text, several(found))
