"""`hardenlint known write|prune|show`: accept what is there, so that only what is new fails."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from hardenlint.engine import Result
from hardenlint.engine.renewing import renewed
from hardenlint.policy import known as known_findings
from hardenlint.policy.known import Known
from hardenlint.policy.policy import relative
from hardenlint.report.places import number
from hardenlint.text.json_text import inert
from hardenlint.text.terminal import printable
from hardenlint.workspace import Workspace

from . import options as shared
from . import output, scan, settings

F = TypeVar("F", bound=Callable[..., Any])


@click.group("known")
def command() -> None:
    """Keep a list of known findings, so that only new ones fail."""


def _scanning(function: F) -> F:
    return shared.together(
        click.argument("paths", nargs=-1, metavar="[PATH|-]..."),
        shared.reading,
        shared.allow_outside,
        shared.finding,
    )(function)


class _Scan(NamedTuple):
    """What may become known: neither what is suppressed nor what is locked may.

    `file` has the known findings, `looked` is where it was looked, told from the root; `locked` are
    the findings that stay new.
    """

    file: str
    root: str
    results: list[Result]
    locked: list[Result]
    looked: tuple[str, ...]
    complete: bool

    @property
    def found(self) -> dict[str, Known]:
        """The findings as they are written down."""
        return known_findings.collect(_known(result, self.root) for result in self.results)


@command.command("write")
@_scanning
def write(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
    """Write down the findings of PATH (default: here); from now on they are known."""
    scanned = _scanned(paths, options, workspace)
    file, found = scanned.file, scanned.found
    if os.path.isfile(file):
        found = {**known_findings.elsewhere(known_findings.read(file), scanned.looked), **found}
    _keep(file, found)
    count = number(sum(each.times for each in found.values()), "known finding")
    output.write(f"Wrote {printable(file)}: {count}{_by_severity(scanned.results)}\n")
    if scanned.locked:
        checks = ", ".join(sorted({result.check.id for result in scanned.locked}))
        stay = "stays" if len(scanned.locked) == 1 else "stay"
        locked = number(len(scanned.locked), "finding")
        output.write(f"{locked} of locked checks {stay} new: {checks}\n")
    return 0 if scanned.complete else 3


@command.command("prune")
@_scanning
def prune(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
    """Drop known findings that PATH (default: here) does not have any more; add nothing."""
    scanned = _scanned(paths, options, workspace)
    file = scanned.file
    before = renewed(known_findings.read(file), scanned.results, scanned.root)
    # What a file that cannot be read had is not gone.
    if not scanned.complete:
        output.say("the scan is incomplete; nothing was dropped")
        return 3
    after = known_findings.pruned(before, scanned.found)
    after |= known_findings.elsewhere(before, scanned.looked)
    _keep(file, after)
    gone = sum(each.times for each in before.values()) - sum(e.times for e in after.values())
    output.write(f"Dropped {number(gone, 'finding')} from {printable(file)}\n")
    return 0


@command.command("show")
@click.argument("file", required=False)
def show(file: str | None) -> int:
    """List the known findings, each with its place and message as they are now.

    What is not found here any more, or is about an engine, is told without them.
    """
    from . import known_places  # noqa: PLC0415 - it scans, which writing does by itself

    wanted = settings.wanted({**known_places.OPTIONS, "known": file})
    name = wanted.known_file or _usual(wanted.root)
    found = known_findings.read(name)
    lines = known_places.lines(found, wanted)
    count = sum(each.times for each in found.values())
    lines.append(f"{number(count, 'known finding')} in {name}")
    output.write("".join(f"{printable(line)}\n" for line in lines))
    return 0


def _scanned(paths: tuple[str, ...], options: dict[str, Any], workspace: Workspace) -> _Scan:
    # As `scan` has it: else both would tell the same paths from different folders.
    wanted = settings.wanted(options, paths or options["compose_files"])
    file = wanted.known_file or _usual(wanted.root)
    part = scan.examined(paths, options, wanted, workspace)[0]
    results = [result for result in part.results if result.suppression is None]
    locked = wanted.exceptions.locked
    for problem in part.errors:
        output.say_problem(problem)
    named = paths or options["compose_files"] or (".",)
    return _Scan(
        file,
        wanted.root,
        [result for result in results if result.check.id not in locked],
        [result for result in results if result.check.id in locked],
        tuple(relative(os.path.abspath(path), wanted.root) for path in named if path != "-"),
        not part.errors,
    )


def _usual(root: str) -> str:
    """Where there is no file yet: by its former name for those who use that of the command."""
    parent = click.get_current_context().parent
    return settings.usual_known_file(root, former=parent is not None and parent.info_name == FORMER)


FORMER = "baseline"
"""What the command was called."""


def _keep(file: str, known: dict[str, Known]) -> None:
    # A job may print it.
    output.write_file(file, inert(known_findings.write(known.values())))


def _by_severity(results: Sequence[Result]) -> str:
    """Count them by severity, the worst first: " (1 critical, 3 high)"; "" for none."""
    counts = Counter(result.severity for result in results)
    told = ", ".join(f"{counts[severity]} {severity}" for severity in sorted(counts, reverse=True))
    return f" ({told})" if told else ""


def _known(result: Result, root: str) -> Known:
    span = result.span
    path = (
        relative(span.path, root)
        if span.path
        else "/".join(filter(None, (span.host, span.container)))
    )
    name = result.subject.name
    subject = relative(name, root) if name == span.path else name
    return Known(result.fingerprint, 1, result.check.id, path.replace(os.sep, "/"), subject)
