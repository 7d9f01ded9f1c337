"""`hardenlint baseline write|prune|show`: accept what is there, so that only what is new fails."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from hardenlint.engine import Result
from hardenlint.policy import baseline as known_findings
from hardenlint.policy.baseline import Known
from hardenlint.policy.policy import relative
from hardenlint.report.places import number
from hardenlint.report.terminal import printable

from . import options as shared
from . import output, scan, settings

F = TypeVar("F", bound=Callable[..., Any])


@click.group("baseline")
def command() -> None:
    """Keep a list of known findings, so that only new ones fail."""


def _scanning(function: F) -> F:
    return shared.together(
        click.argument("paths", nargs=-1, metavar="[PATH|-]..."), shared.reading, shared.finding
    )(function)


@command.command("write")
@_scanning
def write(paths: tuple[str, ...], **options: Any) -> int:
    """Write the findings of PATH (default: here) to the baseline; from now on they are known."""
    file, found, code, looked = _found(paths, options)
    if os.path.isfile(file):
        found = {**known_findings.elsewhere(known_findings.read(file), looked), **found}
    output.write_file(file, known_findings.write(found.values()))
    count = sum(each.times for each in found.values())
    output.write(f"Wrote {printable(file)}: {number(count, 'known finding')}\n")
    return code


@command.command("prune")
@_scanning
def prune(paths: tuple[str, ...], **options: Any) -> int:
    """Drop from the baseline what PATH (default: here) does not have any more; add nothing."""
    file, found, code, looked = _found(paths, options)
    before = known_findings.read(file)
    after = known_findings.pruned(before, found) | known_findings.elsewhere(before, looked)
    if code == 3:
        output.say("the scan is incomplete; nothing was dropped")
        return code
    output.write_file(file, known_findings.write(after.values()))
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


def _found(
    paths: tuple[str, ...], options: dict[str, Any]
) -> tuple[str, dict[str, Known], int, tuple[str, ...]]:
    """Scan; return the baseline's file, what may become known, 3 or 0, and where was looked.

    Neither what is excused nor what is locked may. Where is told from the root.
    """
    wanted = settings.wanted(options, paths)
    file = wanted.baseline or settings.baseline_of(paths)
    part = scan.examined(paths, options, wanted)[0]
    found = known_findings.collect(
        _known(result, wanted.root)
        for result in part.results
        if result.excuse is None and result.check.id not in wanted.exceptions.locked
    )
    for problem in part.errors:
        output.say_problem(problem)
    named = paths or options["compose_files"] or (".",)
    looked = tuple(relative(os.path.abspath(path), wanted.root) for path in named if path != "-")
    return file, found, 3 if part.errors else 0, looked


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
