"""Sum up what was judged, write the reports that are asked for, decide the exit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hardenlint import registry
from hardenlint.engine import Report, Result
from hardenlint.errors import Problem, UsageError
from hardenlint.model import Span
from hardenlint.sources import kinds
from hardenlint.workspace import Workspace

from . import options as shared
from . import output
from .examine import Part

if TYPE_CHECKING:
    from hardenlint.engine import Reached
    from hardenlint.policy.accepted import Accepted

    from .settings import ScanSettings

MAX_FINDINGS = 20_000
"""So many findings are told, the most severe ones: nobody reads more, and every format grows."""

SIMPLE = {
    "json": "document",
    **{name: name for name in "concise github gitlab junit checkstyle markdown jsonl".split()},
}
"""Formats that need nothing but the report, by the module that renders them."""


def report_of(
    part: Part,
    wanted: "ScanSettings",
    workspace: Workspace,
    hosts: "Sequence[Reached]" = (),
    *,
    complete: bool,
    tells_suppressed: bool = False,
) -> Report:
    """Sum up; `complete` is whether all was looked at that the configuration speaks of."""
    subjects = {(s.kind, s.name, s.span): s for s in part.subjects}  # inputs may share a file
    results, known = _new(_recent(part.results, wanted, workspace), wanted)
    results, left_out = _most_severe(results)
    errors, accepted, idle = _accepted(part, wanted, complete=complete)
    return Report(
        wanted.policy,
        list(subjects.values()),
        results,
        errors,
        [*part.notes, *_idle_exceptions(part, wanted, complete=complete), *idle, *left_out],
        {source: part.files[source] for source in kinds.sources() if source in part.files},
        known=known,
        lapsed=_lapsed_exceptions(part, wanted),
        hosts=hosts,
        root=wanted.top,
        tells_suppressed=tells_suppressed,
        accepted=accepted,
    )


def _accepted(
    part: Part, wanted: "ScanSettings", *, complete: bool
) -> "tuple[list[Problem], list[Accepted], list[Problem]]":
    """Tell the errors that count from those that the configuration accepts."""
    if not wanted.incomplete:
        return part.errors, [], []
    from hardenlint.policy import accepted  # noqa: PLC0415 - only where some are accepted

    return accepted.split(part.errors, wanted.incomplete, wanted.root, everywhere=complete)


def _recent(results: list[Result], wanted: "ScanSettings", workspace: Workspace) -> list[Result]:
    """Leave out findings none of whose places has changed since the revision asked for."""
    if not wanted.diff_base:
        return results
    from functools import partial  # noqa: PLC0415 - as below

    from hardenlint.policy import changes  # noqa: PLC0415 - only where it is asked for
    from hardenlint.sources.repository import is_committed  # noqa: PLC0415 - as well

    places = [(result.span, *(span for _, span in result.related)) for result in results]
    paths = dict.fromkeys(span.path for spans in places for span in spans if span.path)
    is_listed = partial(is_committed, reach=workspace.reach)
    changed = changes.since(wanted.diff_base, wanted.top, paths, is_listed)
    return [
        result
        for result, spans in zip(results, places, strict=True)
        if any(map(changed.touch, spans))
    ]


def _new(results: list[Result], wanted: "ScanSettings") -> tuple[list[Result], int]:
    """Leave out what is known; return the rest, and how many that were."""
    if not wanted.known_file:
        return results, 0
    from hardenlint.engine.renewing import renewed  # noqa: PLC0415 - only where there is such a file
    from hardenlint.policy.known import Filter, read  # noqa: PLC0415 - see above

    locked = wanted.exceptions.locked
    counted = [r for r in results if r.suppression is None and r.check.id not in locked]
    known = Filter(renewed(read(wanted.known_file), counted, wanted.root))
    # The order matters: what is suppressed or locked must not use up what is known.
    new = [
        result
        for result in results
        if result.suppression is not None
        or result.check.id in locked
        or not known.knows(result.fingerprint)
    ]
    return new, len(results) - len(new)


def _most_severe(results: list[Result]) -> tuple[list[Result], list[Problem]]:
    """Leave out what is too much to tell, the least severe first; the exit code stays the same."""
    number = len(results) - MAX_FINDINGS
    if number <= 0:
        return results, []
    ranked = sorted(results, key=lambda result: (result.suppression is not None, -result.severity))
    kept = {id(result) for result in ranked[:MAX_FINDINGS]}
    message = f"{number:,} findings more are not told: these are the {MAX_FINDINGS:,} most severe"
    note = Problem("limit", message, Span(None))
    return [result for result in results if id(result) in kept], [note]


def _idle_exceptions(part: Part, wanted: "ScanSettings", *, complete: bool) -> list[Problem]:
    """Tell about exceptions that suppress nothing."""
    if part.suppressions is None:
        return []
    about = _asked_about(wanted)
    notes = part.suppressions.notes(registry.names, everywhere=complete, about=about)
    return sorted(notes, key=lambda note: note.span.order)


def _asked_about(wanted: "ScanSettings") -> frozenset[str]:
    """The checks whose exceptions are of interest, all of them where none is chosen."""
    return wanted.policy.select and wanted.policy.select | wanted.exceptions.locked


def _lapsed_exceptions(part: Part, wanted: "ScanSettings") -> list[Problem]:
    """Those of them that do not count, which formats for findings tell too."""
    notes: list[Problem] = []
    if wanted.incomplete:
        from hardenlint.policy import accepted  # noqa: PLC0415 - only where some are accepted

        notes += accepted.lapsed(wanted.incomplete)
    if part.suppressions is not None:
        notes += part.suppressions.lapsed(registry.names, _asked_about(wanted))
    return sorted(notes, key=lambda note: note.span.order)


def publish(report: Report, options: dict[str, Any], workspace: Workspace) -> int:
    """Write what was asked for and return the exit code.

    A file that cannot be written does not take the other reports with it: that is told last.
    """
    failed: list[UsageError] = []
    for name, path in shared.outputs(options):
        try:
            output.write_file(path, render(report, name, options, workspace, color=False))
        except UsageError as error:
            failed.append(error)
    if options["quiet"] < 2 and options["format_"] == "json":
        from hardenlint.report import document  # noqa: PLC0415 - only for this format

        output.write_encoded(document.pieces(report))
    elif options["quiet"] < 2:
        color = output.wants_color(options["color"])
        # Each format has encoded what an input brings, and `github` writes commands.
        output.write_encoded((render(report, options["format_"], options, workspace, color=color),))
    if report.errors:
        _say_errors(report, options["format_"])
    for untold in failed[:-1]:
        output.complain(str(untold))
    if failed:
        raise failed[-1]
    return report.exit_code


def _say_errors(report: Report, form: str) -> None:
    """Tell a person what a report does not, or that there is something in one for programs."""
    if form == "concise":
        for problem in report.errors:
            output.say_problem(problem)
    elif form != "text":
        from hardenlint.report.places import number  # noqa: PLC0415 - only where something is wrong

        told = number(len(report.errors), "error")
        output.say(f"incomplete, with {told}: see the report")


def render(
    report: Report, name: str, options: dict[str, Any], workspace: Workspace, *, color: bool
) -> str:
    """Turn a report into one of the formats; findings that cannot be told are left out of it."""

    def written(some: Report) -> str:
        return _rendered(some, name, options, workspace, color=color)

    try:
        return written(report)
    except Exception:  # noqa: BLE001, RUF100 - a bug that some finding meets
        from .unwritten import without_bugs  # noqa: PLC0415 - only after a bug

        without_bugs(report, written)
        return written(report)


def _rendered(
    report: Report, name: str, options: dict[str, Any], workspace: Workspace, *, color: bool
) -> str:
    if name in SIMPLE:
        from importlib import import_module  # noqa: PLC0415 - one format, one import

        brief = {"brief": True} if name == "concise" and options["quiet"] else {}
        written: str = import_module(f"hardenlint.report.{SIMPLE[name]}").render(report, **brief)
        return written
    if name == "sarif":
        from hardenlint.report import sarif  # noqa: PLC0415 - only for this format

        return sarif.render(report, workspace.text_of)
    from hardenlint.report import text  # noqa: PLC0415 - only for this format

    return text.render(
        report,
        workspace.text_of,
        color=color,
        verbosity=options["verbose"] - options["quiet"],
        width=_width(),
        group_by=options.get("group_by"),
    )


def _width() -> int:
    if not output.is_terminal():
        return 100
    from shutil import get_terminal_size  # noqa: PLC0415 - only on a terminal

    return max(60, min(get_terminal_size().columns, 120))
