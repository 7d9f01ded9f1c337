"""Exceptions that are written for other tools: read where somebody asks for it, or rewritten once.

    # hadolint ignore=DL3002          # trivy:ignore:DS-0002       # checkov:skip=CKV_DOCKER_8:why
    # check=skip=SecretsUsedInArgOrEnv  # kics-scan ignore-line    # nosemgrep: last-user-is-root
    # dclint disable-line no-unbound-port-interfaces

Sources: the manuals of these tools, as of 2026-12. What they say of rules that nothing here looks
at says nothing here. compose-lint has its exceptions in its configuration, not in comments.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from hardenlint.knowledge.foreign_checks import WHOLE, checks_of

from .suppression import date_of, told

EVERYTHING = "*"
"""Stands for all checks."""

_WORDS = ("hadolint", "trivy:ignore", "checkov:skip", "check=", "kics-scan", "nosemgrep", "dclint")


class Foreign(NamedTuple):
    """What a comment for another tool means here.

    `scope` is "file", or "" for the line, or what follows a comment that stands alone. `checks` are
    ids of ours, `unknown` the numbers of rules that nothing here looks at.
    """

    tool: str
    scope: str
    checks: tuple[str, ...]
    unknown: tuple[str, ...]
    reason: str
    until: str = ""


def may_be_in(text: str) -> bool:
    """Whether a text has a word of such a comment: a cheap question."""
    return any(word in text for word in _WORDS)


def comments(line: str) -> Iterator[tuple[int, Foreign]]:
    """What the comments in a line mean, and where each begins (from 0)."""
    for pattern, meaning in _PATTERNS:
        for match in pattern.finditer(line):
            yield match.start("at"), meaning(match)


def _meaning(tool: str, scope: str, numbers: str, reason: str = "", until: str = "") -> Foreign:
    """Look numbers up; none stand for everything."""
    names = [name for name in re.split(r"[,\s]+", numbers) if name]
    if not names or {name.lower() for name in names} & {"all", "*"}:
        return Foreign(tool, scope, (EVERYTHING,), (), _reason(tool, "", reason), until)
    checks: dict[str, None] = {}
    unknown: list[str] = []
    for name in names:
        found = checks_of(name)[1]
        checks.update(dict.fromkeys(found))
        if not found:
            unknown.append(name)
        if name.upper() in WHOLE:
            scope = "file"
    said = _reason(tool, ", ".join(names), reason)
    return Foreign(tool, scope, tuple(checks), tuple(unknown), said, until)


def _reason(tool: str, numbers: str, reason: str) -> str:
    head = f"as for {tool}" + (f" ({numbers})" if numbers else "")
    return told(f"{head}: {reason.strip()}" if reason.strip() else head)


def _hadolint(match: re.Match[str]) -> Foreign:
    return _meaning("hadolint", "file" if match["all"] else "", match["ids"])


def _trivy(match: re.Match[str]) -> Foreign:
    number, _, rest = match["ids"].partition(":")
    until = rest.removeprefix("exp:") if rest.startswith("exp:") else ""
    day = until if date_of(until) is not None else ""
    return _meaning("trivy", "", number.partition("[")[0], until=day)


def _checkov(match: re.Match[str]) -> Foreign:
    # Checkov takes it for the whole of a Dockerfile, wherever it stands.
    return _meaning("checkov", "file", match["ids"], match["reason"] or "")


def _buildkit(match: re.Match[str]) -> Foreign:
    return _meaning("buildkit", "file", match["ids"])


def _kics(match: re.Match[str]) -> Foreign:
    return _meaning("kics", "" if match["how"] else "file", "")


def _semgrep(match: re.Match[str]) -> Foreign:
    return _meaning("semgrep", "", match["ids"] or "")


def _dclint(match: re.Match[str]) -> Foreign:
    is_line = match["how"] == "-line"
    return _meaning("dclint", "" if is_line else "file", match["ids"] or "")


_START = r"(?:^|\s)(?P<at>#)\s*"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Foreign]], ...] = tuple(
    (re.compile(_START + pattern), meaning)
    for pattern, meaning in (
        (r"hadolint\s+(?P<all>global\s+)?ignore\s*=\s*(?P<ids>[\w, ]+)", _hadolint),
        (r"trivy:ignore:(?P<ids>\S+)", _trivy),
        (r"checkov:skip=(?P<ids>[\w,]+)(?::\s*(?P<reason>.*))?", _checkov),
        (r"check\s*=\s*(?:error=\w+;)?skip=(?P<ids>[\w, ]+)", _buildkit),
        (r"kics-scan\s+ignore(?P<how>-line|-block)?\b", _kics),
        (r"nosemgrep(?::\s*(?P<ids>[\w.,\- ]+))?", _semgrep),
        (r"dclint\s+disable(?P<how>-line|-file)?(?:\s+(?P<ids>[\w,\- ]+))?\s*$", _dclint),
    )
)
