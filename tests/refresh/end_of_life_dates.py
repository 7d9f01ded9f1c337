"""The ends of releases, from the front matter of endoflife.date's products.

A cycle that the source knows has its day. One that the table lacks joins it, unless it is older
than all that the table has of its product, or ended before there were images. What only the table
has (from announcements, as its docstring says) stays. A major version alone has the last day of its
minor ones, and is added by hand.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from . import tables

SOURCE = "a checkout of github.com/endoflife-date/endoflife.date"
PATH = "hardenlint/knowledge/end_of_life_dates.py"
DATED = (PATH, "hardenlint/knowledge/end_of_life.py")

FILES = {
    "alpine": "alpine-linux",
    "amazonlinux": "amazon-linux",
    "cassandra": "apache-cassandra",
    "corretto": "amazon-corretto",
    "couchbase": "couchbase-server",
    "httpd": "apache-http-server",
    "mongo": "mongodb",
    "node": "nodejs",
    "openjdk": "openjdk-builds-from-oracle",
    "oraclelinux": "oracle-linux",
    "postgres": "postgresql",
    "rockylinux": "rocky-linux",
    "temurin": "eclipse-temurin",
}
"""Product to its file, where they are named differently."""

FIELDS = {"debian": "eoes"}
"""What holds the day, where it is not `eol`: for Debian the end of its LTS."""

OURS = {("httpd", "2.2")}
"""Cycles whose day is that of another announcement, as the docstring says."""

LEFT_OUT = {("openjdk", cycle) for cycle in ("11", "17", "21", "25")}
"""Long-term versions, which others go on mending after Oracle's own builds have ended."""

FIRST_IMAGES = "2014"
"""What ended before was never published as an image."""

_NUMBERS = re.compile(r"\d+(\.\d+)*")
_INDENT = 8


def refresh(read: tables.Read, source: str) -> tables.Refreshed:
    text = read(PATH)
    changes: list[str] = []
    constants = iter(tables.strings(text, "CYCLES"))
    for product, cycles in list(zip(constants, constants, strict=True))[::-1]:  # places stay valid
        name = str(product.value)
        old = dict(_items(str(cycles.value)))
        new = merged(name, old, dict(_cycles(name, source)))
        if new != old:
            text = tables.replaced(text, cycles, _written(new))
            told = tables.differences(_pairs(old), _pairs(new))
            changes[:0] = [f"{name} {line}" for line in told]
    return tables.Refreshed({PATH: text}, changes, _unnamed(text, source))


def merged(product: str, old: dict[str, str], source: dict[str, str]) -> dict[str, str]:
    """The cycles of a product with what the source says of them."""
    new = dict(old)
    oldest = min(map(_number, old), default=())
    for cycle, day in source.items():
        joins = _number(cycle) >= oldest and day >= FIRST_IMAGES
        if (product, cycle) not in OURS | LEFT_OUT and (cycle in old or joins):
            new[cycle] = day
    for major in old:
        days = [new[cycle] for cycle in new if cycle.startswith(f"{major}.")]
        if major not in source and days and "." not in major:
            new[major] = max(days)
    return dict(sorted(new.items(), key=lambda item: _number(item[0])))


def _items(text: str) -> Iterator[tuple[str, str]]:
    for item in text.split():
        cycle, _, day = item.partition("=")
        yield cycle, day


def _pairs(cycles: dict[str, str]) -> list[str]:
    return [f"{cycle}={day}" for cycle, day in cycles.items()]


def _number(cycle: str) -> tuple[int, ...]:
    return tuple(map(int, cycle.split(".")))


def _written(cycles: dict[str, str]) -> str:
    """The text of a product, between its quotes."""
    lines = tables.filled(_pairs(cycles), _INDENT, first=_INDENT)
    return f"\n{' ' * _INDENT}{lines}\n    "


def _releases(product: str, source: str) -> list[dict[str, Any]]:
    path = os.path.join(source, "products", f"{FILES.get(product, product)}.md")
    try:
        with open(path, encoding="utf-8") as file:
            front = file.read().split("\n---", 1)[0].removeprefix("---")
        found: list[dict[str, Any]] = yaml.safe_load(front)["releases"]
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        raise tables.UnreadableError(f"{path} has no releases") from None
    return found


def _cycles(product: str, source: str) -> Iterator[tuple[str, str]]:
    """The cycles of a product whose end is known: `3.11`, the third number left out."""
    for release in _releases(product, source):
        cycle = str(release["releaseCycle"])
        day = release.get(FIELDS.get(product, "eol"))
        if isinstance(day, date) and _NUMBERS.fullmatch(cycle):
            yield ".".join(cycle.split(".")[:2]), day.isoformat()


def _unnamed(text: str, source: str) -> list[str]:
    """Code names that the table of them lacks."""
    constants = iter(tables.strings(text, "_RELEASES"))
    remarks = []
    for constant, names in zip(constants, constants, strict=True):
        product = str(constant.value)
        known = dict(_items(str(names.value)))
        cycles = set(known.values())
        newest = max(map(_number, cycles))
        for release in _releases(product, source):
            cycle, name = str(release["releaseCycle"]), str(release.get("codename", "")).lower()
            if name and _NUMBERS.fullmatch(cycle) and _number(cycle) > newest:
                remarks.append(f"{product} {cycle} is called {name.split()[0]}: _RELEASES")
    return remarks
