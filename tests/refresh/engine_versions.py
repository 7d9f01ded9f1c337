"""Holes of runc, containerd and Docker Engine, by the advisories of Go's vulnerability database.

Which of them let a container out, and what that means, is told in our own words; so nothing is
rewritten: advisories that have come since the table's date are named, and versions that differ.
"""

import ast
import json
import os
import re
from collections.abc import Iterator
from glob import glob
from typing import Any, NamedTuple

from hardenlint.knowledge import engine_versions
from hardenlint.knowledge.engine_versions import Hole

from . import tables

SOURCE = "a checkout of github.com/golang/vulndb (its data/osv)"
PATH = "hardenlint/knowledge/engine_versions.py"
DATED = (PATH,)

PROGRAMS = {
    "github.com/opencontainers/runc": "runc",
    "github.com/containerd/containerd": "containerd",
    "github.com/containerd/containerd/v2": "containerd",
    "github.com/docker/docker": "Docker Engine",
    "github.com/moby/moby": "Docker Engine",
}
"""Modules, by the program whose versions they number."""

_SINCE = re.compile(r"state of (20\d\d-\d\d)")


class Advisory(NamedTuple):
    """What the database says of a hole of a program; `fixed` as far as it knows."""

    name: str
    program: str
    cves: tuple[str, ...]
    day: str
    summary: str
    fixed: tuple[str, ...]


def refresh(read: tables.Read, source: str) -> tables.Refreshed:
    holes = (*engine_versions.HOLES, *engine_versions.COPYING, *engine_versions.AUTHORIZATION)
    since = _SINCE.search(ast.get_docstring(ast.parse(read(PATH))) or "")
    if since is None:
        raise tables.UnreadableError(f"{PATH} does not say of when it is")
    remarks: list[str] = []
    for advisory in _advisories(source):
        hole = next((h for h in holes if any(cve in h.cve for cve in advisory.cves)), None)
        if hole is not None:
            remarks += _differing(hole, advisory)
        elif advisory.day[:7] >= since[1]:
            cves = ", ".join(advisory.cves) or advisory.name
            remarks.append(f"{advisory.program}: {cves} ({advisory.day}): {advisory.summary}")
    return tables.Refreshed({}, (), tuple(dict.fromkeys(remarks)))


def _differing(hole: Hole, advisory: Advisory) -> Iterator[str]:
    """Versions that the database calls fixed and the table open; it may know fewer than we do."""
    for text in advisory.fixed:
        if engine_versions.version(text) is not None and engine_versions.is_open(hole, text):
            yield f"{hole.cve} is fixed in {advisory.program} {text}, says {advisory.name}"


def _advisories(source: str) -> Iterator[Advisory]:
    paths = sorted(glob(os.path.join(source, "data", "osv", "*.json")))
    if not paths:
        raise tables.UnreadableError(f"{source}/data/osv has no advisories")
    for path in paths:
        with open(path, encoding="utf-8") as file:
            told: dict[str, Any] = json.load(file)
        if "withdrawn" in told:
            continue
        fixed: dict[str, list[str]] = {}
        for part in told.get("affected", ()):
            program = PROGRAMS.get(part["package"]["name"])
            if program is not None:
                fixed.setdefault(program, []).extend(_fixed(part))
        for program, versions in fixed.items():
            cves = tuple(name for name in told.get("aliases", ()) if name.startswith("CVE-"))
            day, summary = told["published"][:10], told.get("summary", "")
            yield Advisory(told["id"], program, cves, day, summary, tuple(versions))


def _fixed(part: dict[str, Any]) -> Iterator[str]:
    """The versions in which a hole is closed; those of commits between releases are left out."""
    own = part.get("ecosystem_specific", {}).get("custom_ranges", ())
    for ranges in (*part.get("ranges", ()), *own):
        for event in ranges["events"]:
            text = event.get("fixed", "").removesuffix("+incompatible")
            if text and not re.search(r"\d{14}", text):
                yield text
