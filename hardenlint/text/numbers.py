"""Numbers, booleans and durations in text, as Go's strconv and time read them.

Docker, BuildKit and compose are written in Go. What reads otherwise keeps its own rules: YAML
(`sources.compose.scalars`, and compose's casts, to which `yes` is a boolean), and programs that
take more words for true.
"""

_TRUE = frozenset("1 t T true TRUE True".split())
_FALSE = frozenset("0 f F false FALSE False".split())

_DIGITS = 19
"""As many as a 64-bit number has; int() refuses texts of thousands of them."""

_UNITS = {
    "ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6,  # the micro sign, and the letter
    "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9,
}  # fmt: skip
_LONGEST = 2**63
_LONGEST_TEXT = 1000  # signs of a duration: nobody means a longer one


def whole(text: str, most: int = _DIGITS) -> int | None:
    """A number of decimal digits alone, at most so many; None for any other text.

    int() by itself takes signs, blanks, `_` and the digits of other scripts as well.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most else None


def signed(text: str, most: int = _DIGITS) -> int | None:
    """The same with `+` or `-` before it, or nothing."""
    number = whole(text[1:] if text[:1] in ("+", "-") else text, most)
    return -number if number is not None and text[0] == "-" else number


def boolean(text: str) -> bool | None:
    """What strconv.ParseBool makes of a text; None where it refuses it."""
    if text in _TRUE:
        return True
    return False if text in _FALSE else None


def nanoseconds(text: str, more: dict[str, int] | None = None) -> int | None:
    """What time.ParseDuration makes of `1h30m` or `1.5s`; None where it refuses it.

    `more` are further units, in nanoseconds.
    """
    units = _UNITS if more is None else {**_UNITS, **more}
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    if not rest or len(rest) > _LONGEST_TEXT:
        return None
    total = 0
    while rest:
        unit_start = len(rest) - len(rest.lstrip("0123456789."))
        number, rest = rest[:unit_start], rest[unit_start:]
        unit_end = next((at for at, sign in enumerate(rest) if sign in "0123456789."), len(rest))
        unit, rest = rest[:unit_end], rest[unit_end:]
        before, _, after = number.partition(".")
        if unit not in units or "." in after or not before + after:
            return None
        total += int(before or "0") * units[unit]
        total += int(after or "0") * units[unit] // 10 ** len(after)
        if total >= _LONGEST:
            return None
    return -total if text[0] == "-" else total
