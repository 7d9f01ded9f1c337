"""Official images that are given up, by the notices in the documentation of official images.

What to use instead is in the words of each notice, so a new one is for a person to read.
"""

import os
from glob import glob

from hardenlint.knowledge.publishers import DEPRECATED

from . import tables

SOURCE = "a checkout of github.com/docker-library/docs"
DATED = ("hardenlint/knowledge/publishers.py",)

MAINTAINED = {"amazonlinux", "nextcloud"}
"""Images whose notice is about old versions, or about another image that their maintainers have."""


def refresh(read: tables.Read, source: str) -> tables.Refreshed:
    """The table may have more: images whose documentation is gone as well."""
    del read
    notices = {
        os.path.basename(os.path.dirname(path))
        for path in glob(os.path.join(source, "*", "deprecated.md"))
    }
    if not notices:
        raise tables.UnreadableError(f"{source} has no notices (*/deprecated.md)")
    new = sorted(notices - DEPRECATED.keys() - MAINTAINED)
    remarks = [f"{name} is deprecated: see {name}/deprecated.md" for name in new]
    return tables.Refreshed({}, (), remarks)
