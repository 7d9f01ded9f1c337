"""Sizes, durations and command lines as compose reads them."""

_UNITS = "bkmgtp"
_DURATIONS = {
    "ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9,
    "h": 3600 * 10**9, "d": 24 * 3600 * 10**9, "w": 7 * 24 * 3600 * 10**9,
}  # fmt: skip


def to_bytes(text: str) -> int:
    """Read a size: `512m`, `1.5gb`, `2GiB`, `-1`; raises ValueError."""
    if text.lstrip("+-").isascii() and text.lstrip("+-").isdigit() and len(text) < 20:
        return int(text)
    number = text.rstrip("bBkKmMgGtTpPiI ")
    unit = text[len(number) :].strip().lower()
    if unit.endswith("ib"):
        unit = unit[:-2]
    elif len(unit) > 1 and unit.endswith("b"):
        unit = unit[:-1]
    if len(unit) > 1 or unit.strip(_UNITS) or not number or number.strip("0123456789."):
        raise ValueError(f"invalid size {text!r}")
    if number.count(".") > 1 or number == "." or len(number) > 20:
        raise ValueError(f"invalid size {text!r}")
    return int(float(number) * 1024 ** (_UNITS.index(unit) if unit else 0))


def to_nanoseconds(text: str) -> int:
    """Read a duration: `1m30s`, `1.5h`, `2d`; raises ValueError."""
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    if not rest:
        raise ValueError(f"invalid duration {text!r}")
    total = 0.0
    while rest:
        unit_start = len(rest) - len(rest.lstrip("0123456789."))
        number, rest = rest[:unit_start], rest[unit_start:]
        unit_end = len(rest) - len(rest.lstrip("nuµμmshdw"))
        unit, rest = rest[:unit_end], rest[unit_end:]
        if unit not in _DURATIONS or number.count(".") > 1 or number in ("", ".") or len(text) > 99:
            raise ValueError(f"invalid duration {text!r}")
        total += float(number) * _DURATIONS[unit]
    return int(total)


def to_words(text: str) -> tuple[str, ...]:
    """Split a command line as go-shellwords does; raises ValueError for an open quote.

    A backslash takes the next character as it is, in double quotes too; an unquoted `;`, `&`,
    `|`, `<` or `>` ends the line.
    """
    words: list[str] = []
    word: list[str] | None = None
    quote, escaped = "", False
    for sign in text:
        if escaped:
            word, escaped = _added([] if word is None else word, sign), False
        elif sign == "\\" and quote != "'":
            escaped = True
        elif quote or sign in "'\"":
            quote, word = _quoted(sign, quote, [] if word is None else word)
        elif sign in " \t\r\n":
            words += [] if word is None else ["".join(word)]
            word = None
        elif sign in ";&|<>":
            break
        else:
            word = _added([] if word is None else word, sign)
    if quote or escaped:
        raise ValueError("a quote of this command line is never closed")
    return (*words, *([] if word is None else ["".join(word)]))


def _added(word: list[str], sign: str) -> list[str]:
    word.append(sign)
    return word


def _quoted(sign: str, quote: str, word: list[str]) -> tuple[str, list[str]]:
    """Inside quotes, or at the one that opens: the quote that is open then, and the word."""
    if not quote:
        return sign, word
    if sign == quote:
        return "", word
    word.append(sign)
    return quote, word
