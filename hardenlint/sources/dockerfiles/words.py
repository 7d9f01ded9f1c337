"""Splitting argument text into words, and a word's quotes, escapes and variables.

Follows BuildKit's parser.parseWords, extractBuilderFlags and shell/lex.go.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Piece(NamedTuple):
    """A word as written, and its offsets in the text."""

    text: str
    start: int
    end: int


class WordError(ValueError):
    """A word that cannot be expanded: an open quote, a bad `${…}`."""


def blank_split(text: str, start: int = 0) -> list[Piece]:
    """Split on blanks only, as USER's, EXPOSE's and COPY's plain forms are."""
    pieces: list[Piece] = []
    begin = -1
    for place in range(start, len(text) + 1):
        blank = place == len(text) or text[place] in "\t\v\f\r "
        if blank and begin >= 0:
            pieces.append(Piece(text[begin:place], begin, place))
            begin = -1
        elif not blank and begin < 0:
            begin = place
    return pieces


def split(text: str, start: int, escape: str) -> list[Piece]:
    """Split on blanks outside quotes and escapes; quotes and escapes stay in the words."""
    pieces: list[Piece] = []
    place, size = start, len(text)
    while place < size:
        if text[place].isspace():
            place += 1
            continue
        begin = place
        place = _word_end(text, place, escape)
        word = text[begin:place]
        if place == size and word[-1:] == escape and not _escaped(word, escape):
            word = word[:-1]
        pieces.append(Piece(word, begin, place))
    return pieces


def _escaped(word: str, escape: str) -> bool:
    """Whether the last character is itself escaped."""
    count = len(word) - len(word.rstrip(escape))
    return count % 2 == 0


def _word_end(text: str, place: int, escape: str) -> int:
    quote = ""
    while place < len(text):
        character = text[place]
        if quote:
            if character == escape and quote != "'":
                place += 1
            elif character == quote:
                quote = ""
        elif character.isspace():
            return place
        elif character in "'\"":
            quote = character
        elif character == escape:
            place += 1
        place += 1
    return min(place, len(text))


def flags(text: str, start: int, escape: str) -> tuple[list[Piece], int]:
    """Read the leading `--words`, quotes and escapes removed; return them and where the rest is."""
    found: list[Piece] = []
    place = start
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        if not text.startswith("--", place):
            return found, place
        begin = place
        word, place = _flag_word(text, place, escape)
        if word == "--":
            return found, place + (len(text[place:]) - len(text[place:].lstrip()))
        found.append(Piece(word, begin, place))
    return found, len(text)


def _flag_word(text: str, place: int, escape: str) -> tuple[str, int]:
    out: list[str] = []
    quote = ""
    while place < len(text):
        character = text[place]
        if character == escape:
            place += 1
            out.append(text[place : place + 1])
        elif quote:
            if character == quote:
                quote = ""
            else:
                out.append(character)
        elif character.isspace():
            break
        elif character in "'\"":
            quote = character
        else:
            out.append(character)
        place += 1
    return "".join(out), min(place, len(text))


class Expanded(NamedTuple):
    """A word after expansion; `unknown` are the variables whose value nobody knows."""

    value: str
    unknown: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()


MAX_DEPTH = 50


