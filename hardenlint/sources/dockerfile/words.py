"""Words of an instruction: flags, quoted words, blank-separated words, JSON lists of strings."""

import re
from functools import cache

from .space import SPACE

Token = tuple[str, int, int]
"""(text, start, end): a word and its place in the logical line."""

BLANKS = re.compile("[\t\v\f\r ]+")
"""What separates a keyword from its arguments, and arguments from one another."""

_JSON_BLANKS = " \t\r\n"
# What Go's unicode.IsSpace says of a single byte that is taken for a character.
_BYTE_SPACE = "\t\n\v\f\r \x85\xa0"
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


_DEEPEST = 10_000
"""How deep lists may be nested; what goes deeper is no JSON to BuildKit's decoder."""


class NotStringsError(ValueError):
    """A JSON list that holds something other than strings."""


def split_flags(text: str, start: int, end: int, escape: str) -> tuple[list[Token], int]:
    """Take the leading `--word`s; return them, quotes removed, and where the arguments begin.

    BuildKit walks bytes here, so a byte of a longer character may count as a blank.
    """
    if not text.startswith("--", start, end):
        return [], start
    part = text[start:end]
    if part.isascii():
        flags, rest = _flags(part, escape)
        return [(flag, start + a, start + b) for flag, a, b in flags], start + rest
    data = part.encode("utf-8", "surrogatepass")
    flags, rest = _flags(data.decode("latin-1"), escape)
    place = passed = 0

    def at(offset: int) -> int:
        # The places come in order; a character counts where its last byte does.
        nonlocal place, passed
        place += sum(byte & 0xC0 != 0x80 for byte in data[passed + 1 : offset + 1])
        place += passed < offset == len(data)
        passed = offset
        return start + place

    return [(flag, at(a), at(b)) for flag, a, b in flags], at(rest)


def _flags(text: str, escape: str) -> tuple[list[Token], int]:
    flags: list[Token] = []
    at = 0
    while True:
        while at < len(text) and text[at] in _BYTE_SPACE:
            at += 1
        if not text.startswith("--", at):
            return flags, at
        word, end = _flag(text, at, escape)
        if word == "--":
            return flags, end
        flags.append((word, at, end))
        at = end


def _flag(text: str, at: int, escape: str) -> tuple[str, int]:
    """One flag; the escape token works inside both kinds of quotes."""
    word: list[str] = []
    quote = ""
    while at < len(text):
        char = text[at]
        if char == escape:
            word.append(text[at + 1 : at + 2])
            at += 1
        elif quote:
            if char == quote:
                quote = ""
            else:
                word.append(char)
        elif char in _BYTE_SPACE:
            break
        elif char in "'\"":
            quote = char
        else:
            word.append(char)
        at += 1
    return "".join(word), min(at, len(text))


def split_blanks(text: str, start: int, end: int) -> list[Token]:
    """Words between blanks, whatever they hold."""
    words: list[Token] = []
    while start < end:
        match = BLANKS.search(text, start, end)
        stop = match.start() if match else end
        words.append((text[start:stop], start, stop))
        start = match.end() if match else end
    return words


@cache
def _quoted_word(escape: str) -> re.Pattern[str]:
    """Match a word with quoted parts; groups 1 and 2 are an escape token that ends the text."""
    e = re.escape(escape)
    return re.compile(
        rf"""(?:[^{SPACE}'"{e}]++|{e}.|'[^']*+(?:'|\Z)|"(?:[^"{e}]++|{e}.)*+(?:"|({e})?\Z)|({e})\Z)++""",
        re.DOTALL,
    )


def split_quoted(text: str, start: int, end: int, escape: str) -> list[Token]:
    """Words between blanks outside quotes and escapes; quotes and escapes are kept."""
    part = text[start:end]
    words: list[Token] = []
    for match in _quoted_word(escape).finditer(part):
        raw, a, b = match[0], match.start(), match.end()
        if match[1] or match[2]:
            raw, b = raw[:-1], b - 1
        if raw:
            words.append((raw, start + a, start + b))
    return words


@cache
def _string() -> re.Pattern[str]:
    """Match a JSON string."""
    plain = r'[^"\\\x00-\x1f]*+'
    return re.compile(rf'"{plain}(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{{4}}){plain})*+"')


def split_json(text: str, start: int, end: int) -> list[tuple[str, int, int]] | None:
    """A JSON list of strings: (value, start, end) each; None when this is no JSON list.

    Raises NotStringsError when it is one that holds something else.
    """
    while start < end and text[start] in SPACE:
        start += 1
    if not text.startswith("[", start, end):
        return None
    at = _skip(text, start + 1, end)
    words: list[tuple[str, int, int]] = []
    match_string = _string().match
    if text.startswith("]", at, end):
        return words if _skip(text, at + 1, end) == end else None
    while True:
        match = match_string(text, at, end)
        if match is None:
            _refuse_json(text[start:end])
            return None
        words.append((_decoded(match[0]), at, match.end()))
        at = _skip(text, match.end(), end)
        if text.startswith("]", at, end):
            return words if _skip(text, at + 1, end) == end else None
        if not text.startswith(",", at, end):
            return None
        at = _skip(text, at + 1, end)


def _skip(text: str, at: int, end: int) -> int:
    while at < end and text[at] in _JSON_BLANKS:
        at += 1
    return at


def _decoded(literal: str) -> str:
    """The value of a JSON string; halves of surrogate pairs that stand alone become U+FFFD."""
    if "\\" not in literal:
        return literal[1:-1]
    units = re.sub(r"\\(u....|.)", _unescaped, literal[1:-1])
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) == 5 else _ESCAPED.get(code, code)


def _refuse_json(text: str) -> None:
    """Raise NotStringsError when the text is JSON after all."""
    import json  # noqa: PLC0415 - only for lists that are not made of strings

    try:
        json.loads(text, parse_constant=_refuse, parse_int=_number, parse_float=_number)
    except RecursionError:
        if text.count("[") > _DEEPEST:
            return
    except ValueError:
        return
    raise NotStringsError


def _refuse(text: str) -> None:
    raise ValueError(text)


def _number(text: str) -> float:
    """A number as BuildKit's decoder takes it: beyond a double is no number."""
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value
