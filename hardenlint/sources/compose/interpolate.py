"""`$A`, `${A}`, `${A:-default}` and their like in the values of a compose file.

As compose's template package does it: a lone `$` and `$1` are text, `$$` is a dollar, `${}` and
`${1A}` are errors; what follows an operator reaches to the brace that closes it in the same line.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from hardenlint.model.span import MOST, Cause, Kind, part, several

if TYPE_CHECKING:
    from hardenlint.model import Span

_MAX_DEPTH = 50
_LEAST = 2_000_000
"""Characters that the variables of any project may add."""
_GROWTH = 2
"""How many they may add for each that is written in its files."""
_EACH = 4
"""What using a variable costs at least, in characters: the work of it."""
_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME = _FIRST | frozenset("0123456789")


class Variable(NamedTuple):
    """The value of a variable and the file that it comes from ("" for the environment).

    `span` is its place in that file, where it has one.
    """

    value: str
    source: str = ""
    span: "Span | None" = None


Environment = Mapping[str, Variable]

UNREAD = "\n"
"""A name that no variable has: with it, an environment lacks those of a file that was not read."""


class TemplateError(Exception):
    """A template that is malformed, or a required variable (`missing`) that has no value."""

    def __init__(self, message: str, missing: str = "") -> None:
        super().__init__(message)
        self.missing = missing


class TooMuchError(TemplateError):
    """A template whose variables would bring more text than the project may still have."""


class Budget:
    """How much text variables may still add to one project, its env files and includes together.

    A few lines that name each other twice would double at every line. What is too large is refused
    before it is made; what is small goes on.
    """

    __slots__ = ("allowed", "left", "told")

    def __init__(self) -> None:
        self.allowed = self.left = _LEAST
        self.told = False

    def grow(self, written: int) -> None:
        """Allow for another file of so many characters."""
        self.allowed += _GROWTH * written
        self.left += _GROWTH * written

    def spend(self, value: str) -> str:
        """Return a value, which is used; raises TooMuchError."""
        cost = max(len(value), _EACH)
        if cost > self.left:
            raise TooMuchError(f"its variables expand to more than {self.allowed:,} characters")
        self.left -= cost
        return value


class Expanded:
    """Collects what a text is made of while it is expanded.

    `length` is how much of the result there is, `unset` and `sourced` are the variables without a
    value and those from files. `budget` is that of the project, by default one of its own.
    """

    __slots__ = ("_causes", "budget", "length", "sourced", "unset")

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.length = 0
        self.unset: dict[str, None] = {}
        self.sourced: dict[str, None] = {}
        self._causes: list[Cause] = []

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What gave the result, in the order of the text."""
        return several(self._causes)

    def lacks(self, name: str) -> None:
        """A variable has no value."""
        self.unset[name] = None
        self.add("unset", name)

    def add(self, kind: Kind, name: str, source: str = "", length: int = 0) -> int:
        """Remember what gives the next characters; return its number."""
        number = len(self._causes)
        # One more than that is the sign that there are others.
        if number <= MOST or self._matters(kind, name):
            place = part(self.length, self.length + length)
            self._causes.append(Cause(kind, name, source, place))
        return number

    def take(self, value: str) -> str:
        """Return the value of a variable, which comes next; raises TooMuchError."""
        self.length += len(value)
        return self.budget.spend(value)

    def end(self, number: int) -> None:
        """The text of a cause is complete."""
        if number < len(self._causes):
            cause = self._causes[number]
            start, _ = cause.part or (0, 0)
            self._causes[number] = cause._replace(part=part(start, self.length))

    def _matters(self, kind: Kind, name: str) -> bool:
        """Of very many causes only the first file and the first secret are kept."""
        if kind == "file" and all(cause.kind != "file" for cause in self._causes):
            return True
        from hardenlint.facts.masking.names import names_secret  # noqa: PLC0415 - rare

        return names_secret(name) and not any(names_secret(each.name) for each in self._causes)


