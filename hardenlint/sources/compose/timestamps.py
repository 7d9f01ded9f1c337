"""Dates and times, which YAML has as a type of its own: compose prints them in full."""

import re

# The four layouts of go-yaml: behind a `T` a zone must follow the time, behind a blank none may.
_WRITTEN = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:[Tt](?=.*(?:Z|[+-]\d\d:\d\d)$)| (?!.*(?:Z|[+-]\d\d:\d\d)$))"
    r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Timestamp(str):
    """The text of a date as it is written."""

    __slots__ = ()

    @property
    def printed(self) -> str:
        """As compose puts it into the environment of a container."""
        found = _WRITTEN.fullmatch(self)
        if found is None:
            return str(self)
        year, month, day, hour, minute, second, fraction, zone = found.groups("0")
        offset = "+0000 UTC" if zone in ("0", "Z") else " ".join([zone.replace(":", "")] * 2)
        rest = f".{fraction}".rstrip("0").rstrip(".")
        date = f"{year}-{int(month):02}-{int(day):02}"
        return f"{date} {int(hour):02}:{int(minute):02}:{int(second):02}{rest} {offset}"


def timestamp(text: str) -> Timestamp | None:
    """A text as a date, None when it is none."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups("0")[:6])
    if not 1 <= month <= 12 or hour > 23 or minute > 59 or second > 59:
        return None
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return Timestamp(text) if 1 <= day <= _DAYS[month - 1] + leap else None
