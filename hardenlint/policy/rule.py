"""Settings for a part of the inputs: a path, services of a name."""

from typing import NamedTuple

from hardenlint.check import Severity
from hardenlint.model import glob


class Rule(NamedTuple):
    """Settings for a part of the inputs: those at a path, the services of a name, or both.

    `path` is a pattern below the policy's root, `service` one for names of services and
    containers; "" is everything. What is set adds to the policy or, for `profile`, replaces it.
    """

    path: str = ""
    service: str = ""
    profile: str = ""
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severities: tuple[tuple[str, Severity], ...] = ()

    def applies(self, path: str, name: str) -> bool:
        """Whether a subject of that name at that path (relative to the root) is meant."""
        return _fits(self.service, name) and self.concerns(path)

    def concerns(self, path: str) -> bool:
        """Whether something at that path may be meant."""
        return not self.path or within(self.path, path)


def within(pattern: str, path: str) -> bool:
    """Whether a pattern means a path or a folder it is in; one without `/` means any depth."""
    pattern = pattern.strip("/")
    tokens = glob.parse(pattern if "/" in pattern else f"**/{pattern}")
    return tokens is not None and glob.covers(tokens, path)


def _fits(pattern: str, name: str) -> bool:
    tokens = glob.parse(pattern)
    return not pattern or (tokens is not None and glob.fits(tokens, name))
