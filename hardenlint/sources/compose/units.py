"""Sizes and durations as compose reads them."""

from .log import RefusedError
from .scalars import decimal

_UNITS = "bkmgtp"
_MAX = 2**63 - 1
"""What an int64 of Go holds; Go's own conversion makes anything of a larger number."""

_DURATIONS = {
    "ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9,
    # Days and weeks are compose's own: Go's durations end with hours.
    "h": 3600 * 10**9, "d": 24 * 3600 * 10**9, "w": 7 * 24 * 3600 * 10**9,
}  # fmt: skip
_NO_SIZE = "invalid size: write it like 512m"
_NO_DURATION = "invalid duration: write it like 1m30s"


def to_bytes(text: str) -> int:
    """Read a size: `512m`, `1.5gb`, `2GiB`, `1 kB`, `-1`; raises RefusedError."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if digits.isascii() and digits.isdigit() and len(text) < 20 and abs(int(text)) <= _MAX:
        return int(text)
    # As go-units does: what stands behind the last digit, dot or space is the unit.
    number_end = max(text.rfind(sign) for sign in "01234567890. ") + 1
    number, unit = text[:number_end].removesuffix(" "), text[number_end:].lower()
    is_unit = unit in ("", "b") or (unit[0] in _UNITS[1:] and unit[1:] in ("", "b", "ib"))
    amount = decimal(number) if is_unit and len(number) <= 40 else None
    if amount is None or number[0] == "-":
        raise RefusedError(_NO_SIZE)
    # A product that is too large for a double is infinite, and no error.
    amount *= 1024 ** (_UNITS.index(unit[0]) if unit else 0)
    if amount > _MAX:
        raise RefusedError(_NO_SIZE)
    return int(amount)


def to_nanoseconds(text: str) -> int:
    """Read a duration: `1m30s`, `1.5h`, `2d`; raises RefusedError."""
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    if not rest:
        raise RefusedError(_NO_DURATION)
    total = 0.0
    while rest:
        unit_start = len(rest) - len(rest.lstrip("0123456789."))
        number, rest = rest[:unit_start], rest[unit_start:]
        unit_end = len(rest) - len(rest.lstrip("nuµμmshdw"))
        unit, rest = rest[:unit_end], rest[unit_end:]
        if unit not in _DURATIONS or number.count(".") > 1 or number in ("", ".") or len(text) > 99:
            raise RefusedError(_NO_DURATION)
        total += float(number) * _DURATIONS[unit]
    if total > _MAX:
        raise RefusedError(_NO_DURATION)
    return int(total)
