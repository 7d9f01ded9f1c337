"""What a mode of chmod means: octal (`4755`) and symbolic (`u+s,o=rwx`).

Source: POSIX chmod, GNU coreutils chmod.
"""

from collections.abc import Iterable

SETUID, SETGID, STICKY, OTHERS_WRITE = 0o4000, 0o2000, 0o1000, 0o002
ALL = SETUID | SETGID | STICKY | OTHERS_WRITE

_MAX_DIGITS = 6
_WHO = {"u": SETUID, "g": SETGID, "a": SETUID | SETGID}


def set_by(mode: str) -> int | None:
    """Which of the four bits a mode sets; None for what is no mode that can be read."""
    changes = _changed_by(mode)
    return None if changes is None else changes[0]


def taken_by(mode: str) -> int:
    """Which of the four bits a mode surely takes away."""
    changes = _changed_by(mode)
    return 0 if changes is None else changes[1]


def _changed_by(mode: str) -> tuple[int, int] | None:
    """The bits that a mode sets, and those that it takes away."""
    if mode and len(mode) <= _MAX_DIGITS and not mode.strip("01234567"):
        bits = int(mode, 8) & ALL
        return bits, ALL & ~bits
    given = taken = 0
    for part in mode.split(","):
        change = _symbolic(part)
        if change is None:
            return None
        given = (given & ~change[1]) | change[0]
        taken = (taken & ~change[0]) | change[1]
    return given, taken


def _union(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def _symbolic(part: str) -> tuple[int, int] | None:
    """`go+w`, `u=rwxs`, `a+rwX-t`: who, then operators each with permissions."""
    who = part[: len(part) - len(part.lstrip("ugoa"))]
    rest = part[len(who) :]
    if rest[:1] not in ("+", "-", "="):
        return None
    given = taken = 0
    operator = ""
    for char in rest:
        if char in "+-=":
            operator = char
            cleared = _union(_bit(each, who) for each in "sw") if char == "=" else 0
            given, taken = given & ~cleared, taken | cleared
        elif char not in "rwxXstugo":
            return None
        elif operator == "-":
            given, taken = given & ~_bit(char, who), taken | _bit(char, who)
        else:
            given, taken = given | _bit(char, who), taken & ~_bit(char, who)
    return given, taken


def _bit(char: str, who: str) -> int:
    """What a permission means for these; without who, the umask keeps others from writing."""
    if char == "s":
        return _union(_WHO.get(letter, 0) for letter in who or "a")
    if char == "w":
        return OTHERS_WRITE if set(who) & {"o", "a"} else 0
    return STICKY if char == "t" else 0