def substitute(text: str, environment: Environment, used: Expanded, depth: int = 0) -> str:
    """Replace every variable of a text; raises TemplateError."""
    if depth > _MAX_DEPTH:
        raise TemplateError("nests variables too deeply")
    parts: list[str] = []
    position = 0
    while True:
        dollar = text.find("$", position)
        if dollar < 0 or dollar + 1 >= len(text):
            parts.append(text[position:])
            used.length += len(parts[-1])
            return "".join(parts)
        parts.append(text[position:dollar])
        used.length += len(parts[-1])
        value, position = _one(text, dollar, environment, used, depth)
        parts.append(value)


def _one(
    text: str, dollar: int, environment: Environment, used: Expanded, depth: int
) -> tuple[str, int]:
    """Expand what starts at a dollar; return its value and the place after it."""
    sign = text[dollar + 1]
    if sign in _FIRST:
        end = _name_end(text, dollar + 1)
        return _plain(text[dollar + 1 : end], environment, used), end
    if sign == "{":
        return _braced(text, dollar, environment, used, depth)
    used.length += 1
    return "$", dollar + (2 if sign == "$" else 1)


def _name_end(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end] in _NAME:
        end += 1
    return end


def _braced(
    text: str, dollar: int, environment: Environment, used: Expanded, depth: int
) -> tuple[str, int]:
    start = dollar + 2
    if start >= len(text) or text[start] not in _FIRST:
        raise TemplateError("malformed variable: write $$ for a dollar sign")
    end = _name_end(text, start)
    name = text[start:end]
    if text[end : end + 1] == "}":
        return _plain(name, environment, used), end + 1
    operator = text[end : end + 2] if text[end : end + 1] == ":" else text[end : end + 1]
    if operator.lstrip(":") not in ("-", "?", "+") or not operator:
        raise TemplateError("malformed variable: write $$ for a dollar sign")
    close = _closing(text, dollar)
    if close < 0:
        raise TemplateError(
            "the variable that starts here is never closed: write $$ for a dollar sign"
        )
    word = text[end + len(operator) : close]
    return _operated(name, operator, word, environment, used, depth), close + 1


@cache
def _brace() -> re.Pattern[str]:
    """Match what counts for the end of a variable: a `{` and what follows, a `}`, a line end."""
    return re.compile(r"\{.?|[}\n]", re.DOTALL)


def _closing(text: str, dollar: int) -> int:
    """The brace that closes a variable, else the last one of the line, else -1."""
    depth, last = 0, -1
    for match in _brace().finditer(text, dollar):
        found = match[0]
        if found == "\n":
            break
        if found == "}":
            depth, last = depth - 1, match.start()
            if depth == 0:
                return last
        else:
            depth += 1
            last = match.start() + 1 if found == "{}" else last
    # Where the braces do not balance, compose-go's pattern is greedy.
    return last


def _plain(name: str, environment: Environment, used: Expanded) -> str:
    found = environment.get(name)
    if found is None:
        used.lacks(name)
        return ""
    if found.source:
        used.sourced[name] = None
        used.add("file", name, found.source, len(found.value))
    return used.take(found.value)


def _operated(
    name: str, operator: str, word: str, environment: Environment, used: Expanded, depth: int
) -> str:
    """Apply `:-`, `-`, `:?`, `?`, `:+` or `+`."""
    found = environment.get(name)
    present = found is not None and (found.value != "" or operator[0] != ":")
    if found is None and UNREAD in environment and operator[-1] != "?":
        used.lacks(name)  # it may have a value, so nobody knows which of the two it is
    if operator[-1] == "+":
        return (
            substitute(word, environment, used, depth + 1)
            if present
            else (used.take(found.value) if found is not None else "")
        )
    if present:
        return _plain(name, environment, used)
    if operator[-1] == "-":
        number = used.add("default", name)
        value = substitute(word, environment, used, depth + 1)
        used.end(number)
        return value
    # The message may hold values, so it is looked over and not repeated.
    substitute(word, environment, Expanded(used.budget), depth + 1)
    raise TemplateError(f"required variable ${name} is missing a value", missing=name)
