"""What scan and audit share once everything is read: judge, write the reports, decide the exit."""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import click

from hardenlint import registry
from hardenlint.engine import Policy, Report, images_of, judge
from hardenlint.errors import InputError, Problem
from hardenlint.model import Subject
from hardenlint.report.terminal import printable
from hardenlint.sources.text import read_text

from . import options as shared
from . import output

Source = Callable[[str], str | None]


def policy_for(options: dict[str, Any]) -> Policy:
    """Build the policy; the checks are loaded only where their ids must be verified."""
    named = options["select"] or options["ignore"]
    return shared.policy(options, registry.load()[0] if named else ())


def report_on(
    policy: Policy,
    subjects: Sequence[Subject],
    errors: Sequence[Problem],
    notes: Sequence[Problem],
    files: Mapping[str, int],
    endpoint: str = "",
) -> Report:
    """Judge the subjects with the checks they need."""
    checks, broken = registry.load(_folders(subjects))
    results, crashed = judge(subjects, checks, policy)
    return Report(policy, subjects, results, [*errors, *broken, *crashed], notes, files, endpoint)


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


def leave(code: int) -> None:
    """End the command with an exit code."""
    click.get_current_context().exit(code)
