"""Where the documentation is published, so that a report can link to the page of a check.

A setting of a run would let a scanned repository choose where its reviewers' links lead. So the
address is a constant: whoever publishes pages of their own (`python -m tests.site`) sets it in
their copy.
"""

from hardenlint.check import Check

BASE = ""
"""The address of the pages, with a slash at its end; empty as long as nobody publishes them."""

_OURS = "hardenlint.checks."


def path_of(check: Check) -> str:
    """The page of a check below the base address: it stays as long as the id does."""
    return f"checks/{check.id}.html"


def help_of(check: Check) -> str:
    """The address of a check's page, "" when there is none: no site, or a check of others."""
    return f"{BASE}{path_of(check)}" if BASE and check.module.startswith(_OURS) else ""
