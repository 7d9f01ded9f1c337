"""The lexer behind expansion: variables in one word, `$X` and `${X…}` with its modifiers."""

from ...model.span import Cause, because
from .expand import Expanded, ExpansionError, Lookup, Spend, TooMuchError, Value, free
from .quoting import Given, Scanner, Words, causes_of, given, joined

MAX_DEPTH = 100
"""How deep `${X:-${Y:-…}}` may be nested."""
MAX_TEXT = 128 * 1024
"""How much text variables may bring into one word: the longest variable that Linux takes."""


class Lexer:
    """One run over one word in which variables are replaced; `scanner` steps over its text.

    keep_unset   leave `$X` as it is when X is not set
    unknown      says what made the result unknown
    """

    def __init__(
        self, scanner: Scanner, lookup: Lookup, spend: Spend = free, *, keep_unset: bool = False
    ) -> None:
        self.scanner = scanner
        self.lookup = lookup
        self.spend = spend
        self.keep_unset = keep_unset
        self.unknown: tuple[Cause, ...] = ()
        self._size = 0
        self._depth = 0
        self._buffer: list[str] = []

    def expanded(self) -> Expanded:
        """The whole text, expanded."""
        text = self.run()
        return (
            Expanded(None, self.unknown) if self.unknown else Expanded(str(text), causes_of(text))
        )

    def expanded_words(self) -> tuple[list[str] | None, tuple[Cause, ...]]:
        """The whole text, expanded and split."""
        text, words = self._until("", raw_escapes=self.scanner.raw_escapes)
        return (None, self.unknown) if self.unknown else (words, causes_of(text))

    def run(self) -> str:
        """The whole text, its variables replaced."""
        return self._until("", raw_escapes=self.scanner.raw_escapes)[0]

    def run_words(self) -> list[str]:
        """The whole text, expanded and split."""
        return self._until("", raw_escapes=self.scanner.raw_escapes)[1]

    def _until(self, stop: str, *, raw_escapes: bool) -> tuple[str, list[str]]:
        """Read up to an unquoted `stop`, or to the end."""
        if self._depth > MAX_DEPTH:
            raise ExpansionError(f"variables are nested more than {MAX_DEPTH} deep")
        self._depth += 1
        scanner = self.scanner
        outer, scanner.raw_escapes = scanner.raw_escapes, raw_escapes
        parts: list[str] = []
        words = Words(self._buffer)
        while not scanner.at_end:
            if stop and scanner.peek() == stop:
                scanner.pos += 1
                break
            self._piece(parts, words)
        else:
            if stop:
                raise ExpansionError(f"unexpected end of statement, {stop!r} is missing")
        scanner.raw_escapes = outer
        self._depth -= 1
        return joined(parts), words.all()

    def _piece(self, parts: list[str], words: Words) -> None:
        scanner = self.scanner
        char = scanner.peek()
        if char == "$":
            parts.append(self._dollar())
            words.add(parts[-1])
        elif char == "<":
            parts.append(scanner.redirect())
            words.raw(parts[-1])
        elif char in "'\"" and not scanner.skip_quotes:
            parts.append(scanner.single() if char == "'" else self._double())
            words.raw(parts[-1])
        elif char == scanner.escape:
            for part in filter(None, scanner.escaped()):
                parts.append(part)
                words.raw(part)
        else:
            parts.append(scanner.plain())
            words.add(parts[-1])

    def _double(self) -> str:
        """Text between double quotes."""
        scanner = self.scanner
        scanner.pos += 1
        quote = '"' if scanner.raw_quotes else ""
        parts = [quote]
        while char := scanner.peek():
            if char == '"':
                scanner.pos += 1
                return joined([*parts, quote])
            if char == "$":
                parts.append(self._dollar())
            elif char == scanner.escape:
                parts.append(scanner.escaped_in_double())
            else:
                parts.append(scanner.plain())
        raise ExpansionError("a double quote is not closed")

    def _dollar(self) -> str:
        """The value of what a `$` begins."""
        scanner = self.scanner
        scanner.pos += 1
        if scanner.peek() != "{":
            name = scanner.name()
            return self._plain(name, f"${name}") if name else "$"
        scanner.pos += 1
        if scanner.at_end:
            raise ExpansionError("syntax error: missing '}'")
        if scanner.peek() in "{}:":
            raise ExpansionError("syntax error: bad substitution")
        name = scanner.name()
        modifier = scanner.next()
        if modifier == "}":
            return self._plain(name, f"${{{name}}}")
        if modifier == "/":
            return self._replaced(name)
        colon = modifier == ":"
        if colon:
            modifier = scanner.next()
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
        self._size += len(text)
        if self._size > MAX_TEXT:
            raise TooMuchError("it expands to more than 128 KiB")
        self.spend(len(text))

    def _word(self, stop: str, *, raw_escapes: bool) -> tuple[str, tuple[Cause, ...]]:
        """A word inside braces: its text, and what using it makes unknown."""
        unknown, self.unknown = self.unknown, ()
        try:
            text, _ = self._until(stop, raw_escapes=raw_escapes)
        except ExpansionError as error:
            if self.scanner.at_end and self._depth <= MAX_DEPTH:
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
        every = self.scanner.peek() == "/"
        self.scanner.pos += every
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
