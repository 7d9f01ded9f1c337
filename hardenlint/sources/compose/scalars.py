"""Plain scalars to values by the rules of YAML 1.2, with the additions that compose's parser has.

`2222:22` and `yes` are text, dates nearly so; `0777` and `0o777` are octal; `1_000` is a thousand.
"""

from typing import Any

_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), ".Inf": float("inf"), ".INF": float("inf"),
    "+.inf": float("inf"), "+.Inf": float("inf"), "+.INF": float("inf"),
    "-.inf": float("-inf"), "-.Inf": float("-inf"), "-.INF": float("-inf"),
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}  # fmt: skip

_INFINITE = float("inf")
_STARTS = frozenset("0123456789+-.")
_DIGITS = {"0b": (2, "01"), "0o": (8, "01234567"), "0x": (16, "0123456789abcdefABCDEF")}
_MAX = 40
"""Longer texts are no numbers that anybody means."""


def resolve(text: str, tag: str | None = None) -> Any:
    """Return the value of a plain scalar, or of one with a tag."""
    if tag == "tag:yaml.org,2002:str" or (tag is not None and not tag.startswith("tag:yaml.org")):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _STARTS and len(text) <= _MAX:
        if text[4:5] == "-" and text[:4].isdigit():
            from .timestamps import timestamp  # noqa: PLC0415 - rarely written

            return timestamp(text) or text
        number = _integer(text)
        return number if number is not None else _float(text)
    return text


def _integer(text: str) -> int | None:
    digits = text.replace("_", "")
    sign = -1 if digits[:1] == "-" else 1
    digits = digits[1:] if digits[:1] in ("+", "-") else digits
    base, allowed = _DIGITS.get(digits[:2].lower(), (0, ""))
    if base:
        body = digits[2:]
    elif len(digits) > 1 and digits[0] == "0":
        base, allowed, body = 8, "01234567", digits[1:]
    else:
        base, allowed, body = 10, "0123456789", digits
    if not body or body.strip(allowed):
        return None
    value = sign * int(body, base)
    # What fits into an int64 or a uint64 of Go.
    is_integer = -(2**63) <= value < 2**64 and (value or sign > 0)  # -0 is none
    return value if is_integer else None


def _float(text: str) -> float | str:
    number = decimal(text.replace("_", ""))
    return text if number is None else number


def decimal(text: str) -> float | None:
    """Read a decimal number as Go does; None for what is none, or larger than a double."""
    number = float(text) if is_decimal(text) else _INFINITE
    return None if number in (_INFINITE, -_INFINITE) else number


def is_decimal(text: str) -> bool:
    """Whether a text is a decimal number: `1`, `-1.5`, `.5`, `1e3`."""
    body = text[1:] if text[:1] in ("+", "-") else text
    mantissa, exponent_sign, exponent = body.lower().partition("e")
    if exponent_sign:
        exponent = exponent[1:] if exponent[:1] in ("+", "-") else exponent
        if not (exponent.isascii() and exponent.isdigit()) or len(exponent) > 4:
            return False
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    return digits.isascii() and digits.isdigit()


def text_of(value: Any) -> str:
    """Print a value as compose does: `true`, `1.1`, `1000`."""
    if isinstance(value, str):
        # A date is a text that is printed in another way than it is written.
        return value if type(value) is str else getattr(value, "printed", value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _printed(value)
    return "" if value is None else str(value)


def _printed(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
    shown = next(shown for digits in range(17) if float(shown := f"{value:.{digits}e}") == value)
    # Go's %v prints the shortest digits, from 1e6 on and below 1e-4 with an exponent.
    is_short = -4 <= int(shown.partition("e")[2]) < 6
    return repr(value).removesuffix(".0") if is_short else shown
