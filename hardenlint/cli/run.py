"""What scan and audit share once everything is read: judge, write the reports, decide the exit."""

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hardenlint import registry
from hardenlint.engine import Report, Result, images_of, judge, merged
from hardenlint.errors import InputError, Problem
from hardenlint.model import Subject
from hardenlint.policy import Policy
from hardenlint.policy.gather import MARK, Exceptions, gather
from hardenlint.report.terminal import printable
from hardenlint.sources import load
from hardenlint.sources.collect import Options
from hardenlint.sources.discover import Input
from hardenlint.sources.text import read_text

from . import options as shared
from . import output

if TYPE_CHECKING:
    from hardenlint.policy.suppression import Excuses

    from .settings import Wanted

NO_EXCEPTIONS = Exceptions()

MANY = 300
"""From this number of inputs on a second process pays for itself."""

SIMPLE = {
    "json": ("json", "render"),
    "concise": ("concise", "render"),
    "github": ("github", "render"),
    "gitlab": ("gitlab", "render"),
    "junit": ("xml", "junit"),
    "checkstyle": ("xml", "checkstyle"),
    "markdown": ("markdown", "render"),
    "jsonl": ("jsonl", "render"),
}
"""Formats that need nothing but the report: module and function."""

Source = Callable[[str], str | None]


class Judged(NamedTuple):
    """What was looked at and what was found; parts of a scan add up.

    `excuses` are the exceptions that were met, `ran` the ids of the checks that ran.
    """

    subjects: list[Subject]
    results: list[Result]
    errors: list[Problem]
    notes: list[Problem]
    files: dict[str, int]
    stdin: dict[str, str]
    excuses: "Excuses | None" = None
    ran: frozenset[str] = frozenset()


def examine(
    inputs: Sequence[Input],
    how: Options,
    policy: Policy,
    exceptions: Exceptions = NO_EXCEPTIONS,
) -> Judged:
    """Read and judge all inputs, on several processors where there are several hundred."""
    own = load.dockerfiles(inputs)
    if len(inputs) >= MANY and not any("-" in item.files for item in inputs):
        parts = _in_parallel(inputs, how, policy, exceptions, own)
    else:
        parts = [_examine(inputs, how, policy, exceptions, own)]
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
        total = total._replace(
            excuses=_joined(total.excuses, part.excuses), ran=total.ran | part.ran
        )
    errors = list(dict.fromkeys(total.errors))
    return total._replace(results=merged(total.results), errors=errors)


def _joined(first: "Excuses | None", second: "Excuses | None") -> "Excuses | None":
    return first.join(second) if first and second else first or second


def _examine(
    inputs: Sequence[Input],
    how: Options,
    policy: Policy,
    exceptions: Exceptions,
    own: frozenset[str],
) -> Judged:
    loaded = load.load(inputs, how, own)
    excuses = gather(loaded.subjects, exceptions, _marked(loaded.stdin))
    part = Judged(
        loaded.subjects, [], loaded.errors, loaded.notes, loaded.files, loaded.stdin, excuses
    )
    return judged(part, policy)


def _marked(stdin: Mapping[str, str]) -> Source:
    """Give the text of a file that has comments of ours."""

    def text_of(path: str) -> str | None:
        if path in stdin:
            return stdin[path] if MARK in stdin[path] else None
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            return None
        return data.decode("utf-8-sig", "replace") if MARK.encode() in data else None

    return text_of


def _in_parallel(
    inputs: Sequence[Input],
    how: Options,
    policy: Policy,
    exceptions: Exceptions,
    own: frozenset[str],
) -> list[Judged]:
    """Share the inputs between the processors; neighbours stay together, they belong together."""
    import multiprocessing  # noqa: PLC0415 - only for many files
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    from .progress import counted  # noqa: PLC0415

    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    size = -(-len(inputs) // (4 * count))
    chunks = [inputs[start : start + size] for start in range(0, len(inputs), size)]
    if count == 1:
        return [_examine(inputs, how, policy, exceptions, own)]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        jobs = [pool.submit(_examine, chunk, how, policy, exceptions, own) for chunk in chunks]
        sizes = iter([len(chunk) for chunk in chunks])
        parts = (job.result() for job in jobs)
        return list(counted(parts, len(inputs), lambda _: next(sizes), "files"))


def judged(part: Judged, policy: Policy) -> Judged:
    """Judge subjects with the checks they need."""
    checks, broken = registry.load(folders(part.subjects))
    results, crashed = judge(part.subjects, checks, policy, part.excuses)
    return part._replace(
        results=results,
        errors=[*part.errors, *broken, *crashed],
        ran=frozenset(check.id for check in checks if policy.runs(check)),
    )


def report(part: Judged, wanted: "Wanted", endpoint: str = "", *, complete: bool = True) -> Report:
    """Sum up; `complete` is whether all was looked at that the configuration speaks of."""
    subjects = {(s.kind, s.name, s.span): s for s in part.subjects}
    results, known = _new(_recent(part.results, wanted), wanted.baseline)
    notes = [*part.notes, *_exceptions(part, complete=complete)]
    made = Report(
        wanted.policy,
        list(subjects.values()),
        results,
        part.errors,
        notes,
        part.files,
        endpoint,
        known,
    )
    made.root = wanted.top
    return made


def _recent(results: list[Result], wanted: "Wanted") -> list[Result]:
    """Leave out findings none of whose places has changed since the revision asked for."""
    if not wanted.diff_base:
        return results
    from hardenlint.policy import changes  # noqa: PLC0415 - only where it is asked for

    changed = changes.since(wanted.diff_base, wanted.top)
    return [
        result
        for result in results
        if any(changed.touch(span) for span in (result.span, *(s for _, s in result.related)))
    ]


def _new(results: list[Result], baseline: str) -> tuple[list[Result], int]:
    """Leave out what the baseline knows; return the rest, and how many that were."""
    if not baseline:
        return results, 0
    from hardenlint.policy.baseline import Filter, read  # noqa: PLC0415 - only where there is one

    known = Filter(read(baseline))
    new = [r for r in results if r.excuse is not None or not known.knows(r.fingerprint)]
    return new, len(results) - len(new)


def _exceptions(part: Judged, *, complete: bool) -> list[Problem]:
    """Tell about exceptions that excuse nothing."""
    if part.excuses is None:
        return []
    notes = part.excuses.notes(registry.names, part.ran, everywhere=complete)
    return sorted(notes, key=lambda note: note.span)


def folders(subjects: Sequence[Subject]) -> Collection[str]:
    """Name the check folders whose subject is there; a container is an image too."""
    folders = {subject.folder for subject in subjects}
    return folders | {"image"} if images_of(subjects) else folders


def publish(report: Report, options: dict[str, Any], stdin: Mapping[str, str] | None = None) -> int:
    """Write what was asked for and return the exit code."""
    report.tells_excused = options["show_suppressed"]
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
    if name in SIMPLE:
        from importlib import import_module  # noqa: PLC0415 - one format, one import

        module, function = SIMPLE[name]
        written: str = getattr(import_module(f"hardenlint.report.{module}"), function)(report)
        return written
    if name == "sarif":
        from hardenlint.report import sarif  # noqa: PLC0415 - only for this format

        return sarif.render(report, _source(stdin))
    from hardenlint.report import text  # noqa: PLC0415 - only for this format

    verbosity = options["verbose"] - options["quiet"]
    source = _source(stdin)
    return text.render(
        report,
        source,
        color=color,
        verbosity=verbosity,
        width=_width(),
        group_by=options.get("group_by"),
    )


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
