"""The lexer behind expansion: one run over one word."""

import re
from collections.abc import Callable
from functools import cache

from .expand import ExpansionError, Lookup, Value
from .space import SPACE

MAX_DEPTH = 100
"""How deep `${X:-${Y:-…}}` may be nested."""

MAX_TEXT = 128 * 1024
"""How much text variables may bring into one word: the longest variable that Linux takes."""

_SPACES = frozenset(SPACE)
_BLANKS = "\t\r "
_PARAMETERS = "@*#?-$!0"


@cache
def _plain() -> Callable[[str, int], re.Match[str] | None]:
    """Match text in which nothing is special."""
    return re.compile(r"""[^$<'"\\`/}]+""").match


@cache
def _ascii_name() -> Callable[[str, int], re.Match[str] | None]:
    """Match the part of a name that is ASCII."""
    return re.compile("[A-Za-z0-9_]+").match


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


class Lexer:
    """One run over one word.

    raw_quotes   keep the quotes
    raw_escapes  keep the escape tokens
    skip_quotes  a quote is a character like others
    keep_unset   leave `$X` as it is when X is not set
    unknown      names what made the result unknown; `note` tells where a value came from
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
        self.unknown = ""
        self.note = ""
        self.depth = 0
        self.size = 0
        self.buffer: list[str] = []

    def run(self) -> str:
        """The whole text, expanded."""
        return self._until("", raw_escapes=self.raw_escapes)[0]

    def run_words(self) -> list[str]:
        """The whole text, expanded and split."""
        return self._until("", raw_escapes=self.raw_escapes)[1]

    def _peek(self) -> str:
        return self.text[self.pos : self.pos + 1]

    def _next(self) -> str:
        char = self.text[self.pos : self.pos + 1]
        self.pos += 1
        return char

    def _until(self, stop: str, *, raw_escapes: bool) -> tuple[str, list[str]]:
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
        return "".join(parts), words.all()

    def _piece(self, parts: list[str], words: _Words) -> None:
        char = self.text[self.pos]
        if char == "$":
            parts.append(self._dollar())
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
            run = _plain()(self.text, self.pos)
            parts.append(run[0] if run else char)
            self.pos += len(parts[-1])
            words.add(parts[-1])

    def _escape(self, parts: list[str], words: _Words) -> None:
        self.pos += 1
        if self.raw_escapes:
            parts.append(self.escape)
            words.raw(self.escape)
        if self.pos < len(self.text):
            parts.append(self._next())
            words.raw(parts[-1])

    def _redirect(self) -> str:
        start = self.pos
        self.pos += 1
        if self._peek() == "<":
            self.pos += 1
            while self._peek() and self._peek() in _BLANKS:
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
            char = self._peek()
            if not char:
                raise ExpansionError("a double quote is not closed")
            if char == '"':
                self.pos += 1
                return "".join(parts) + quote
            if char == "$":
                parts.append(self._dollar())
            elif char == self.escape:
                parts.append(self._escape_in_double())
            else:
                run = _plain()(self.text, self.pos)
                parts.append(run[0] if run else char)
                self.pos += len(parts[-1])

    def _escape_in_double(self) -> str:
        """An escape token between double quotes escapes only `"`, `$` and itself."""
        self.pos += 1
        kept = self.escape if self.raw_escapes else ""
        following = self._peek()
        if not following:
            return kept
        if following in ('"', "$", self.escape):
            self.pos += 1
            return kept + following
        return kept + self.escape

    def _name(self) -> str:
        """A variable's name: digits, one special parameter, or letters, digits and `_`."""
        text, start = self.text, self.pos
        first = self._peek()
        if first.isdecimal():
            while self._peek().isdecimal():
                self.pos += 1
        elif first and first in _PARAMETERS:
            self.pos += 1
        else:
            match = _ascii_name()(text, start)
            self.pos = match.end() if match else start
            while (char := self._peek()) and (char == "_" or char.isalpha() or char.isdecimal()):
                self.pos += 1
        return text[start : self.pos]

    def _dollar(self) -> str:
        self.pos += 1
        if self._peek() != "{":
            name = self._name()
            return self._plain(name, f"${name}") if name else "$"
        self.pos += 1
        if not self._peek():
            raise ExpansionError("syntax error: missing '}'")
        if self._peek() in "{}:":
            raise ExpansionError("syntax error: bad substitution")
        name = self._name()
        modifier = self._next()
        if modifier == "}":
            return self._plain(name, f"${{{name}}}")
        if modifier == "/":
            return self._replaced(name)
        colon = modifier == ":"
        if colon:
            modifier = self._next()
        elif modifier not in ("+", "-", "?", "#", "%"):
            raise ExpansionError(f"unsupported modifier ({modifier}) in substitution")
        return self._modified(name, modifier, colon=colon)

    def _plain(self, name: str, written: str) -> str:
        value = self.lookup(name)
        if value is None:
            return written if self.keep_unset else ""
        return self._use(name, value)

    def _use(self, name: str, value: Value) -> str:
        if value.text is None:
            self.unknown = self.unknown or value.note or f"${name} is not known"
            return ""
        self.note = self.note or value.note
        self._afford(value.text)
        return value.text

    def _afford(self, text: str) -> None:
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise ExpansionError("it expands to more than 128 KiB")

    def _word(self, stop: str, *, raw_escapes: bool) -> "tuple[str, str, str]":
        """A word inside braces: its text, and the unknown and the note that using it brings."""
        unknown, note = self.unknown, self.note
        self.unknown = self.note = ""
        try:
            text, _ = self._until(stop, raw_escapes=raw_escapes)
        except ExpansionError as error:
            if self.pos >= len(self.text) and self.depth <= MAX_DEPTH:
                raise ExpansionError(f"syntax error: missing '{stop}'") from error
            raise
        found = (text, self.unknown, self.note)
        self.unknown, self.note = unknown, note
        return found

    def _modified(self, name: str, modifier: str, *, colon: bool) -> str:
        patterned = modifier in ("#", "%")
        if colon and patterned:
            raise ExpansionError(f"unsupported modifier (:{modifier}) in substitution")
        word = self._word("}", raw_escapes=patterned)
        value = self.lookup(name)
        if value is None and self.keep_unset:
            return f"${{{name}{':' if colon else ''}{modifier}{word[0]}}}"
        if patterned:
            return self._trimmed(name, value, word, modifier)
        if modifier not in ("-", "+", "?"):
            raise ExpansionError(f"unsupported modifier (:{modifier}) in substitution")
        missing = value is None or not value.is_set or (colon and value.text == "")
        if value is not None and value.is_set and value.text is None and colon:
            return self._use(name, value)
        if modifier == "+":
            return "" if missing else self._take(word)
        if not missing and value is not None:
            return self._use(name, value)
        if modifier == "-":
            return self._take(word, f"default value of ${name}")
        return self._required(name, value, word[0])

    def _take(self, word: tuple[str, str, str], note: str = "") -> str:
        text, unknown, own = word
        self.unknown = self.unknown or unknown
        self.note = self.note or own or note
        return text

    def _required(self, name: str, value: Value | None, message: str) -> str:
        """`${X?message}` of a variable without value: unknown if it may still be given."""
        if value is not None and not value.is_set:
            return self._use(name, value)
        state = "unset" if value is None else "empty"
        raise ExpansionError(f"{name}: {message or f'is not allowed to be {state}'}")

    def _trimmed(
        self, name: str, value: Value | None, word: tuple[str, str, str], modifier: str
    ) -> str:
        pattern = self._take(word)
        greedy = pattern.startswith(modifier)
        text = self._use(name, value) if value is not None else ""
        from .patterns import PatternError, remove  # noqa: PLC0415 - rare

        try:
            return remove(text, pattern[greedy:], end=modifier == "%", greedy=greedy)
        except PatternError as error:
            raise ExpansionError(f"invalid pattern ({pattern}) in substitution: {error}") from None

    def _replaced(self, name: str) -> str:
        every = self._peek() == "/"
        self.pos += every
        pattern = self._word("/", raw_escapes=True)
        by = self._word("}", raw_escapes=True)
        value = self.lookup(name)
        if value is None and self.keep_unset:
            return f"${{{name}/{pattern[0]}/{by[0]}}}"
        text = self._use(name, value) if value is not None else ""
        from .patterns import PatternError, replace  # noqa: PLC0415 - rare

        try:
            found = replace(text, self._take(pattern), self._take(by), every=every, most=MAX_TEXT)
            self._afford(found)
            return found
        except PatternError as error:
            message = f"invalid pattern ({pattern[0]}) in substitution: {error}"
            raise ExpansionError(message) from None
