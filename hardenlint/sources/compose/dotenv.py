"""`.env` files: `KEY=value`, quoted values, `export`, comments, references to other variables."""

from collections import ChainMap
from collections.abc import Mapping

from hardenlint.errors import InputError
from hardenlint.model import Span
from hardenlint.sources.text import read_text

from .interpolate import Expanded, TemplateError, Variable, substitute

_BLANKS = "\t\v\f\r \x85\xa0"
_ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"',
    "\\": "\\", "$": "$$",  # `$$`, since variables are still to be filled in
}  # fmt: skip


class _Reader:
    """Reads one file from front to back; `at` is the place in the text."""

    def __init__(
        self,
        text: str,
        path: str,
        outer: Mapping[str, Variable],
        known: dict[str, Variable],
        source: str,
    ) -> None:
        self.known = known
        self.seen = ChainMap(dict(outer), known)
        self.text = text.removeprefix("\ufeff")
        self.path = path
        self.outer = outer
        self.at = 0
        self.source = source
        self.counted = 0
        self.line = 1

    def fail(self, message: str, at: int | None = None) -> InputError:
        line = self.text.count("\n", 0, self.at if at is None else at) + 1
        return InputError("parse", message, Span(self.path, line))

    def read(self) -> None:
        """Add every variable of the file to those known."""
        known = self.known
        while self.skip():
            name, inherited = self.name()
            if inherited:
                if name in self.outer or name in known:
                    known[name] = self.outer.get(name) or known[name]
                continue
            start = self.at
            value = self.value()
            known[name] = Variable(value, self.source, self.place(start, self.at))

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

    def value(self) -> str:
        quote = self.text[self.at : self.at + 1]
        if quote in ("'", '"'):
            return self.quoted(quote)
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        written = self.text[self.at : end].partition(" #")[0].rstrip()
        self.at = end
        return self.expanded(written)

    def quoted(self, quote: str) -> str:
        start, text = self.at, self.text
        parts: list[str] = []
        position = start + 1
        while position < len(text):
            sign = text[position]
            if sign == quote:
                self.at = position + 1
                body = "".join(parts)
                return body if quote == "'" else self.expanded(_unescaped(body))
            if sign == "\\" and position + 1 < len(text):
                position += 1
                parts.append(text[position] if text[position] == quote else "\\" + text[position])
            else:
                parts.append(sign)
            position += 1
        raise self.fail("the quote of this value is never closed", start)

    def expanded(self, text: str) -> str:
        if "$" not in text:
            return text
        try:
            return substitute(text, self.seen, Expanded())
        except TemplateError:
            # Without the text of the error, which may hold a part of a secret value.
            raise self.fail("a variable in this value is malformed or has no value") from None


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
    path: str, outer: Mapping[str, Variable], known: dict[str, Variable], source: str = ""
) -> None:
    """Add the variables of a file to `known`; those of `outer` win in references.

    `source` is how the file is told to a person, by default its name.
    """
    source = source or path.rpartition("/")[2]
    _Reader(read_text(path), path, outer, known, source).read()
