"""Judging a change by reading the result: the finding is gone, nothing else is different."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hardenlint.errors import InputError
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.sources.kinds import COMPOSE
from hardenlint.workspace import Workspace

from .candidate import Candidate, Files, Findings, identity
from .difference import differences, of_dockerfiles

_ALLOWED: Mapping[str, Callable[[int, int], bool]] = {
    "Put": lambda gone, new: gone == new or (gone, new) == (0, 1),
    "Append": lambda gone, new: (gone, new) == (0, 1),
    "Replace": lambda gone, new: gone == new,
    "Reword": lambda gone, new: gone == new,
    "Remove": lambda gone, new: new == 0,
}
"""What each edit may do at its key: the number of values gone and new there."""


class Reading(NamedTuple):
    """Inputs as they read at one time: findings, and the documents behind them by path."""

    look: Findings
    projects: tuple[Any, ...]
    dockerfiles: Mapping[str, Any]


def reading(
    look: Findings,
    inputs: Sequence[Input],
    how: Options,
    workspace: Workspace,
    paths: Iterable[str],
) -> Reading:
    """Take down what the inputs say now; `paths` are Dockerfiles. Raises InputError."""
    from hardenlint.sources import dockerfile  # noqa: PLC0415 - only where there is one

    projects = tuple(_tree(i.files, how, workspace) for i in inputs if i.kind == COMPOSE.name)
    shown = {
        path: dockerfile.show(workspace.text(path), path, build_args={}, target=None)
        for path in paths
    }
    return Reading(look, projects, shown)


def _tree(files: Sequence[str], how: Options, workspace: Workspace) -> Any:
    from hardenlint.sources import compose  # noqa: PLC0415 - PyYAML costs start-up time

    try:
        return compose.tree(files, workspace, env_files=how.env_files)
    except InputError as error:
        return str(error)


def fault(before: Reading, after: Reading, made: Sequence[Candidate], files: Files) -> str:
    """Say what is wrong with some changes; "" when they did what they say and nothing else."""
    return (
        _unread(before.look, after.look)
        or _left(before.look, after.look, made)
        or _appeared(before.look, after.look, made)
        or _changed_projects(before, after, made)
        or _changed_dockerfiles(before, after, made, files)
    )


def _unread(before: Findings, after: Findings) -> str:
    # An error that was there tells of lines, which a fix may move.
    known = Counter(map(_without_numbers, before.errors))
    new = Counter(map(_without_numbers, after.errors)) - known
    told = next((text for text in sorted(after.errors) if _without_numbers(text) in new), "")
    return f"the file could not be read any more: {told}" if told else ""


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _left(before: Findings, after: Findings, made: Sequence[Candidate]) -> str:
    asked = Counter(candidate.key for candidate in made if candidate.result is not None)
    old, new = (Counter(map(identity, look.results)) for look in (before, after))
    stays = [key for key, count in asked.items() if new[key] > old[key] - count]
    return f"the finding would still be there ({stays[0][0]})" if stays else ""


def _appeared(before: Findings, after: Findings, made: Sequence[Candidate]) -> str:
    """Another finding; one that an older one of the same check has turned into is none.

    What a fixed finding covered may come to light, and a combination may be one of fewer parts.
    """
    old, new = (Counter(map(identity, look.all)) for look in (before, after))
    uncovered = frozenset[str]().union(*(candidate.covers for candidate in made))
    gone = old - new
    for result in before.all:
        if identity(result) in gone:
            uncovered |= {*result.covers, *result.check.covers, *result.check.outranks}
    fixed = {candidate.check for candidate in made}
    turned = _worst(before, old - new)
    for key, severity in _worst(after, new - old).items():
        if key[0] not in uncovered and (key[0] in fixed or turned.get(key, -1) < severity):
            return f"there would be another finding ({key[0]} on {key[1]})"
    return ""


def _worst(look: Findings, among: Counter[tuple[str, str, str]]) -> dict[tuple[str, str], int]:
    """The worst severity by check and subject, among some findings."""
    worst: dict[tuple[str, str], int] = {}
    for result in look.all:
        key = identity(result)
        if key in among:
            worst[key[:2]] = max(worst.get(key[:2], 0), result.severity)
    return worst


def _changed_projects(before: Reading, after: Reading, made: Sequence[Candidate]) -> str:
    """Whether a project differs anywhere but at the keys that the fixes name."""
    may: dict[str, list[str]] = {}
    for candidate in made:
        for pointer, kind in candidate.pointers:
            may.setdefault(pointer, []).append(kind)
    # Readings are compared, not texts: an anchor or a merge key may carry a change further than the
    # lines that were edited.
    for old, new in zip(before.projects, after.projects, strict=True):
        for each in differences(old, new):
            # Several edits at one key cannot be told apart by counting.
            kinds = may.get(each.pointer, ())
            if len(kinds) == 1 and not _ALLOWED[kinds[0]](each.gone, each.new):
                return f"{each.pointer} would say something else as well"
            if not kinds:
                return f"{each.pointer} would change as well"
    return ""


def _changed_dockerfiles(
    before: Reading, after: Reading, made: Sequence[Candidate], files: Files
) -> str:
    lines: dict[str, list[int]] = {}
    for change in (change for candidate in made for change in candidate.changes):
        number = files.text(change.path).line_number(change.start)
        lines.setdefault(change.path, []).append(number)
    for path, old in before.dockerfiles.items():
        reason = of_dockerfiles(old, after.dockerfiles[path], lines.get(path, []))
        if reason:
            return reason
    return ""
