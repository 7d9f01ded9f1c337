"""What a build context leaves out: `.dockerignore`, by the rules that BuildKit follows.

The file beside the Dockerfile that bears its name (`Dockerfile.dockerignore`) comes before the
context's `.dockerignore`. Rules count in order, the last that matches a path or one of its parent
folders decides, and `!` brings back. Source: docs.docker.com, build context, .dockerignore files,
and the matching of moby/patternmatcher.
"""

import os
import posixpath
from typing import NamedTuple

from ...errors import InputError
from ...model import glob
from ...reach import is_ours
from ..text import read_text

RULES_MAX = 10_000
"""More rules than anybody writes: such a file is not understood."""


class Rule(NamedTuple):
    """A line of the file: its pattern, and whether it brings back what others keep out."""

    pattern: glob.Pattern
    brings_back: bool


def excluded(path: str, context: str, dockerfile: str) -> bool | None:
    """Whether a path of a context (relative, `/`-separated) is kept out of the build.

    None when the rules cannot be read or understood.
    """
    try:
        rules = _rules(context, dockerfile)
    except InputError:
        return None
    return None if rules is None else matches(rules, path)


def usual_context(dockerfile: str) -> str:
    """Return the folder that a Dockerfile is most likely built in, when nothing says so.

    The nearest one with a `.dockerignore`, from its own up to the root of the repository; outside
    of one as far as the project goes.
    """
    own = folder = os.path.dirname(os.path.abspath(dockerfile))
    while not os.path.isfile(os.path.join(folder, ".dockerignore")):
        above = os.path.dirname(folder)
        is_root = os.path.exists(os.path.join(folder, ".git")) or above == folder
        if is_root or not is_ours(above):
            return own
        folder = above
    return folder


def _rules(context: str, dockerfile: str) -> tuple[Rule, ...] | None:
    for name in (f"{dockerfile}.dockerignore", os.path.join(context, ".dockerignore")):
        if os.path.isfile(name):
            return parse(read_text(name))
    return ()


def parse(text: str) -> tuple[Rule, ...] | None:
    """Read the rules of an ignore file; None when one of them is malformed, as a build refuses."""
    rules: list[Rule] = []
    for line in text.removeprefix("\ufeff").split("\n"):
        pattern = line.strip()
        # Before it is stripped: an indented `#` begins a pattern.
        if line.startswith("#") or not pattern:
            continue
        brings_back = pattern.startswith("!")
        pattern = pattern[1:].strip() if brings_back else pattern
        parsed = glob.parse(_clean(pattern), negation="^") if pattern else None
        if parsed is None or len(rules) >= RULES_MAX:
            return None
        rules.append(Rule(parsed, brings_back))
    return tuple(rules)


def _clean(pattern: str) -> str:
    cleaned = posixpath.normpath(pattern).removeprefix("//")
    # normpath keeps two leading slashes, and BuildKit takes `/x` for `x`.
    return cleaned[1:] if len(cleaned) > 1 and cleaned.startswith("/") else cleaned


def matches(rules: tuple[Rule, ...], path: str) -> bool:
    """Whether the last rule that speaks about the path, or a folder it is in, keeps it out."""
    place = _clean(path)
    out = False
    for rule in rules:
        # A rule that would change nothing is not worth matching; patternmatcher skips it too.
        if rule.brings_back == out and glob.covers(rule.pattern, place):
            out = not rule.brings_back
    return out
