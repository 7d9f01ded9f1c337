"""Quotes, escapes and blanks of one word: what is text in it, and where words end."""

import re
from collections.abc import Callable
from functools import cache

from ...model.span import Cause, several
from .expand import ExpansionError, Lookup
from .space import SPACE

MAX_DEPTH = 100
"""How deep `${X:-${Y:-…}}` may be nested."""

_SPACES = frozenset(SPACE)
_BLANKS = "\t\r "


@cache
def _ordinary() -> Callable[[str, int], re.Match[str] | None]:
    """Match text in which nothing is special."""
    return re.compile(r"""[^$<'"\\`/}]+""").match


class _Words:
    """The words of a result. The text of the current one lies in a buffer of the lexer.

    There is one buffer, so that a `${…:-w}` inside a word loses what stood before it in the word:
    this is what BuildKit does.
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


class Quoting:
    """One run over one word; `dollar` reads the variables in it.

    raw_quotes   keep the quotes
    raw_escapes  keep the escape tokens
    skip_quotes  a quote is a character like others
    keep_unset   leave `$X` as it is when X is not set
    unknown      says what made the result unknown
    """

    def __init__(self, text: str, lookup: Lookup, escape: str) -> None:
        self.text = text
        self.pos = 1 if text[:1] == "\ufeff" else 0
        self.lookup = lookup
        self.escape = escape
        self.raw_quotes = False
        self.raw_escapes = False
        self.skip_quotes = False
        self.keep_unset = False
        self.unknown: tuple[Cause, ...] = ()
        self.depth = 0
        self.buffer: list[str] = []

    def run(self) -> str:
        """The whole text, expanded."""
        return self.until("", raw_escapes=self.raw_escapes)[0]

    def run_words(self) -> list[str]:
        """The whole text, expanded and split."""
        return self.until("", raw_escapes=self.raw_escapes)[1]

    def peek(self) -> str:
        """The character that comes now, "" at the end."""
        return self.text[self.pos : self.pos + 1]

    def next(self) -> str:
        """Step over the character that comes now."""
        char = self.text[self.pos : self.pos + 1]
        self.pos += 1
        return char

    def until(self, stop: str, *, raw_escapes: bool) -> tuple[str, list[str]]:
        """Read up to an unquoted `stop`, or to the end."""
        if self.depth > MAX_DEPTH:
            raise ExpansionError(f"variables are nested more than {MAX_DEPTH} deep")
        self.depth += 1
        outer, self.raw_escapes = self.raw_escapes, raw_escapes
        parts: list[str] = []
        words = _Words(self.buffer)
        while self.pos < len(self.text):
            if stop and self.text[self.pos] == stop:
                self.pos += 1
                break
            self._piece(parts, words)
        else:
            if stop:
                raise ExpansionError(f"unexpected end of statement, {stop!r} is missing")
        self.raw_escapes = outer
        self.depth -= 1
        return joined(parts), words.all()

    def _piece(self, parts: list[str], words: _Words) -> None:
        char = self.text[self.pos]
        if char == "$":
            parts.append(self.dollar())
            words.add(parts[-1])
        elif char == "<":
            parts.append(self._redirect())
            words.raw(parts[-1])
        elif char in "'\"" and not self.skip_quotes:
            parts.append(self._single() if char == "'" else self._double())
            words.raw(parts[-1])
        elif char == self.escape:
            self._escape(parts, words)
        else:
            run = _ordinary()(self.text, self.pos)
            parts.append(run[0] if run else char)
            self.pos += len(parts[-1])
            words.add(parts[-1])

    def _escape(self, parts: list[str], words: _Words) -> None:
        self.pos += 1
        if self.raw_escapes:
            parts.append(self.escape)
            words.raw(self.escape)
        if self.pos < len(self.text):
            parts.append(self.next())
            words.raw(parts[-1])

    def _redirect(self) -> str:
        start = self.pos
        self.pos += 1
        if self.peek() == "<":
            self.pos += 1
            # `<< EOF` stays one word, in which the name is found with its blanks.
            while self.peek() and self.peek() in _BLANKS:
                self.pos += 1
        return self.text[start : self.pos]

    def _single(self) -> str:
        end = self.text.find("'", self.pos + 1)
        if end < 0:
            raise ExpansionError("a single quote is not closed")
        start, self.pos = self.pos, end + 1
        return self.text[start : end + 1] if self.raw_quotes else self.text[start + 1 : end]

    def _double(self) -> str:
        self.pos += 1
        quote = '"' if self.raw_quotes else ""
        parts = [quote]
        while True:
            char = self.peek()
            if not char:
                raise ExpansionError("a double quote is not closed")
            if char == '"':
                self.pos += 1
                return joined([*parts, quote])
            if char == "$":
                parts.append(self.dollar())
            elif char == self.escape:
                parts.append(self._escape_in_double())
            else:
                run = _ordinary()(self.text, self.pos)
                parts.append(run[0] if run else char)
                self.pos += len(parts[-1])

    def _escape_in_double(self) -> str:
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

    def dollar(self) -> str:
        """The value of what a `$` begins."""
        raise NotImplementedError
