"""Passwords in statements of SQL: `IDENTIFIED BY 'x'`, `CREATE USER a PASSWORD 'x'`.

Sources: the manuals of MySQL, MariaDB, PostgreSQL, Oracle, SQL Server and ClickHouse for CREATE and
ALTER USER, ROLE and LOGIN, GRANT and SET PASSWORD. As of 2026-11.
"""

import re
from collections.abc import Iterator
from functools import cache

_QUOTE = r"\\{0,3}(?P<quote>['\"])"


def found(text: str) -> Iterator[tuple[str, str, int]]:
    """Every literal password: the words before it, the password, and where it begins."""
    if "'" not in text and '"' not in text:
        return
    for match in _pattern().finditer(text):
        words = "IDENTIFIED BY" if match["identified"] else "PASSWORD"
        start = match.end()
        end = text.find(match["quote"], start)
        value = text[start:end].rstrip("\\") if end > 0 else ""
        # Parameters of a program, a variable of the shell, and a hash (MySQL's `*2470C0C0…`).
        if value and not value.startswith((":", "%", "\\$", "*")):
            yield words, value, start


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: few texts have SQL in them."""
    return re.compile(
        r"\b(?:(?:create|alter|grant)\b[^;]{0,300}?"
        r"\b(?P<identified>identified\s{1,9}(?:with\s{1,9}['\w]{1,40}\s{1,9})?by)"
        r"|(?:create|alter)\s{1,9}(?:user|role|login)\b[^;]{0,300}?\bpassword"
        r"|set\s{1,9}password\b[^;]{0,300}?=)"
        r"\s{0,9}=?\s{0,9}(?:password\()?" + _QUOTE,
        re.IGNORECASE,
    )
