"""Making all fixes of inputs that belong together, round by round, until nothing is left to fix.

A fix may uncover another (what `privileged` covers), and two fixes may want the same text, so a
round makes those that go together, and the next one looks again.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from hardenlint.engine import Result
from hardenlint.errors import InputError
from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace

from .candidate import (
    Candidate,
    Files,
    Findings,
    identity,
    of_result,
    of_suppression,
    of_suppressions,
)
from .change import Change, RefusedError, Taken
from .verify import Reading, fault, reading

_ROUNDS = 20  # fixes that bring each other back would never end

_WORK, _LEAST = 4000, 8
"""Subjects that are judged again, and hundreds of characters that are read, to find the wrong ones
among fixes; how many trials there are in any case."""

_TOO_MANY = "too many fixes fail here to try each; make those that are told, and run it again"

Looks = Callable[[Sequence[Input], Workspace], Findings]


class Refused(NamedTuple):
    """A finding whose fix is not made, and why."""

    result: Result
    reason: str


class Outcome(NamedTuple):
    """What became of some inputs.

    texts    real path -> (path as named, text as it was, text as it would be)
    made     the fixes in it
    refused  those that could not be made
    """

    texts: dict[str, tuple[str, str, str]]
    made: list[Candidate]
    refused: list[Refused]
    last: Findings


def units(inputs: Sequence[Input], how: Options, workspace: Workspace) -> list[list[Input]]:
    """Put inputs together that read the same file."""
    own = load.dockerfiles(inputs)
    groups: dict[int, tuple[set[str], list[Input]]] = {}
    readers: dict[str, int] = {}  # the group that reads each file
    for number, item in enumerate(inputs):
        seen = workspace.changed({})
        load.load([item], how, seen, own)
        files = {os.path.realpath(path) for path in seen.asked}
        touching = sorted({readers[path] for path in files if path in readers})
        parts = [groups.pop(each) for each in touching]
        found = files.union(*(paths for paths, _ in parts))
        groups[number] = (found, [*(i for _, items in parts for i in items), item])
        readers.update(dict.fromkeys(found, number))
    return [items for _, items in groups.values()]


def mend(
    inputs: Sequence[Input],
    how: Options,
    workspace: Workspace,
    looks: Looks,
    *,
    unsafe: bool,
    belongs: Callable[[str], bool],
) -> Outcome:
    """Make the fixes of inputs that belong together, in memory.

    `looks` reads and judges inputs; `belongs` tells whether a real path may be changed.
    """
    return _Mender(inputs, how, workspace, looks, unsafe=unsafe, belongs=belongs).run()


class _Mender:
    def __init__(
        self,
        inputs: Sequence[Input],
        how: Options,
        workspace: Workspace,
        looks: Looks,
        *,
        unsafe: bool,
        belongs: Callable[[str], bool],
    ) -> None:
        self.inputs = inputs
        self.how = how
        self.workspace = workspace
        self.looks = looks
        self.unsafe = unsafe
        self.belongs = belongs
        self.texts: dict[str, tuple[str, str, str]] = {}
        self.made: list[Candidate] = []
        self.refused: dict[tuple[object, ...], Refused] = {}
        self.failed: set[tuple[str, str, str]] = set()
        self.trials: int | None = None
        self.seen: Findings | None = None

    def run(self) -> Outcome:
        look = self._look({})
        progress = False
        for _ in range(_ROUNDS):
            files = Files(look, self._current)
            wanted = self._candidates(look, files)
            chosen = _together(wanted)
            if not chosen and not (self.refused and progress):
                break
            if not chosen:  # what has been made since may have cleared the way
                self.refused, self.failed, progress = {}, set(), False
                continue
            accepted = self._accepted(look, chosen, files)
            if not accepted:
                continue  # what was refused is not asked for again
            progress = True
            self.made += accepted
            self._write(accepted, files)
            look = self.seen or self._look({})
        # What another fix has cured meanwhile is not left.
        left = {_place(result) for result in look.results}
        refused = [each for key, each in self.refused.items() if key in left]
        return Outcome(self.texts, self.made, refused, look)

    def _current(self, path: str) -> str:
        real = os.path.realpath(path)
        return self.texts[real][2] if real in self.texts else self.workspace.text(path)

    def _with(self, changed: Mapping[str, str]) -> Workspace:
        """The files with the fixes that are made, and with some changes more."""
        texts = {real: new for real, (_, _, new) in self.texts.items()}
        return self.workspace.changed({**texts, **changed})

    def _look(self, changed: Mapping[str, str]) -> Findings:
        return self.looks(self.inputs, self._with(changed))

    def _candidates(self, look: Findings, files: Files) -> list[Candidate]:
        found: list[Candidate] = []
        for result in look.results:
            fix = result.fix
            if fix is None or not (fix.safe or self.unsafe) or _place(result) in self.refused:
                continue
            try:
                found.append(self._inside(of_result(result, files)))
            except (RefusedError, InputError) as error:
                self._refuse(result, str(error))
        for suppression in of_suppressions(look):
            try:
                candidate = self._inside(of_suppression(suppression, look, files))
            except (RefusedError, InputError):
                continue
            if candidate.key not in self.failed:
                found.append(candidate)
        return found

    def _inside(self, candidate: Candidate) -> Candidate:
        for change in candidate.changes:
            if not self.belongs(os.path.realpath(change.path)):
                raise RefusedError(f"{change.path} lies outside the project")
        return candidate

    def _refuse(self, result: Result, reason: str) -> None:
        self.refused[_place(result)] = Refused(result, reason)

    def _accepted(
        self, look: Findings, chosen: list[list[Candidate]], files: Files
    ) -> list[Candidate]:
        """Those of the changes that stand the test: all at once if they do, else half by half."""
        every = _flat(chosen)
        paths = {change.path for c in every for change in c.changes}
        dockerfiles = sorted(path for path in paths if files.is_dockerfile(path))
        before = self._reading(look, {}, dockerfiles)
        if self.trials is None:
            self.trials = _trials(look, [files.text(path).content for path in sorted(paths)])
        accepted: list[Candidate] = []
        pending = [chosen]
        while pending:
            groups = pending.pop()
            if self.trials <= 0:
                self._fail(groups, _TOO_MANY)
                continue
            self.trials -= 1
            # With those that stand already: what is right alone may be wrong together.
            reason = self._fault(before, [*accepted, *_flat(groups)], files, dockerfiles)
            if not reason:
                accepted += _flat(groups)
            elif len(groups) > 1:
                middle = len(groups) // 2
                pending += [groups[middle:], groups[:middle]]
            else:
                self._fail(groups, reason)
        return accepted

    def _fail(self, groups: list[list[Candidate]], reason: str) -> None:
        for candidate in _flat(groups):
            if candidate.result is not None:
                self._refuse(candidate.result, reason)
            self.failed.add(candidate.key)

    def _fault(
        self, before: Reading, made: list[Candidate], files: Files, dockerfiles: list[str]
    ) -> str:
        changed = {os.path.realpath(path): text for path, text in _texts(made, files).items()}
        try:
            after = self._reading(self._look(changed), changed, dockerfiles)
        except InputError as error:
            return f"the file could not be read any more: {error}"
        reason = fault(before, after, made, files)
        if not reason:
            self.seen = after.look
        return reason

    def _reading(
        self, look: Findings, changed: Mapping[str, str], dockerfiles: list[str]
    ) -> Reading:
        return reading(look, self.inputs, self.how, self._with(changed), dockerfiles)

    def _write(self, accepted: list[Candidate], files: Files) -> None:
        for path, new in _texts(accepted, files).items():
            real = os.path.realpath(path)
            name, old, _ = self.texts.get(real, (path, files.text(path).whole, ""))
            self.texts[real] = (name, old, new)


def _trials(look: Findings, texts: Sequence[str]) -> int:
    """How often the inputs may be read and judged again, by what they hold."""
    size = len(look.subjects) + sum(map(len, texts)) // 100
    return max(_WORK // max(size, 1), _LEAST)


def _place(result: Result) -> tuple[object, ...]:
    """What tells a finding from others of the same identity, as long as nothing moves it."""
    return (*identity(result), result.span)


def _flat(groups: Iterable[list[Candidate]]) -> list[Candidate]:
    return [candidate for group in groups for candidate in group]


def _together(wanted: Iterable[Candidate]) -> list[list[Candidate]]:
    """Groups of candidates that can all be made; those that want the same changes are a group."""
    groups: dict[tuple[Change, ...], list[Candidate]] = {}
    taken: dict[str, Taken] = {}
    for candidate in wanted:
        changes = candidate.changes
        if changes in groups:
            groups[changes].append(candidate)
            continue
        if all(taken.setdefault(c.path, Taken()).is_free(c) for c in changes):
            groups[changes] = [candidate]
            for change in changes:
                taken[change.path].take(change)
    return list(groups.values())


def _texts(made: Iterable[Candidate], files: Files) -> dict[str, str]:
    """The texts of the changed files; what several findings ask for is done once."""
    changes: dict[str, dict[Change, None]] = {}
    for change in (change for candidate in made for change in candidate.changes):
        changes.setdefault(change.path, {})[change] = None
    return {path: files.text(path).changed(own) for path, own in changes.items()}
