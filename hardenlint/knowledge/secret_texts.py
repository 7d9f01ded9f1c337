"""Passwords in values: options, JAAS, JSON, connection strings, password files. As of 2026-12.

Sources: the documentation of the Java system properties (`-D`), of JAAS (Kafka), of libpq, of
go-sql-driver/mysql, of Oracle's thin driver, of netrc(5) and of PostgreSQL's password file.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

_MOST = 20_000
"""Characters of a value that are looked at."""

_PAIR = re.compile(
    r"""(?:^|[\s;,&?{(\[]|--?D?)          # where a name may begin
        (?P<name>[A-Za-z][\w.-]{0,80}?)
        \s{0,3}(?:=|:\s)\s{0,3}           # its value follows
        (?P<value>"[^"]*"|'[^']*'|[^\s;,&"']+)""",
    re.VERBOSE,
)
_OPTION = re.compile(r"(?:^|\s)--(?P<name>[a-z][\w-]{2,40})\s+(?P<value>[^\s-]\S*)")
_GO = re.compile(r"^[\w.-]+:(?P<value>[^@\s/]+)@(?:tcp|udp|unix)?\(")
_ORACLE = re.compile(r"^jdbc:oracle:(?:thin|oci):[\w.-]+/(?P<value>[^@\s]+)@")
_NETRC = re.compile(r"\bmachine\s+\S+\s+login\s+\S+\s+password\s+(?P<value>\S+)")
_PGPASS = re.compile(r"^[\w.*-]+:(?:\d{1,5}|\*):[\w*-]+:[\w.*-]+:(?P<value>[^:\s]+)$", re.MULTILINE)
_ACCOUNT = re.compile(r"^(?!https?:|[a-z]+://)(?P<name>[\w.@+-]+)[:/](?P<value>[^\s:/]\S*)$")
_BARE = re.compile(r"^[\w.-]+$")


def pairs_in(text: str) -> Iterator[tuple[str, str]]:
    """The names and values that a text sets, as far as its form tells where they begin."""
    text = text[:_MOST]
    stripped = text.strip()
    if stripped[:1] in "{[" and stripped[-1:] in "}]":
        try:
            document = json.loads(stripped)
        except (ValueError, RecursionError):
            pass
        else:
            yield from _in_json(document)
            return
    for found in (*_PAIR.finditer(text), *_OPTION.finditer(text)):
        value = found["value"]
        yield found["name"].removeprefix("D"), value.strip("\"'") if len(value) > 1 else value


def passwords_of_lines(text: str) -> Iterator[str]:
    """The passwords of connection strings and password files, where the place tells them."""
    text = text[:_MOST]
    for pattern in (_GO, _ORACLE, _NETRC, _PGPASS):
        found = pattern.search(text)
        if found is not None:
            yield found["value"]


def account_password(text: str) -> str:
    """The password of `name:password` or `name/password`; "" where a value is no such pair."""
    found = _ACCOUNT.match(text.strip().strip("\"'"))
    if found is None or (found["value"].isdigit() and len(found["value"]) < 6):  # host:port
        return ""
    return found["value"]


def _in_json(value: Any, depth: int = 20) -> Iterator[tuple[str, str]]:
    if depth and isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, str):
                yield name, each
            else:
                yield from _in_json(each, depth - 1)
    elif depth and isinstance(value, list):
        for each in value:
            yield from _in_json(each, depth - 1)
