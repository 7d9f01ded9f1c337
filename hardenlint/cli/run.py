"""What scan and audit share once everything is read: judge, write the reports, decide the exit."""

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from hardenlint import registry
from hardenlint.engine import Policy, Report, Result, images_of, judge, merged
from hardenlint.errors import InputError, Problem
from hardenlint.model import Subject
from hardenlint.report.terminal import printable
from hardenlint.sources import load
from hardenlint.sources.discover import Input
from hardenlint.sources.text import read_text

from . import options as shared
from . import output

MANY = 300
"""From this number of inputs on a second process pays for itself."""

Source = Callable[[str], str | None]


def policy_for(options: dict[str, Any]) -> Policy:
    """Build the policy; the checks are loaded only where their ids must be verified."""
    named = options["select"] or options["ignore"]
    return shared.policy(options, registry.load()[0] if named else ())


class Judged(NamedTuple):
    """What was looked at and what was found; parts of a scan add up."""

    subjects: list[Subject]
    results: list[Result]
    errors: list[Problem]
    notes: list[Problem]
    files: dict[str, int]
    stdin: dict[str, str]


def examine(inputs: Sequence[Input], how: load.Options, policy: Policy) -> Judged:
    """Read and judge all inputs, on several processors where there are several hundred."""
    own = load.dockerfiles(inputs)
    if len(inputs) >= MANY and not any("-" in item.files for item in inputs):
        parts = _in_parallel(inputs, how, policy, own)
    else:
        parts = [_examine(inputs, how, policy, own)]
    if len(parts) == 1:
        return parts[0]
    total = Judged([], [], [], [], {}, {})
    for part in parts:
        total.subjects.extend(part.subjects)
        total.results.extend(part.results)
        total.errors.extend(part.errors)
        total.notes.extend(part.notes)
        for kind, count in part.files.items():
            total.files[kind] = total.files.get(kind, 0) + count
    errors = list(dict.fromkeys(total.errors))
    return total._replace(results=merged(total.results), errors=errors)


def _examine(
    inputs: Sequence[Input], how: load.Options, policy: Policy, own: frozenset[str]
) -> Judged:
    loaded = load.load(inputs, how, own)
    return judged(loaded.subjects, loaded.errors, loaded.notes, loaded.files, policy)._replace(
        stdin=loaded.stdin
    )


def _in_parallel(
    inputs: Sequence[Input], how: load.Options, policy: Policy, own: frozenset[str]
) -> list[Judged]:
    """Share the inputs between the processors; neighbours stay together, they belong together."""
    import multiprocessing  # noqa: PLC0415 - only for many files
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    size = -(-len(inputs) // (4 * count))
    chunks = [inputs[start : start + size] for start in range(0, len(inputs), size)]
    if count == 1:
        return [_examine(inputs, how, policy, own)]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        jobs = [pool.submit(_examine, chunk, how, policy, own) for chunk in chunks]
        return [job.result() for job in jobs]


def judged(
    subjects: list[Subject],
    errors: list[Problem],
    notes: list[Problem],
    files: dict[str, int],
    policy: Policy,
) -> Judged:
    """Judge subjects with the checks they need."""
    checks, broken = registry.load(_folders(subjects))
    results, crashed = judge(subjects, checks, policy)
    return Judged(subjects, results, [*errors, *broken, *crashed], notes, files, {})


def report(part: Judged, policy: Policy, endpoint: str = "") -> Report:
    """Sum up."""
    subjects = {(s.kind, s.name, s.span): s for s in part.subjects}
    return Report(
        policy, list(subjects.values()), part.results, part.errors, part.notes, part.files, endpoint
    )


def _folders(subjects: Sequence[Subject]) -> Collection[str]:
    """Name the check folders whose subject is there; a container is an image too."""
    folders = {subject.folder for subject in subjects}
    return folders | {"image"} if images_of(subjects) else folders


def publish(report: Report, options: dict[str, Any], stdin: Mapping[str, str] | None = None) -> int:
    """Write what was asked for and return the exit code."""
    for name, path in shared.outputs(options):
        output.write_file(path, render(report, name, options, stdin or {}, color=False))
    if options["quiet"] < 2:
        color = output.wants_color(options["color"])
        output.write(render(report, options["format_"], options, stdin or {}, color=color))
    if options["format_"] != "text":
        for problem in report.errors:
            place = (
                f"{printable(problem.span.path)}:{problem.span.line}: " if problem.span.path else ""
            )
            output.say(f"{problem.kind}: {place}{printable(problem.message)}")
    return report.exit_code


def render(
    report: Report, name: str, options: dict[str, Any], stdin: Mapping[str, str], *, color: bool
) -> str:
    """Turn a report into one of the formats."""
    if name == "json":
        from hardenlint.report import json  # noqa: PLC0415 - only for this format

        return json.render(report)
    if name == "concise":
        from hardenlint.report import concise  # noqa: PLC0415 - only for this format

        return concise.render(report)
    from hardenlint.report import text  # noqa: PLC0415 - only for this format

    verbosity = options["verbose"] - options["quiet"]
    source = _source(stdin)
    return text.render(report, source, color=color, verbosity=verbosity, width=_width())


def _source(stdin: Mapping[str, str]) -> Source:
    """Give the reports the text of a file again; None when it has gone meanwhile."""

    def source(path: str) -> str | None:
        if path in stdin:
            return stdin[path]
        try:
            return read_text(path)
        except InputError:
            return None

    return source


def _width() -> int:
    if not sys.stdout.isatty():
        return 100
    from shutil import get_terminal_size  # noqa: PLC0415 - only on a terminal

    return max(60, min(get_terminal_size().columns, 120))
