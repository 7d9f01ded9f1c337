"""Which exception is about a finding: looked up, since a file may have very many of both."""

import sys
from bisect import bisect_right
from collections.abc import Iterable
from heapq import heappop, heappush

from hardenlint.model import Span, Subject
from hardenlint.text import glob

from .policy import relative
from .rule import named, within
from .suppression import Suppression

_Numbered = tuple[int, Suppression]
"""An exception and its number: of several that are about a finding, the first counts."""


class Index:
    """Exceptions that count, by what they are about."""

    def __init__(self, exceptions: Iterable[Suppression], root: str) -> None:
        self._root = root
        self._comments: dict[tuple[str, str | None], _Lines] = {}
        self._labels: dict[tuple[str, str, Span | None], _Numbered] = {}
        self._config: dict[str, list[_Numbered]] = {}
        self._of_files: dict[tuple[str, str], _Names] = {}
        for numbered in enumerate(exceptions):
            self._add(numbered)

    def _add(self, numbered: _Numbered) -> None:
        each = numbered[1]
        for check in each.checks:
            if each.by == "comment":
                self._comments.setdefault((check, each.span.path), _Lines()).add(numbered)
            elif each.by == "label":
                self._labels.setdefault((check, each.name, each.subject), numbered)
            else:
                self._config.setdefault(check, []).append(numbered)

    def find(self, check: str, subject: Subject, span: Span) -> Suppression | None:
        """Return the first exception that suppresses a finding of a check."""
        found: list[_Numbered | None] = [self._labels.get((check, subject.name, subject.span))]
        for each in (check, "*"):  # of a line everything may be meant
            lines = self._comments.get((each, span.path))
            if lines is not None:
                found.append(lines.at(span.line))
        if check in self._config:
            found.append(self._of_file(check, span.path or "").of(subject.name))
        return min((each for each in found if each is not None), default=(0, None))[1]

    def _of_file(self, check: str, path: str) -> "_Names":
        """Those of the configuration that are about a file."""
        key = (check, path)
        if key not in self._of_files:
            place = relative(path, self._root)
            self._of_files[key] = _Names(
                each
                for each in self._config[check]
                if not each[1].path or within(each[1].path, place)
            )
        return self._of_files[key]


class LeftOut:
    """The checks that the policy left out, by the subjects that they would have looked at.

    A subject is its name, its file, and the files that its project is written in.
    """

    def __init__(self) -> None:
        self._checks: dict[_Looked, frozenset[str]] = {}
        self._by_file: dict[str, frozenset[str]] | None = None
        self._by_name: dict[tuple[str, str], frozenset[str]] = {}

    def add(self, looked: "_Looked", checks: frozenset[str]) -> None:
        """Note what did not look at a subject."""
        self._checks[looked] = self._checks.get(looked, _NONE) | checks
        self._by_file = None

    def take(self, other: "LeftOut") -> None:
        """Note what another one knows."""
        for looked, checks in other._checks.items():
            self.add(looked, checks)

    def about(self, each: Suppression, missed: frozenset[str], root: str) -> frozenset[str]:
        """The checks that did not look at what an exception may be about."""
        if each.by == "comment":
            return self._of_files().get(each.span.path or "", _NONE)
        if each.by == "label":
            self._of_files()
            path = each.subject.path if each.subject is not None else None
            return self._by_name.get((each.name, path or ""), _NONE)
        found = _NONE
        for (name, path, files), checks in self._checks.items():
            if not checks.isdisjoint(missed - found) and any(
                each.fits(name, relative(place, root)) for place in (path, *files)
            ):
                found |= checks
        return found

    def _of_files(self) -> dict[str, frozenset[str]]:
        if self._by_file is None:
            projects: dict[tuple[str, ...], frozenset[str]] = {}
            self._by_name = {}
            for (name, path, files), checks in self._checks.items():
                for places in ((path,), files):
                    projects[places] = projects.get(places, _NONE) | checks
                self._by_name[name, path] = self._by_name.get((name, path), _NONE) | checks
            self._by_file = {}
            for places, checks in projects.items():
                for place in places:
                    self._by_file[place] = self._by_file.get(place, _NONE) | checks
        return self._by_file


_Looked = tuple[str, str, tuple[str, ...]]
_NONE: frozenset[str] = frozenset()


class _Names:
    """Exceptions by the names that they are about, which may be patterns."""

    __slots__ = ("_plain", "_wild")

    def __init__(self, exceptions: Iterable[_Numbered]) -> None:
        self._plain: dict[str, _Numbered] = {}
        self._wild: list[_Numbered] = []
        for numbered in exceptions:
            tokens = glob.parse(numbered[1].name)
            name = glob.literal(tokens) if tokens else None
            if name is None:
                self._wild.append(numbered)
            else:
                self._plain.setdefault(name, numbered)

    def of(self, name: str) -> _Numbered | None:
        """The first that is about a name."""
        plain = self._plain.get(name)
        for numbered in self._wild:
            if plain is not None and plain[0] < numbered[0]:
                break
            if not numbered[1].name or named(numbered[1].name, name):
                return numbered
        return plain


class _Lines:
    """Exceptions by the lines of a file that they are about."""

    __slots__ = ("_found", "_known", "_starts")

    def __init__(self) -> None:
        self._known: list[_Numbered] = []
        self._starts: list[int] = []
        self._found: list[_Numbered | None] = []

    def add(self, numbered: _Numbered) -> None:
        self._known.append(numbered)

    def at(self, line: int) -> _Numbered | None:
        """The first that is about a line."""
        if not self._starts:
            self._sort()
        at = bisect_right(self._starts, line)
        return self._found[at - 1] if at else None

    def _sort(self) -> None:
        """Find out from which line on another one is the first."""
        ranges = sorted(
            (*(each.lines or (0, sys.maxsize - 1)), number) for number, each in self._known
        )
        by_number = dict(self._known)
        self._starts = sorted({line for first, last, _ in ranges for line in (first, last + 1)})
        begun: list[tuple[int, int]] = []
        at = 0
        for line in self._starts:
            while at < len(ranges) and ranges[at][0] <= line:
                heappush(begun, (ranges[at][2], ranges[at][1]))
                at += 1
            while begun and begun[0][1] < line:
                heappop(begun)
            number = begun[0][0] if begun else -1
            self._found.append((number, by_number[number]) if begun else None)
