"""Which lines have changed since a revision.

The files are compared by us with what git says that the revision holds: to have git compare them
is to have it convert them, by programs that the repository names.
"""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

from hardenlint.errors import UsageError
from hardenlint.git import GitError, root_of
from hardenlint.git.ask import Git, asked
from hardenlint.git.folders import folders_of, read
from hardenlint.git.tracked import tracked
from hardenlint.model import Span

from . import objects
from .base import base_of
from .blocks import Blocks
from .lines import Ranges, changed
from .objects import Entry
from .renames import renamed
from .way import Way, way_to

_WHOLE: Ranges = [(1, 1 << 60)]

IsListed = Callable[[str], bool | None]
"""Whether git would list a file, tracked or not ignored; None where nobody knows."""


class Changes:
    """What is new since a revision: for each path that changed, the ranges of its lines."""

    def __init__(self, ranges: Mapping[str, Ranges]) -> None:
        self._files = {path: _File(path, found) for path, found in ranges.items()}

    def touch(self, span: Span) -> bool:
        """Whether a place is on a changed line; what has no file always is.

        What is told at the head of a block is missing in it (`FROM`, the key of a service), so
        any change in the block counts, and what was taken away does, too.
        """
        if not span.path:
            return True
        file = self._files.get(span.path)
        return file is not None and file.touched(span)


class _File:
    """A file that has changed."""

    def __init__(self, path: str, ranges: Ranges) -> None:
        self._path = path
        self._ranges = ranges
        self._ends = [end for _, end in ranges]
        self._blocks: Blocks | None = None

    def touched(self, span: Span) -> bool:
        if self._has(span.line, span.last_line):
            return True
        if self._blocks is None:
            text = (_content(self._path) or b"").decode("utf-8", "replace")
            self._blocks = Blocks(text, lambda first, last: self._has(first, last, behind=1))
        return self._blocks.touched(span)

    def _has(self, line: int, last: int, behind: int = 0) -> bool:
        """Whether something changed in some lines.

        What was taken away right `behind` the last line of a block may have been a part of it.
        """
        at = bisect_left(self._ends, line)
        if at == len(self._ranges):
            return False
        first, end = self._ranges[at]
        return first <= last + (behind if first > end else 0)


def since(revision: str, folder: str, paths: Iterable[str], is_listed: IsListed) -> Changes:
    """Find out what has changed in some files since the working tree left a revision.

    Raises UsageError.
    """
    root = root_of(os.path.realpath(folder))
    if root is None:
        raise UsageError(f"--diff-base: {folder!r} is in no git repository")
    try:
        with asked(folders_of(root)) as git:
            base = base_of(git, revision)
            comparison = _Comparison(git, base, root, is_listed)
            return Changes(comparison.ranges(paths))
    except GitError as error:
        raise UsageError(f"--diff-base: {error}") from None


