"""docs/knowledge.md: what each table says, its date, its source, how it is refreshed."""

import ast
import importlib
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from .__main__ import NAMES as NAMES
from .__main__ import ROOT

PATH = "docs/knowledge.md"
FOLDER = "hardenlint/knowledge"
NO_TABLES = ("__init__.py",)

_DAY = re.compile(r"\b20\d\d-\d\d(?:-\d\d)?\b")

HEAD = """\
# The tables and their sources

Checks compare what they see with tables: which versions have ended, what images run as, which names
are secrets. Each table is a module of `hardenlint/knowledge` that says of when it is and where it
comes from. This page is made from what they say (`pytest tests/test_knowledge.py --update`).

Before each release, bring up to date what has a script, and then the tables that are oldest.

## With a script

A script reads a copy of the source that you have made, and fetches nothing itself. It rewrites the
table, sets its date, and prints what changed. What only a person can decide is listed, and the date
stays until `--read` says that it has been dealt with:

```sh
git clone https://github.com/endoflife-date/endoflife.date /tmp/endoflife
.venv/bin/python -m tests.refresh end_of_life_dates /tmp/endoflife
```

"""

BY_HAND = """\
## By hand

1. Open the sources that the table names, at the versions that are current.
2. Go through the table line by line: what is no longer so goes, what is new joins. Look for what
   the sources say and the table does not, not only for what is wrong in it.
3. Write the month into the docstring: `As of 2026-11`.
4. `.venv/bin/pytest tests/test_checks.py` shows what now reads differently. New entries need a
   fixture where a check decides by them.

"""


class Table(NamedTuple):
    """A table by the name of its module, and what its docstring says."""

    name: str
    title: str
    day: str
    source: str


def tables() -> Iterator[Table]:
    for file in sorted(os.listdir(os.path.join(ROOT, FOLDER))):
        if file.endswith(".py") and file not in NO_TABLES:
            title, _, rest = _docstring(f"{FOLDER}/{file}").partition("\n")
            days = _DAY.findall(f"{title} {rest}")
            named = re.sub(r" (?:Collected|As of) [^.]*\.$", "", title)
            yield Table(file.removesuffix(".py"), named, max(days), rest.strip() or title)


def _docstring(path: str) -> str:
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return ast.get_docstring(ast.parse(file.read())) or ""


def page() -> str:
    known = list(tables())
    return "".join((HEAD, _scripts(), "\n", BY_HAND, _table(known), "\n", _sources(known)))


def _scripts() -> str:
    rows = "".join(
        f"| `{name}` | {_docstring(f'tests/refresh/{name}.py').splitlines()[0]} |"
        f" {importlib.import_module(f'tests.refresh.{name}').SOURCE} |\n"
        for name in NAMES
    )
    return f"| script | what it refreshes | from |\n|---|---|---|\n{rows}"


def _refreshed_by(name: str) -> str:
    path = f"{FOLDER}/{name}.py"
    scripts = [n for n in NAMES if path in importlib.import_module(f"tests.refresh.{n}").DATED]
    return ", ".join(f"`{script}`" for script in scripts) or "by hand"


def _table(known: list[Table]) -> str:
    rows = "".join(
        f"| [{table.name}](../{FOLDER}/{table.name}.py) | {table.title} | {table.day} |"
        f" {_refreshed_by(table.name)} |\n"
        for table in known
    )
    return f"## The tables\n\n| table | what it says | of | refreshed |\n|---|---|---|---|\n{rows}"


def _sources(known: list[Table]) -> str:
    parts = "\n".join(f"### {table.name}\n\n{table.source}\n" for table in known)
    return f"## Their sources, in their own words\n\n{parts}"
