"""`hardenlint fix`: show or make the fixes that findings have."""

import os
from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from typing import Any

import click

from hardenlint import registry
from hardenlint.engine import judge
from hardenlint.errors import InputError, Problem
from hardenlint.fixes import mend as fixes
from hardenlint.fixes.candidate import Findings
from hardenlint.fixes.write import replace
from hardenlint.git import root_of
from hardenlint.model import Span
from hardenlint.policy import Policy
from hardenlint.reach import is_below
from hardenlint.sources.collect import EXCLUDED, Options, collect
from hardenlint.sources.discover import Input
from hardenlint.text.terminal import printable
from hardenlint.workspace import Workspace

from . import mended, output, settings
from . import options as shared
from .examine import judged, read
from .publish import report_of
from .scan import scanning_options
from .standard import option


@click.command("fix")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option("--apply", "applies", is_flag=True, help="Write the fixes into the files.")
@option("--check", "checks", is_flag=True, help="Exit 1 when something can be fixed.")
@option("--unsafe", is_flag=True, help="Also fixes that may break something; each says what.")
@shared.reading
@shared.allow_outside
@shared.force_exclude
@shared.judged_by
@shared.writing
def command(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
    """Show, as a diff, the fixes of findings that have one right answer.

    Edits are made where the finding is, everything else in the file stays as it is, and each is
    verified by reading the result. Exit codes: 0 done, 1 with --check when something can be
    fixed, 3 when something could not be read or written.
    """
    if options["applies"] and options["checks"]:
        raise click.UsageError("--check only looks; leave out --apply.")
    if "-" in paths:
        raise click.UsageError("standard input cannot be fixed; name a file.")
    wanted = settings.wanted(options, paths or options["compose_files"])
    how = scanning_options(options, wanted)
    inputs, notes = collect(paths, options["compose_files"], how, workspace)
    belongs = _project((*(paths or (".",)), *options["compose_files"]))
    units = fixes.units(inputs, how, workspace)

    def made(by: settings.ScanSettings) -> list[fixes.Outcome]:
        mend = partial(
            fixes.mend,
            how=how,
            workspace=workspace,
            looks=looks(how, by),
            unsafe=options["unsafe"],
            belongs=belongs,
        )
        return [mend(unit) for unit in units]

    outcomes = made(wanted)
    empty = [note.message for note in notes if not inputs and note.message != EXCLUDED]
    stricter: list[fixes.Outcome] = []
    if not any(outcome.made for outcome in outcomes) and not options["quiet"]:
        stricter = _stricter(wanted, made)
    return _told_and_written(outcomes, stricter, empty, options)


def _stricter(
    wanted: settings.ScanSettings, made: Callable[[settings.ScanSettings], list[fixes.Outcome]]
) -> list[fixes.Outcome]:
    """What the profile `restricted` would have made; nothing where it would look no further."""
    policy = wanted.policy
    if policy.profile != "baseline" or policy.select:
        return []
    # As the option has it, which wins over the profiles of paths and services.
    rules = tuple(rule._replace(profile="") for rule in policy.rules)
    by = copy(wanted)
    by.policy = policy._replace(profile="restricted", rules=rules)
    return made(by)


def _told_and_written(
    outcomes: Sequence[fixes.Outcome],
    stricter: Sequence[fixes.Outcome],
    errors: list[str],
    options: dict[str, Any],
) -> int:
    """Write what is to be written, show what is to be shown, and return the exit code.

    `stricter` is what is not made and would be in another profile.
    """
    errors = [*errors, *(text for outcome in outcomes for text in sorted(outcome.last.errors))]
    if options["applies"]:
        outcomes = [_written(outcome, errors) for outcome in outcomes]
    mended.show(outcomes, stricter, options)
    for text in dict.fromkeys(errors):
        output.say(printable(text))
    if errors:
        return 3
    return int(options["checks"] and any(outcome.made for outcome in outcomes))


def looks(how: Options, wanted: settings.ScanSettings) -> fixes.Looks:
    """Return what reads and judges inputs, twice: by the policy, and by every check there is."""
    policy = wanted.policy
    # Judged by every check: a fix must not bring in what this policy keeps silent about.
    strict = Policy(
        profile="restricted", opt_in=policy.opt_in, root=policy.root, as_of=policy.as_of
    )

    def look(inputs: Sequence[Input], workspace: Workspace) -> Findings:
        part = read(inputs, how, workspace, wanted.exceptions)
        told = judged(part, policy, workspace)
        results = report_of(told, wanted, workspace, complete=False).results
        everything = judge(part.subjects, registry.load()[0], strict)[0]
        errors = frozenset(map(_told, told.errors))
        return Findings(part.subjects, list(results), everything, part.suppressions, errors)

    return look


def _told(problem: Problem) -> str:
    place = f"{problem.span.path}: " if problem.span.path else ""
    return f"{problem.kind}: {place}{problem.message}"


def _project(paths: Sequence[str]) -> Callable[[str], bool]:
    """Return what tells whether a real path is in the folders named, or in their repositories."""
    folders = [path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths]
    roots = [root_of(real) or real for real in map(os.path.realpath, folders)]
    return lambda real: any(is_below(real, root) for root in roots)


def _written(outcome: fixes.Outcome, errors: list[str]) -> fixes.Outcome:
    """Write the files of an outcome; return what has become true of it, and add to the errors."""
    left: set[str] = set()
    for real, (path, before, after) in outcome.texts.items():
        try:
            if before != after:
                note = replace(real, before, after)
                if note:
                    output.say(f"{path} {note}")
        except InputError as error:
            errors.append(_told(error.problem._replace(span=Span(path))))  # as it was named
            left.add(real)
    texts = {real: text for real, text in outcome.texts.items() if real not in left}
    made = [
        each
        for each in outcome.made
        if left.isdisjoint(os.path.realpath(change.path) for change in each.changes)
    ]
    return outcome._replace(texts=texts, made=made)
