"""Which checks run, on what, and what their findings weigh."""

import os
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hardenlint.check import Check, Severity
from hardenlint.model import Subject

if TYPE_CHECKING:
    from .rule import Rule

PROFILES = ("baseline", "restricted")
SEVERITIES = tuple(str(severity) for severity in sorted(Severity, reverse=True))
"""The worst first."""

ALLOWLIST = "untrusted-registry"
"""The check that the allowlist of images belongs to: locked, the list is."""

DATED = ("eol-base-image", "image-stale")
"""The checks that judge the age of software: one of them locked, the day is."""


class Policy(NamedTuple):
    """What the user wants to hear.

    `select` names checks to run whatever their profile (empty: those of the profile);
    `opt_in` are the opt-in checks that something (an allowlist) has switched on, `locked` those
    that run whatever the configuration selects.
    `severities` replace those of the checks. `fail_on` None is "never".
    `rules` are settings for parts of the inputs, `root` the folder their paths start from.
    `as_of` is the day (YYYY-MM-DD) that ages are judged by, "" for today.
    """

    profile: str = "baseline"
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    opt_in: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    min_severity: Severity = Severity.INFO
    fail_on: Severity | None = Severity.MEDIUM
    severities: tuple[tuple[str, Severity], ...] = ()
    rules: "tuple[Rule, ...]" = ()
    root: str = ""
    as_of: str = ""

    def runs(self, check: Check) -> bool:
        """Whether a check runs at all."""
        if check.id in self.ignore:
            return False
        if self.select:
            return check.id in self.select or check.id in self.locked
        return check.id in self.opt_in or self.includes(check.profile)

    def includes(self, profile: str) -> bool:
        """Whether the profile asked for contains another."""
        return profile == "baseline" or profile == self.profile

    def severity(self, check: str) -> Severity | None:
        """The severity that the user gives to the findings of a check, None: their own."""
        return next((severity for name, severity in self.severities if name == check), None)

    def at(self, subject: Subject) -> "Policy":
        """The policy for one subject; later rules win."""
        if not self.rules:
            return self
        policy = self
        path = relative(subject.span.path or "", self.root)
        for rule in self.rules:
            if rule.applies(path, subject.name):
                policy = policy._replace(
                    profile=rule.profile or policy.profile,
                    select=policy.select | rule.select,
                    ignore=policy.ignore | rule.ignore,
                    # The first one of a check counts.
                    severities=(*rule.severities, *policy.severities),
                )
        # Without the rules it is equal for many subjects, whose checks are chosen once.
        return policy._replace(rules=())


@lru_cache(maxsize=1024)  # every finding of a file asks
def relative(path: str, root: str) -> str:
    """Tell a path as seen from the root, `/`-separated."""
    if not path:
        return ""
    return os.path.relpath(path, root or ".").replace(os.sep, "/")
