"""The capabilities that there are (of the kernel), and those that an engine grants by default."""

import os
import re

from hardenlint.knowledge.capabilities import CRITICAL, EXTRA, HIGH, MEDIUM

from . import tables

SOURCE = (
    "include/uapi/linux/capability.h of Linux, or a checkout of github.com/moby/moby (its"
    " daemon/pkg/oci/caps/defaults.go)"
)
PATH = "hardenlint/model/capability.py"
DATED = ("hardenlint/knowledge/capabilities.py",)

_DEFAULTS = "daemon/pkg/oci/caps/defaults.go"
_DEFINED = re.compile(r"^#define\s+CAP_([A-Z_]+)\s+\d+\s*$", re.MULTILINE)
_GRANTED = re.compile(r'"CAP_([A-Z_]+)"')


def refresh(read: tables.Read, source: str) -> tables.Refreshed:
    text = read(PATH)
    default, others = tables.words(text, "DOCKER"), tables.words(text, "ALL")
    if os.path.isdir(source):
        new = _found(os.path.join(source, _DEFAULTS), _GRANTED)
        told = tables.differences(default, new)
        others = (others | default) - new
        default = new
    else:
        new = _found(source, _DEFINED)
        told = tables.differences(default | others, new)
        others = new - default
    text = tables.with_words(text, "DOCKER", default)
    text = tables.with_words(text, "ALL", others)
    words = CRITICAL.keys() | HIGH.keys() | MEDIUM.keys() | EXTRA.keys()
    remarks = [
        f"{name}: what it permits is not told in knowledge/capabilities.py"
        for name in sorted(others - words)
    ]
    return tables.Refreshed({PATH: text}, told, remarks)


def _found(path: str, pattern: re.Pattern[str]) -> set[str]:
    try:
        with open(path, encoding="utf-8") as file:
            found = set(pattern.findall(file.read()))
    except OSError:
        found = set()
    if not found:
        raise tables.UnreadableError(f"{path} names no capability")
    return found - {"LAST_CAP"}
