"""Settings for a part of the inputs: a path, services of a name."""

from functools import lru_cache
from typing import NamedTuple

from hardenlint.check import Severity
from hardenlint.text import glob


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
        return (not self.service or named(self.service, name)) and self.concerns(path)

    def concerns(self, path: str) -> bool:
        """Whether something at that path may be meant."""
        return not self.path or within(self.path, path)


def within(pattern: str, path: str) -> bool:
    """Whether a pattern means a path or a folder it is in; one without `/` means any depth."""
    return _of_path(pattern).covers(path)


def named(pattern: str, name: str) -> bool:
    """Whether a pattern stands for a name."""
    return _of_name(pattern).fits(name)


# A scan asks of each input, and a pattern is what takes longest to read.
@lru_cache(maxsize=20_000)
def _of_path(pattern: str) -> glob.Matcher:
    pattern = pattern.strip("/")
    return _matcher(pattern if "/" in pattern else f"**/{pattern}")


@lru_cache(maxsize=20_000)
def _of_name(pattern: str) -> glob.Matcher:
    return _matcher(pattern)


def _matcher(pattern: str) -> glob.Matcher:
    """Make a pattern ready; one that is malformed stands for nothing."""
    tokens = glob.parse(pattern)
    return glob.Matcher(("[=]",) if tokens is None else tokens)
