"""`hardenlint baseline write|prune|show`: accept what is there, so that only what is new fails."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from hardenlint.engine import Result
from hardenlint.policy import baseline as known_findings
from hardenlint.policy.baseline import Known
from hardenlint.policy.policy import relative
from hardenlint.report.places import number
from hardenlint.text.json_text import inert
from hardenlint.text.terminal import printable
from hardenlint.workspace import Workspace

from . import options as shared
from . import output, scan, settings

F = TypeVar("F", bound=Callable[..., Any])


@click.group("baseline")
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

    `file` is the baseline, `looked` where it was looked, told from the root; `severities` counts
    the findings of each, as text.
    """

    file: str
    found: dict[str, Known]
    looked: tuple[str, ...]
    severities: str
    complete: bool


@command.command("write")
@_scanning
def write(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
    """Write the findings of PATH (default: here) to the baseline; from now on they are known."""
    scanned = _scanned(paths, options, workspace)
    file, found = scanned.file, scanned.found
    if os.path.isfile(file):
        found = {**known_findings.elsewhere(known_findings.read(file), scanned.looked), **found}
    _keep(file, found)
    count = number(sum(each.times for each in found.values()), "known finding")
    output.write(f"Wrote {printable(file)}: {count}{scanned.severities}\n")
    return 0 if scanned.complete else 3


@command.command("prune")
@_scanning
def prune(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
    """Drop from the baseline what PATH (default: here) does not have any more; add nothing."""
    scanned = _scanned(paths, options, workspace)
    file = scanned.file
    before = known_findings.read(file)
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
    """List the known findings."""
    name = file or settings.configured_baseline()
    found = known_findings.read(name)
    lines = [
        f"{each.path}: {each.check} {each.subject}" + (f" ({each.times} times)" * (each.times > 1))
        for each in sorted(found.values(), key=lambda e: (e.path, e.subject, e.check))
    ]
    count = sum(each.times for each in found.values())
    lines.append(f"{number(count, 'known finding')} in {name}")
    output.write("".join(f"{printable(line)}\n" for line in lines))
    return 0


def _scanned(paths: tuple[str, ...], options: dict[str, Any], workspace: Workspace) -> _Scan:
    wanted = settings.wanted(options, paths)
    file = wanted.baseline or settings.baseline_of(paths)
    part = scan.examined(paths, options, wanted, workspace)[0]
    results = [
        result
        for result in part.results
        if result.suppression is None and result.check.id not in wanted.exceptions.locked
    ]
    found = known_findings.collect(_known(result, wanted.root) for result in results)
    for problem in part.errors:
        output.say_problem(problem)
    named = paths or options["compose_files"] or (".",)
    looked = tuple(relative(os.path.abspath(path), wanted.root) for path in named if path != "-")
    return _Scan(file, found, looked, _by_severity(results), not part.errors)


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