class Lexer:
    """Removes quotes and escapes from one word and substitutes its variables.

    `variables` maps names to values; a value of None is unknown. `missing` is the value of a name
    that is not there: "" for BuildKit, None to say that nobody knows. With `variables` None the
    variables stay as written.
    """

    def __init__(
        self,
        text: str,
        escape: str,
        variables: Mapping[str, str | None] | None,
        missing: str | None = "",
    ) -> None:
        self.text = text
        self.escape = escape
        self.variables = variables
        self.missing = missing
        self.place = 0
        self.unknown: list[str] = []
        self.defaults: list[str] = []

    def expand(self) -> Expanded:
        """Expand the whole word; raises WordError."""
        value = self._until("", 0)
        return Expanded(value, tuple(self.unknown), tuple(self.defaults))

    def _until(self, stop: str, depth: int, *, raw_escapes: bool = False) -> str:
        if depth > MAX_DEPTH:
            raise WordError("variables are nested too deeply")
        out: list[str] = []
        while self.place < len(self.text):
            character = self.text[self.place]
            if character == stop:
                self.place += 1
                return "".join(out)
            self.place += 1
            if character == "'":
                out.append(self._single_quoted())
            elif character == '"':
                out.append(self._double_quoted(depth))
            elif character == "$":
                out.append(self._dollar(depth))
            elif character == self.escape:
                if raw_escapes:
                    out.append(character)
                out.append(self.text[self.place : self.place + 1])
                self.place += 1
            else:
                out.append(character)
        if stop:
            raise WordError(f"a {stop!r} is missing")
        return "".join(out)

    def _single_quoted(self) -> str:
        end = self.text.find("'", self.place)
        if end < 0:
            raise WordError("a single quote is not closed")
        start, self.place = self.place, end + 1
        return self.text[start:end]

    def _double_quoted(self, depth: int) -> str:
        out: list[str] = []
        while self.place < len(self.text):
            character = self.text[self.place]
            self.place += 1
            if character == '"':
                return "".join(out)
            if character == "$":
                out.append(self._dollar(depth))
            elif character == self.escape:
                following = self.text[self.place : self.place + 1]
                if not following:
                    break
                if following not in ('"', "$", self.escape):
                    out.append(character)
                out.append(following)
                self.place += 1
            else:
                out.append(character)
        raise WordError("a double quote is not closed")

    def _dollar(self, depth: int) -> str:
        start = self.place - 1
        if self.text[self.place : self.place + 1] != "{":
            name = self._name()
            if not name:
                return "$"
            return self._value(name, self.text[start : self.place])
        self.place += 1
        value = self._braced(depth)
        return self.text[start : self.place] if self.variables is None else value

    def _name(self) -> str:
        text, start = self.text, self.place
        first = text[start : start + 1]
        if first.isdigit():
            while text[self.place : self.place + 1].isdigit():
                self.place += 1
        elif first and first in "@*#?-$!":
            self.place += 1
        else:
            while (c := text[self.place : self.place + 1]) and (c.isalnum() or c == "_"):
                self.place += 1
        return text[start : self.place]

    def _look_up(self, name: str) -> str | None:
        assert self.variables is not None  # noqa: S101 - callers checked
        if not (name[0].isalpha() or name[0] == "_"):
            return ""
        if name in self.variables:
            return self.variables[name]
        return self.missing

    def _value(self, name: str, written: str) -> str:
        if self.variables is None:
            return written
        value = self._look_up(name)
        if value is None:
            self.unknown.append(name)
            return ""
        return value

    def _braced(self, depth: int) -> str:
        name = self._name()
        operator = self.text[self.place : self.place + 1]
        if not name or not operator:
            raise WordError("`${` names no variable")
        self.place += 1
        if operator == "}":
            return self._value(name, "")
        if operator in "#%":
            return self._trimmed(name, operator, depth)
        if operator == "/":
            return self._replaced(name, depth)
        empty_counts = operator == ":"
        if empty_counts:
            operator = self.text[self.place : self.place + 1]
            self.place += 1
        if operator not in ("-", "+", "?") or not operator:
            raise WordError(f"`${{{name}{operator}` is no valid modifier")
        before = len(self.unknown)
        word = self._until("}", depth + 1)
        return self._modified(name, operator, word, before, empty_counts=empty_counts)

    def _modified(
        self, name: str, operator: str, word: str, before: int, *, empty_counts: bool
    ) -> str:
        if self.variables is None:
            return ""
        known = self.variables.get(name)
        is_set = known is not None and (known != "" or not empty_counts)
        if operator == "+":
            return word if is_set else self._drop(before)
        if is_set:
            self._drop(before)
            return known or ""
        if operator == "?":
            raise WordError(f"the variable {name} is required")
        self.defaults.append(name)
        return word

    def _drop(self, before: int) -> str:
        """Forget what was unknown in a word that is not used."""
        del self.unknown[before:]
        return ""

    def _trimmed(self, name: str, operator: str, depth: int) -> str:
        longest = self.text[self.place : self.place + 1] == operator
        self.place += longest
        pattern = self._until("}", depth + 1, raw_escapes=True)
        value = self._value(name, "")
        if operator == "#":
            ends = _ends(pattern, value)
            return value[(max(ends) if longest else min(ends)) :] if ends else value
        ends = _ends(_reversed(pattern), value[::-1])
        return value[: len(value) - (max(ends) if longest else min(ends))] if ends else value

    def _replaced(self, name: str, depth: int) -> str:
        everywhere = self.text[self.place : self.place + 1] == "/"
        self.place += everywhere
        pattern = self._until("/", depth + 1, raw_escapes=True)
        replacement = self._until("}", depth + 1)
        value = self._value(name, "")
        out: list[str] = []
        place = 0
        while place < len(value):
            ends = [end for end in _ends(pattern, value[place:]) if end]
            if not ends:
                out.append(value[place])
                place += 1
                continue
            out.append(replacement)
            place += max(ends)
            if not everywhere:
                break
        return "".join(out) + value[place:]


def _tokens(pattern: str) -> list[str]:
    """Split a shell pattern into `*`, `?` and characters (an escaped one as `\\c`)."""
    tokens: list[str] = []
    place = 0
    while place < len(pattern):
        length = 2 if pattern[place] == "\\" and place + 1 < len(pattern) else 1
        tokens.append(pattern[place : place + length])
        place += length
    return tokens


def _reversed(pattern: str) -> str:
    return "".join(reversed(_tokens(pattern)))


def _ends(pattern: str, value: str) -> list[int]:
    """Return every length of a prefix of the value that the pattern matches."""
    places = {0}
    for token in _tokens(pattern):
        if token == "*":  # noqa: S105
            places = set(range(min(places), len(value) + 1)) if places else places
        else:
            wanted = token[-1]
            places = {
                p + 1
                for p in places
                if p < len(value) and (token == "?" or value[p] == wanted)  # noqa: S105
            }
    return sorted(places)
