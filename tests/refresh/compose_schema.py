"""The schema of the Compose Specification, as docker compose carries it: a copy.

`shapes.py` says the same in a table that loads faster; tests.refresh.shapes makes it of the schema.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from typing import Any

from . import shapes, tables

SOURCE = "a checkout of github.com/compose-spec/compose-go"
PATH = "hardenlint/sources/compose/schema.json"
NOTICE = "hardenlint/sources/compose/schema.NOTICE"
DATED = ()

_COMMIT = re.compile(r"\b[0-9a-f]{40} of \d{4}-\d\d-\d\d\b")


def refresh(read: tables.Read, source: str) -> tables.Refreshed:
    path = os.path.join(source, "schema", "compose-spec.json")
    try:
        with open(path, encoding="utf-8") as file:
            new = file.read()
        told = tables.differences(_keys(json.loads(read(PATH))), _keys(json.loads(new)))
    except (OSError, ValueError):
        raise tables.UnreadableError(f"{path} is no schema") from None
    notice = read(NOTICE)
    if new != read(PATH):
        notice = _COMMIT.sub(_commit(source), notice)
    try:
        table = shapes.text(json.loads(new))
    except (KeyError, ValueError) as error:
        raise tables.UnreadableError(
            f"tests/refresh/shapes.py must learn to say it: {error}"
        ) from None
    return tables.Refreshed({PATH: new, NOTICE: notice, shapes.PATH: table}, told)


def _commit(source: str) -> str:
    """The commit that last changed the schema, and its day."""
    command = ["git", "-C", source, "log", "-1", "--format=%H of %cs", "--", "schema"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not _COMMIT.search(done.stdout):
        raise tables.UnreadableError(f"{source} has no commits")
    return done.stdout.strip()


def _keys(schema: Any, path: str = "") -> Iterator[str]:
    """Where in the schema a property is told of."""
    if isinstance(schema, dict):
        for name, inner in schema.items():
            here = f"{path}/{name}"
            if path.endswith("/properties"):
                yield here
            yield from _keys(inner, here)
    elif isinstance(schema, list):
        for number, inner in enumerate(schema):
            yield from _keys(inner, f"{path}/{number}")
