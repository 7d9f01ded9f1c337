"""Environment files: `KEY=value` lines as compose's dotenv reads them."""

from collections.abc import Mapping

from ...errors import InputError
from ...model import Span
from .interpolate import TemplateError, interpolate


def parse(text: str, path: str, known: Mapping[str, str]) -> dict[str, str]:
    """Read an environment file; `known` are variables that values may use. Raises InputError."""
    variables: dict[str, str] = {}
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    number = 0
    while number < len(lines):
        line, start = lines[number].strip(), number
        number += 1
        if not line or line.startswith("#"):
            continue
        key, separator, value = line.removeprefix("export ").strip().partition("=")
        key = key.strip()
        if not separator:
            continue
        if not key or any(character.isspace() for character in key):
            raise InputError("parse", "is no KEY=value line", Span(path, start + 1))
        value = value.strip()
        if value[:1] in ("'", '"'):
            while not _closed(value):
                if number == len(lines):
                    raise InputError("parse", "a quote is not closed", Span(path, start + 1))
                value += "\n" + lines[number]
                number += 1
        variables[key] = _value(value, {**known, **variables}, Span(path, start + 1))
    return variables


def _closed(value: str) -> bool:
    return _end(value) > 0


def _end(value: str) -> int:
    """Find the quote that closes the one a value starts with, -1 when there is none."""
    quote, place = value[0], 1
    while place < len(value):
        if value[place] == "\\" and quote == '"':
            place += 1
        elif value[place] == quote:
            return place
        place += 1
    return -1


_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$$"}


def _value(value: str, variables: Mapping[str, str], span: Span) -> str:
    quote = value[:1]
    if quote == "'":
        return value[1 : _end(value)]
    if quote == '"':
        value = _unescaped(value[1 : _end(value)])
    else:
        comment = value.find(" #")
        value = value[:comment].rstrip() if comment >= 0 else value
    try:
        return interpolate(value, variables).value
    except TemplateError as error:
        raise InputError("parse", str(error), span) from None


def _unescaped(text: str) -> str:
    out, characters = [], iter(text)
    for character in characters:
        if character == "\\":
            following = next(characters, "")
            out.append(_ESCAPES.get(following, "\\" + following))
        else:
            out.append(character)
    return "".join(out)
