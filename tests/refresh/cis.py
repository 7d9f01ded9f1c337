"""The numbers of the CIS Docker Benchmark, by the functions of docker-bench-security.

What a control asks for is told in our own words, so a new number is for a person to write.
"""

import os
import re
from glob import glob

from hardenlint.knowledge.cis import CONTROLS

from . import tables

SOURCE = "a checkout of github.com/docker/docker-bench-security"
DATED = ("hardenlint/knowledge/cis.py",)

_NUMBER = re.compile(r'^\s*local id="([1-7](?:\.\d+)+)"$', re.MULTILINE)
_HEADINGS = {"1.1", "1.2"}
"""Numbers of groups of controls."""


def refresh(read: tables.Read, source: str) -> tables.Refreshed:
    del read
    found: set[str] = set()
    for path in glob(os.path.join(source, "tests", "*.sh")):
        with open(path, encoding="utf-8") as file:
            found.update(_NUMBER.findall(file.read()))
    if not found:
        raise tables.UnreadableError(f"{source}/tests has no numbers")
    return tables.Refreshed({}, (), tables.differences(CONTROLS, found - _HEADINGS))
