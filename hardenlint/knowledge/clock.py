"""The day that ages are judged by, as ISO 8601 text: days compare like their texts."""

import os
import time

_DAY = 86_400


def today() -> str:
    """The day of SOURCE_DATE_EPOCH where that is set (reproducible-builds.org), else the clock's.

    In UTC.
    """
    return days_ago(0)


def days_ago(count: int) -> str:
    """The day that many days before `today`."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    is_number = stated.isascii() and stated.isdigit() and len(stated) <= 11
    now = int(stated) if is_number else time.time()
    return time.strftime("%Y-%m-%d", time.gmtime(now - count * _DAY))
