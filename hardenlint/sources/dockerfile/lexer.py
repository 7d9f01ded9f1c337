"""The lexer behind expansion: variables in one word, `$X` and `${X…}` with its modifiers."""

import re
from collections.abc import Callable
from functools import cache

from ...model.span import Cause, because
from .expand import Expanded, ExpansionError, Lookup, Spend, TooMuchError, Value, free
from .quoting import MAX_DEPTH, Given, Quoting, causes_of, given

MAX_TEXT = 128 * 1024
"""How much text variables may bring into one word: the longest variable that Linux takes."""

_PARAMETERS = "@*#?-$!0"


@cache
def _ascii_name() -> Callable[[str, int], re.Match[str] | None]:
    """Match the part of a name that is ASCII."""
    return re.compile("[A-Za-z0-9_]+").match


class Lexer(Quoting):
    """One run over one word in which variables are replaced."""

    def __init__(self, text: str, lookup: Lookup, escape: str, spend: Spend = free) -> None:
        super().__init__(text, lookup, escape)
        self.size = 0
        self.spend = spend

    def expanded(self) -> Expanded:
        """The whole text, expanded."""
        text = self.run()
        return (
            Expanded(None, self.unknown) if self.unknown else Expanded(str(text), causes_of(text))
        )

    def expanded_words(self) -> tuple[list[str] | None, tuple[Cause, ...]]:
        """The whole text, expanded and split."""
        text, words = self.until("", raw_escapes=self.raw_escapes)
        return (None, self.unknown) if self.unknown else (words, causes_of(text))

    def _name(self) -> str:
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

    def dollar(self) -> str:
        """The value of what a `$` begins."""
        self.pos += 1
        if self.peek() != "{":
            name = self._name()
            return self._plain(name, f"${name}") if name else "$"
        self.pos += 1
        if not self.peek():
            raise ExpansionError("syntax error: missing '}'")
        if self.peek() in "{}:":
            raise ExpansionError("syntax error: bad substitution")
        name = self._name()
        modifier = self.next()
        if modifier == "}":
            return self._plain(name, f"${{{name}}}")
        if modifier == "/":
            return self._replaced(name)
        colon = modifier == ":"
        if colon:
            modifier = self.next()
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
            self.unknown = self.unknown or value.causes or because("unknown", name)
            return ""
        self._afford(value.text)
        return given(value.text, value.causes)

    def _afford(self, text: str) -> None:
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise TooMuchError("it expands to more than 128 KiB")
        self.spend(len(text))

    def _word(self, stop: str, *, raw_escapes: bool) -> tuple[str, tuple[Cause, ...]]:
        """A word inside braces: its text, and what using it makes unknown."""
        unknown, self.unknown = self.unknown, ()
        try:
            text, _ = self.until(stop, raw_escapes=raw_escapes)
        except ExpansionError as error:
            if self.pos >= len(self.text) and self.depth <= MAX_DEPTH:
                raise ExpansionError(f"syntax error: missing '{stop}'") from error
            raise
        found = (text, self.unknown)
        self.unknown = unknown
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
        # With a colon the word depends on whether the value is empty, which nobody knows.
        if value is not None and value.is_set and value.text is None and colon:
            return self._use(name, value)
        if modifier == "+":
            return "" if missing else self._take(word)
        if not missing and value is not None:
            return self._use(name, value)
        if modifier == "-":
            return self._take(word, because("default", name))
        return self._required(name, value)

    def _take(self, word: tuple[str, tuple[Cause, ...]], causes: tuple[Cause, ...] = ()) -> str:
        text, unknown = word
        self.unknown = self.unknown or unknown
        return text if isinstance(text, Given) else given(text, causes)

    def _required(self, name: str, value: Value | None) -> str:
        """`${X?message}` of a variable without value: unknown if it may still be given.

        The message is not repeated: values may be in it.
        """
        if value is not None and not value.is_set:
            return self._use(name, value)
        state = "unset" if value is None else "empty"
        raise ExpansionError(f"{name} is not allowed to be {state}")

    def _trimmed(
        self, name: str, value: Value | None, word: tuple[str, tuple[Cause, ...]], modifier: str
    ) -> str:
        pattern = self._take(word)
        # Of `##` and `%%` the second sign was read as the beginning of the pattern.
        greedy = pattern.startswith(modifier)
        text = self._use(name, value) if value is not None else ""
        from ...model.span import whole  # noqa: PLC0415 - rare
        from .patterns import PatternError, remove  # noqa: PLC0415 - rare

        try:
            at_end = modifier == "%"
            found = remove(text, pattern[greedy:], self.spend, end=at_end, greedy=greedy)
            return given(found, whole(causes_of(text) + causes_of(pattern)))
        except PatternError as error:
            raise ExpansionError(f"invalid pattern in substitution: {error}") from None

    def _replaced(self, name: str) -> str:
        every = self.peek() == "/"
        self.pos += every
        pattern = self._word("/", raw_escapes=True)
        by = self._word("}", raw_escapes=True)
        value = self.lookup(name)
        if value is None and self.keep_unset:
            return f"${{{name}/{pattern[0]}/{by[0]}}}"
        text = self._use(name, value) if value is not None else ""
        from ...model.span import whole  # noqa: PLC0415 - rare
        from .patterns import PatternError, replace  # noqa: PLC0415 - rare

        try:
            by_text = self._take(by)
            what = self._take(pattern)
            found = replace(text, what, by_text, self.spend, every=every, most=MAX_TEXT)
            self._afford(found)
            return given(found, whole(causes_of(text) + causes_of(by_text) + causes_of(what)))
        except PatternError as error:
            raise ExpansionError(f"invalid pattern in substitution: {error}") from None
