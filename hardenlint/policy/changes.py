"""Which lines have changed since a revision: asked of git, running nothing of the repository."""

import os
import re
import subprocess
from collections.abc import Sequence

from hardenlint.errors import UsageError
from hardenlint.model import Span

_GIT = (
    "git",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.quotePath=false",
)
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_SECONDS = 60


class Changes:
    """The lines that are new since a revision, by real path; None is a file that is all new."""

    def __init__(self, lines: dict[str, list[tuple[int, int]] | None]) -> None:
        self._lines = lines

    def touch(self, span: Span) -> bool:
        """Whether a place is on a changed line."""
        if not span.path:
            return True
        path = os.path.realpath(span.path)
        if path not in self._lines:
            return False
        ranges = self._lines[path]
        last = max(span.end_line, span.line)
        return ranges is None or any(a <= last and span.line <= b for a, b in ranges)


def since(revision: str, folder: str) -> Changes:
    """Ask git what has changed since the working tree left a revision. Raises UsageError."""
    top = _git(("rev-parse", "--show-toplevel"), folder).strip()
    base = _base(revision, top)
    lines: dict[str, list[tuple[int, int]] | None] = {}
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames")
    path = ""
    for line in _git(
        ("diff", *options, "--src-prefix=a/", "--dst-prefix=b/", base, "--"), top
    ).split("\n"):
        if line.startswith("+++ "):
            name = line[4:].rstrip("\t")
            path = os.path.realpath(os.path.join(top, name.removeprefix("b/")))
        elif (match := _HUNK.match(line)) is not None and path:
            start, count = int(match[1]), int(match[2] or "1")
            ranges = lines.setdefault(path, [])
            if ranges is not None and count:
                ranges.append((start, start + count - 1))
    for name in _git(("ls-files", "--others", "--exclude-standard", "-z"), top).split("\0"):
        if name:
            lines[os.path.realpath(os.path.join(top, name))] = None
    return Changes(lines)


def _base(revision: str, top: str) -> str:
    """Return the commit where the working tree left a revision."""
    if revision.startswith("-"):
        raise UsageError(f"--diff-base: {revision!r} is no revision")
    try:
        commit = _git(
            ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"), top
        )
    except UsageError:
        raise UsageError(
            f"--diff-base: git knows no revision {revision!r}{_shallow(top)}"
        ) from None
    try:
        return _git(("merge-base", commit.strip(), "HEAD"), top).strip()
    except UsageError:
        message = f"--diff-base: {revision!r} and HEAD have no common commit{_shallow(top)}"
        raise UsageError(message) from None


def _shallow(top: str) -> str:
    shallow = _git(("rev-parse", "--is-shallow-repository"), top).strip() == "true"
    return "; this is a shallow clone: fetch the history (fetch-depth: 0)" if shallow else ""


def _git(arguments: Sequence[str], folder: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, options of ours
            (*_GIT, *arguments), cwd=folder, capture_output=True, timeout=_SECONDS, check=False
        )
    except FileNotFoundError:
        raise UsageError("--diff-base needs git, which is not installed") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"git did not answer within {_SECONDS} seconds") from None
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git {arguments[0]}: {lines[-1] if lines else 'failed'}")
    return done.stdout.decode("utf-8", "surrogateescape")
