"""What a build context leaves out: `.dockerignore`, by the rules that BuildKit follows.

The file beside the Dockerfile that bears its name (`Dockerfile.dockerignore`) comes before the
context's `.dockerignore`. Rules count in order, the last that matches a path or one of its parent
folders decides, and `!` brings back. Source: docs.docker.com, build context, .dockerignore files,
and the matching of moby/patternmatcher.
"""

import os
import posixpath
from collections.abc import Iterable
from typing import NamedTuple

from ...errors import InputError
from ...reach import Reach
from ...text import glob
from ...workspace import Workspace

RULES_MAX = 10_000
"""More rules than anybody writes: such a file is not understood."""

WORK_MAX = 2_000_000
"""Characters of paths that are compared with patterns; what is asked beyond is not known."""


class _Wild(NamedTuple):
    """A rule with wildcards, its number, and whether it brings back what others keep out."""

    number: int
    pattern: glob.Matcher
    brings_back: bool


class Rules:
    """The rules of a file, asked for many paths.

    Plain paths are looked up, only patterns with wildcards are tried one by one.
    """

    __slots__ = ("_known", "_plain", "_wild", "_work")

    def __init__(self, rules: Iterable[tuple[glob.Pattern, bool]] = ()) -> None:
        self._plain: dict[str, tuple[int, bool]] = {}
        self._wild: list[_Wild] = []
        self._known: dict[str, bool | None] = {}
        self._work = 0
        for number, (pattern, brings_back) in enumerate(rules):
            text = glob.literal(pattern)
            if text is None:
                self._wild.append(_Wild(number, glob.Matcher(pattern), brings_back))
            else:
                self._plain[text] = (number, brings_back)
        # From the last one on, so that the first that fits decides.
        self._wild.reverse()

    def keep_out(self, path: str) -> bool | None:
        """Whether a path of the context (relative, `/`-separated) is kept out of the build.

        None for one that would take more time than anybody's files do.
        """
        if path not in self._known:
            self._known[path] = self._decided(_clean(path))
        return self._known[path]

    def _decided(self, path: str) -> bool | None:
        if len(path) > glob.LONGEST:
            return None
        nobody = (-1, True)
        plain = [self._plain.get(place, nobody) for place in (path, *glob.above(path))]
        last, brings_back = max(plain)
        for rule in self._wild:
            if rule.number < last:
                break
            if not path.startswith(rule.pattern.start):
                continue
            self._work += len(path)
            if self._work > WORK_MAX:
                return None
            if rule.pattern.covers(path):
                return not rule.brings_back
        return not brings_back


def of_context(context: str, dockerfile: str, workspace: Workspace) -> Rules | None:
    """Read the rules of a context; None when they cannot be read or understood."""
    try:
        return _rules(context, dockerfile, workspace)
    except InputError:
        return None


def usual_context(dockerfile: str, reach: Reach) -> str:
    """Return the folder that a Dockerfile is most likely built in, when nothing says so.

    The nearest one with a `.dockerignore`, from its own up to the root of the repository; outside
    of one as far as the project goes.
    """
    own = folder = os.path.dirname(os.path.abspath(dockerfile))
    while not os.path.isfile(os.path.join(folder, ".dockerignore")):
        above = os.path.dirname(folder)
        is_root = os.path.exists(os.path.join(folder, ".git")) or above == folder
        if is_root or not reach.is_ours(above):
            return own
        folder = above
    return folder


def _rules(context: str, dockerfile: str, workspace: Workspace) -> Rules | None:
    for name in (f"{dockerfile}.dockerignore", os.path.join(context, ".dockerignore")):
        if os.path.isfile(name):
            return parse(workspace.text(name))
    return Rules()


def parse(text: str) -> Rules | None:
    """Read the rules of an ignore file; None when one of them is malformed, as a build refuses."""
    rules: list[tuple[glob.Pattern, bool]] = []
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
        rules.append((parsed, brings_back))
    return Rules(rules)


def _clean(pattern: str) -> str:
    cleaned = posixpath.normpath(pattern).removeprefix("//")
    # normpath keeps two leading slashes, and BuildKit takes `/x` for `x`.
    return cleaned[1:] if len(cleaned) > 1 and cleaned.startswith("/") else cleaned
