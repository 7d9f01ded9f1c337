"""Which lines have changed since a revision: asked of git, running nothing of the repository."""

import os
import re
from collections.abc import Iterator, Sequence

from hardenlint import git
from hardenlint.errors import UsageError
from hardenlint.model import Span

# --no-ext-diff and --no-textconv: both are programs that a repository may name. -l1000 bounds the
# search for renames, which compares all with all. The others undo what the user has configured.
_DIFF = (
    "diff", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "-l1000",
    "--submodule=short", "--no-relative",
)  # fmt: skip
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_FROM = re.compile(r"\s*FROM\s", re.IGNORECASE)

Ranges = list[tuple[int, int]]
"""First and last line of what is new; where lines were only taken away, those after and before."""


class Changes:
    """What is new since a revision, by real path.

    `files` are those that changed, each with its name for git, after the old one where it was
    renamed; `fresh` are those that git does not know.
    """

    def __init__(
        self, git: "_Git", base: str, files: dict[str, tuple[str, ...]], fresh: set[str]
    ) -> None:
        self._git = git
        self._base = base
        self._files = files
        self._fresh = fresh
        self._ranges: dict[str, tuple[Ranges, list[str]]] = {}

    def touch(self, span: Span) -> bool:
        """Whether a place is on a changed line; what has no file always is.

        What is told at the head of a block is missing in it (`FROM`, the key of a service), so
        any change in the block counts, and what was taken away does, too.
        """
        if not span.path:
            return True
        path = os.path.realpath(span.path)
        if path in self._fresh:
            return True
        if path not in self._files:
            return False
        if path not in self._ranges:
            self._ranges[path] = self._changed(self._files[path]), _lines(path)
        ranges, lines = self._ranges[path]
        last = max(span.end_line, span.line)
        if any(first <= last and span.line <= end for first, end in ranges):
            return True
        block = _block(lines, span.line)
        # What was taken away right behind the last line of a block may have been a part of it.
        return any(
            first <= block + (first > end) and span.line <= end for first, end in ranges if block
        )

    def _changed(self, names: tuple[str, ...]) -> Ranges:
        found: Ranges = []
        text = self._git.run(
            *_DIFF, "--unified=0", "--inter-hunk-context=0", "--text", self._base, "--",
            # No patterns, and from the top, wherever git runs.
            *(f":(top,literal){name}" for name in names),
        )  # fmt: skip
        skip = 0
        # The new lines of a hunk are stepped over by their number: one may look like a hunk's head.
        for line in text.split("\n"):
            if skip and line.startswith("+"):
                skip -= 1
            elif not skip and (match := _HUNK.match(line)) is not None:
                start, skip = int(match[1]), int(match[2] or "1")
                found.append((start, start + skip - 1) if skip else (start + 1, start))
        return found


def since(revision: str, folder: str) -> Changes:
    """Ask git what has changed since the working tree left a revision. Raises UsageError."""
    asked = _Git(folder)
    top = asked.folder = asked.run("rev-parse", "--show-toplevel").removesuffix("\n")
    asked.turn_filters_off()
    base = _base(asked, revision)
    changed = _changed_names(asked.run(*_DIFF, "--name-status", "-z", base, "--"))
    others = asked.run("ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return Changes(
        asked,
        base,
        {os.path.realpath(os.path.join(top, names[-1])): names for names in changed},
        {os.path.realpath(os.path.join(top, name)) for name in others if name},
    )


def _changed_names(told: str) -> Iterator[tuple[str, ...]]:
    """Read what `--name-status -z` prints: `M`, name, or `R090`, old name, new name."""
    parts = iter(told.split("\0"))
    for status in parts:
        if status:
            yield (next(parts), next(parts)) if status[0] in "RC" else (next(parts),)


def _base(asked: "_Git", revision: str) -> str:
    """Return the commit where the working tree left a revision."""
    if revision.startswith("-"):
        raise UsageError(f"--diff-base: {revision!r} is no revision")
    named = f"{revision}^{{commit}}"
    try:
        commit = asked.run("rev-parse", "--verify", "--quiet", "--end-of-options", named)
    except UsageError:
        message = f"--diff-base: git knows no revision {revision!r}{_shallow(asked)}"
        raise UsageError(message) from None
    try:
        return asked.run("merge-base", commit.strip(), "HEAD").strip()
    except UsageError:
        message = f"--diff-base: {revision!r} and HEAD have no common commit{_shallow(asked)}"
        raise UsageError(message) from None


def _shallow(asked: "_Git") -> str:
    shallow = asked.run("rev-parse", "--is-shallow-repository").strip() == "true"
    return "; this is a shallow clone: fetch the history (fetch-depth: 0)" if shallow else ""


class _Git:
    """Runs git in a folder, with nothing that the repository's own configuration would run."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.options: list[str] = []

    def turn_filters_off(self) -> None:
        """Clean filters (`filter.x.clean`) would run on files that git compares."""
        pattern = r"^filter\..*\.(clean|process|required)$"
        try:
            names = self.run("config", "-z", "--name-only", "--get-regexp", pattern).split("\0")
        except UsageError:
            return
        for name in filter(None, names):
            # An empty filter is none, and one that is required would be an error then.
            self.options.append(f"{name}={'false' if name.endswith('.required') else ''}")

    def run(self, *arguments: str) -> str:
        """Return what git prints; raises UsageError."""
        try:
            told = git.run(self.folder, *arguments, options=self.options)
        except git.GitError as error:
            raise UsageError(f"--diff-base: {error}") from None
        return told.decode("utf-8", "surrogateescape")


def _lines(path: str) -> list[str]:
    try:
        # As git counts lines: a carriage return alone ends none.
        with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
            return file.read().split("\n")
    except OSError:
        return []


def _block(lines: Sequence[str], number: int) -> int:
    """Return the last line of the block that a line is the head of, 0 when it is none."""
    head = lines[number - 1] if number <= len(lines) else ""
    if _FROM.match(head):
        rest = (at for at, line in enumerate(lines[number:], number) if _FROM.match(line))
        return next(rest, len(lines))
    if not head.partition(" #")[0].rstrip().endswith(":"):
        return 0
    margin = _margin(head)
    for at, line in enumerate(lines[number:], number):
        if line.strip() and _margin(line) <= margin:
            return at
    return len(lines)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())