class _Comparison:
    """The files of one repository, compared with a commit of it."""

    def __init__(self, git: Git, commit: str, root: str, is_listed: IsListed) -> None:
        self._git = git
        self._commit = commit
        self._root = root
        self._is_listed = is_listed
        self._ranges: dict[str, Ranges] = {}

    def ranges(self, paths: Iterable[str]) -> dict[str, Ranges]:
        """Return, for those of the paths that have changed, where."""
        ways = {path: way_to(path, self._root) for path in paths}
        inner: dict[str, list[str]] = {}
        own: dict[bytes, list[str]] = {}
        for path, way in ways.items():
            if way.checkout:
                inner.setdefault(way.checkout, []).append(path)
            elif way.name:
                own.setdefault(way.name, []).append(path)
        links = {name for way in ways.values() for name, _ in way.links}
        roots = {os.fsencode(os.path.relpath(each, self._root)): each for each in inner}
        old = objects.entries(self._git, self._commit, {*own, *links, *roots})
        self._compare(own, old)
        for name, each in roots.items():
            self._compare_checkout(each, old.get(name), inner[each])
        for path, way in ways.items():
            if not _leads_as_before(way, old):
                self._ranges[path] = _WHOLE
        return self._ranges

    def _compare(self, paths: Mapping[bytes, list[str]], old: Mapping[bytes, Entry]) -> None:
        before: dict[bytes, Entry] = {}
        new: dict[bytes, list[str]] = {}
        for name, some in paths.items():
            entry = old.get(name)
            if entry is None or not entry.mode.startswith(objects.FILE):
                new[name] = some
            elif not _is_same(entry, _content(some[0])):
                before[name] = entry
        before |= self._renamed(new)
        for name in new.keys() - before.keys():
            if self._is_listed(new[name][0]) is not False:
                self._ranges.update(dict.fromkeys(new[name], _WHOLE))
        self._compare_lines(before, paths)

    def _renamed(self, new: Mapping[bytes, list[str]]) -> dict[bytes, Entry]:
        """Those of the new files that were called otherwise before."""
        names = tracked(self._root, folders_of(self._root)) if new else None
        # What git does not track is new, whatever it is like.
        contents = {
            name: content
            for name, some in new.items()
            if names and name in names and (content := _content(some[0])) is not None
        }
        if not names or not contents:
            return {}
        try:
            every = objects.everything(self._git, self._commit)
        except GitError:
            return {}  # more than anybody has
        gone = {name: entry for name, entry in every.items() if name not in names}
        return renamed(self._git, gone, contents)

    def _compare_lines(
        self, before: Mapping[bytes, Entry], paths: Mapping[bytes, list[str]]
    ) -> None:
        by_oid: dict[bytes, list[bytes]] = {}
        for name, entry in before.items():
            by_oid.setdefault(entry.oid, []).append(name)
        sizes = objects.sizes(self._git, by_oid)
        if len(sizes) < len(by_oid):
            raise GitError("this is a partial clone that lacks old files: fetch without a filter")
        # What is too large to be compared is new.
        self._ranges.update(dict.fromkeys((p for name in before for p in paths[name]), _WHOLE))
        for oid, data in objects.contents(self._git, sizes):
            for name in by_oid[oid]:
                content = _content(paths[name][0])
                ranges = _WHOLE if content is None else _changed_lines(data, content)
                self._ranges.update(dict.fromkeys(paths[name], ranges))

    def _compare_checkout(self, root: str, entry: Entry | None, paths: list[str]) -> None:
        """Compare the files of a submodule with the commit of it that there was."""
        found = dict.fromkeys(paths, _WHOLE)
        if entry is not None and entry.mode == objects.COMMIT:
            try:
                with asked(folders_of(root)) as git:
                    inside = _Comparison(git, entry.oid.decode(), root, self._is_listed)
                    found = inside.ranges(paths)
            except GitError:
                pass  # it lacks that commit, so nobody knows what is old
        elif self._is_listed(root) is False:
            return
        self._ranges.update(found)


def _leads_as_before(way: Way, old: Mapping[bytes, Entry]) -> bool:
    """Whether the links on the way to a file are those of the revision."""
    return all(
        name in old and old[name].mode == objects.LINK and old[name].is_content(target)
        for name, target in way.links
    )


def _content(path: str) -> bytes | None:
    """The bytes of a file; None where it cannot be read, or is larger than any input."""
    content = read(os.path.realpath(path), objects.SIZE_MAX)
    return content if content is not None and len(content) <= objects.SIZE_MAX else None


def _is_same(entry: Entry, content: bytes | None) -> bool:
    if content is None:
        return False
    return entry.is_content(content) or (
        _has_only_crlf(content) and entry.is_content(content.replace(b"\r\n", b"\n"))
    )


def _changed_lines(old: bytes, new: bytes) -> Ranges:
    """The ranges of new lines; git may have put other ends to all lines of a checkout."""
    if b"\r" not in old and _has_only_crlf(new):
        new = new.replace(b"\r\n", b"\n")
    lines = (text.removesuffix(b"\n").split(b"\n") for text in (old, new))
    return changed(*lines)


def _has_only_crlf(content: bytes) -> bool:
    breaks = content.count(b"\r\n")
    return breaks > 0 and breaks == content.count(b"\n") == content.count(b"\r")
