"""Sizes and durations as compose reads them."""

from hardenlint.text.numbers import nanoseconds, signed

from .log import RefusedError
from .scalars import decimal

_UNITS = "bkmgtp"
_MAX = 2**63 - 1
"""What an int64 of Go holds; Go's own conversion makes anything of a larger number."""

_LONGER = {"d": 24 * 3600 * 10**9, "w": 7 * 24 * 3600 * 10**9}
"""Days and weeks are compose's own: Go's durations end with hours."""

_NO_SIZE = "invalid size: write it like 512m"
_NO_DURATION = "invalid duration: write it like 1m30s"


def to_bytes(text: str) -> int:
    """Read a size: `512m`, `1.5gb`, `2GiB`, `1 kB`, `-1`; raises RefusedError."""
    count = signed(text)
    if count is not None and abs(count) <= _MAX:
        return count
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
    """Read a duration, whatever its sign: `1m30s`, `1.5h`, `2d`; raises RefusedError."""
    found = nanoseconds(text, _LONGER)
    if found is None:
        raise RefusedError(_NO_DURATION)
    return abs(found)
