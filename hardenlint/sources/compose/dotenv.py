"""`.env` files: `KEY=value`, quoted values, `export`, comments, references to other variables."""

from collections import ChainMap
from collections.abc import Mapping
from typing import NamedTuple

from hardenlint.errors import InputError
from hardenlint.model import Span

from .interpolate import Expanded, TemplateError, TooMuchError, Variable, substitute
from .log import Log

_BLANKS = "\t\v\f\r \x85\xa0"
_ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"',
    "\\": "\\", "$": "$$",  # `$$`, since variables are still to be filled in
}  # fmt: skip


_MAX_SIZE = 2 * 1024 * 1024
"""Characters of one file: all variables together must fit into what Linux gives a process."""


class _Statement(NamedTuple):
    """A variable as it is written; None is one that comes from outside.

    `expands` tells that there are variables in its value.
    """

    name: str
    variable: Variable | None
    expands: bool


class Parsed(NamedTuple):
    """What is written in a file, up to its end or to what is wrong with it."""

    statements: list[_Statement]
    error: InputError | None


class _Reader:
    """Reads one file from front to back; `at` is the place in the text."""

    def __init__(self, text: str, path: str, source: str) -> None:
        self.text = text.removeprefix("\ufeff")
        self.path = path
        self.at = 0
        self.source = source
        self.counted = 0
        self.line = 1

    def fail(self, message: str, at: int | None = None) -> InputError:
        line = self.text.count("\n", 0, self.at if at is None else at) + 1
        return InputError("parse", message, Span(self.path, line))

    def read(self) -> Parsed:
        """Every statement of the file."""
        statements: list[_Statement] = []
        try:
            while self.skip():
                statements.append(self.statement())
        except InputError as error:
            return Parsed(statements, error)
        return Parsed(statements, None)

    def statement(self) -> _Statement:
        name, inherited = self.name()
        if inherited:
            return _Statement(name, None, expands=False)
        start = self.at
        value, is_literal = self.value()
        variable = Variable(value, self.source, self.place(start, self.at))
        return _Statement(name, variable, expands=not is_literal and "$" in value)

    def place(self, start: int, end: int) -> Span:
        """Where a value stands; to be asked from front to back."""
        text = self.text
        end = start + len(text[start:end].rstrip())
        line = self.line + text.count("\n", self.counted, start)
        last = line + text.count("\n", start, end)
        self.counted, self.line = end, last
        columns = [at - text.rfind("\n", 0, at) for at in (start, end)]
        return Span(self.path, line, columns[0], last, columns[1])

    def skip(self) -> bool:
        """Go to the next statement, past blank lines and comments."""
        text, end = self.text, len(self.text)
        while self.at < end:
            if text[self.at] == "#":
                line_end = text.find("\n", self.at)
                self.at = end if line_end < 0 else line_end
            elif text[self.at].isspace():
                self.at += 1
            else:
                return True
        return False

    def name(self) -> tuple[str, bool]:
        """Read a name up to `=` or `:`; True when the line ends without a value."""
        text = self.text
        if text.startswith("export", self.at) and text[self.at + 6 : self.at + 7].isspace():
            self.at += 6
            while text[self.at : self.at + 1] and text[self.at] in _BLANKS:
                self.at += 1
        start = self.at
        while self.at < len(text) and text[self.at] not in "=:\n":
            sign = text[self.at]
            if not (sign in _BLANKS or sign in "_.-[]" or sign.isalpha() or sign.isnumeric()):
                raise self.fail(f"unexpected character {sign!r} in the name of a variable")
            self.at += 1
        ended = self.at >= len(text)
        name = text[start : self.at].rstrip()
        inherited = ended or text[self.at] == "\n"
        self.at += 1
        if " " in name:
            raise self.fail("the name of a variable cannot contain a space", start)
        while not inherited and self.at < len(text) and text[self.at] in _BLANKS:
            self.at += 1
        return name, inherited

    def value(self) -> tuple[str, bool]:
        """Read a value; True where a `$` in it is text."""
        quote = self.text[self.at : self.at + 1]
        if quote in ("'", '"'):
            return self.quoted(quote), quote == "'"
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        written = self.text[self.at : end].partition(" #")[0].rstrip()
        self.at = end
        return written, False

    def quoted(self, quote: str) -> str:
        start, text = self.at, self.text
        parts: list[str] = []
        position = start + 1
        while position < len(text):
            sign = text[position]
            if sign == quote:
                self.at = position + 1
                body = "".join(parts)
                return body if quote == "'" else _unescaped(body)
            if sign == "\\" and position + 1 < len(text):
                position += 1
                parts.append(text[position] if text[position] == quote else "\\" + text[position])
            else:
                parts.append(sign)
            position += 1
        raise self.fail("the quote of this value is never closed", start)


def _unescaped(text: str) -> str:
    """Replace the escapes that double quotes know; others stay as they are."""
    if "\\" not in text:
        return text
    parts: list[str] = []
    position = 0
    while position < len(text):
        sign, following = text[position], text[position + 1 : position + 2]
        if sign == "\\" and following in _ESCAPES:
            parts.append(_ESCAPES[following])
            position += 2
        else:
            parts.append(sign)
            position += 1
    return "".join(parts)


def read(
    path: str,
    outer: Mapping[str, Variable],
    known: dict[str, Variable],
    log: Log,
    source: str = "",
) -> None:
    """Add the variables of a file to `known`; those of `outer` win in references.

    `source` is how the file is told to a person, by default its name. The `log` of a project
    keeps what is written in a file, and counts what its variables come to. Raises InputError.
    """
    if path not in log.parsed:
        text = log.workspace.text(path)
        if len(text) > _MAX_SIZE:
            message = f"is larger than {_MAX_SIZE >> 20} MiB, as no file of variables is"
            raise InputError("unreadable", message, Span(path))
        log.written(len(text), 0)
        log.parsed[path] = _Reader(text, path, source or path.rpartition("/")[2]).read()
    statements, error = log.parsed[path]
    seen = ChainMap(dict(outer), known)
    for name, variable, expands in statements:
        if variable is None:
            if name in seen:
                known[name] = seen[name]
        elif expands:
            known[name] = _expanded(variable, seen, path, log)
        else:
            known[name] = variable
    if error is not None:
        raise error


def _expanded(variable: Variable, seen: Mapping[str, Variable], path: str, log: Log) -> Variable:
    try:
        value = substitute(variable.value, seen, Expanded(log.budget))
    except TemplateError as error:
        # Without the text of other errors, which may hold a part of a secret value.
        message = "a variable in this value is malformed or has no value"
        if isinstance(error, TooMuchError):
            message, log.budget.told = str(error), True
        line = variable.span.end_line if variable.span is not None else 1
        raise InputError("parse", message, Span(path, line)) from None
    return variable._replace(value=value)
