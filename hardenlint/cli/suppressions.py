"""`hardenlint suppressions`: every exception, why it is there and how long it counts."""

import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from hardenlint import registry
from hardenlint.errors import InputError
from hardenlint.model import Span
from hardenlint.policy.gather import files
from hardenlint.policy.suppressions import Suppressions
from hardenlint.report.places import number
from hardenlint.report.places import place as place_of
from hardenlint.sources.collect import collect
from hardenlint.text.terminal import Style, printable
from hardenlint.workspace import Workspace

from . import options as shared
from . import output, scan, settings
from .examine import read
from .standard import option


class _Row(NamedTuple):
    """One exception as it is listed."""

    place: str
    by: str
    checks: tuple[str, ...]
    state: str
    until: str
    reason: str


class _Listing(click.Group):
    """A group that lists where none of its commands is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args[:1] not in ([name] for name in (*self.commands, "--help", "-h")):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.command("suppressions", cls=_Listing)
def command() -> None:
    """List exceptions, or import those that are written for other tools.

    Without a command it lists them: `hardenlint suppressions PATH`.
    """


@command.command("list")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@shared.reading
@shared.allow_outside
@shared.text_or_json
@shared.deciding
def listing(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
    """List the exceptions in PATH (default: here) with reason and expiry.

    In comments, in labels and in the configuration.
    """
    wanted = settings.wanted(options, paths or options["compose_files"])
    part = scan.examined(paths, options, wanted, workspace)[0]
    rows = _rows(part.suppressions) if part.suppressions is not None else []
    if options["format_"] == "json":
        document = {"suppressions": [row._asdict() for row in rows]}
        output.write_json((json.dumps(document, indent=1) + "\n",))
    else:
        output.write("".join(f"{line}\n" for row in rows for line in _lines(row)))
        states = [row.state for row in rows]
        counts = [f"{states.count(state)} {state}" for state in dict.fromkeys(states)]
        summary = number(len(rows), "exception")
        output.write(f"{summary}: {', '.join(counts)}\n" if counts else "No exceptions.\n")
    for problem in part.errors:
        output.say_problem(problem)
    return 3 if part.errors else 0


@command.command("import")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option("--apply", "applies", is_flag=True, help="Write the comments into the files.")
@shared.reading
@shared.allow_outside
@shared.force_exclude
@shared.deciding
@shared.writing
def imports(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
    """Show, as a diff, what comments for other tools are as comments of ours.

    Those for hadolint, Trivy, Checkov, KICS, semgrep, BuildKit and dclint; they stay as they are.
    """
    from hardenlint.fixes import imported  # noqa: PLC0415 - only for this command

    wanted = settings.wanted(options, paths)
    how = scan.scanning_options(options, wanted)
    inputs, _ = collect(paths, options["compose_files"], how, workspace)
    found = read(inputs, how, workspace, wanted.exceptions)
    count, left, failed = 0, list[str](), bool(found.errors)
    for path, build in sorted(files(found.subjects).items()):
        before = workspace.text_of(path)
        if before is None or path in workspace.stdin:
            continue
        made = imported.rewritten(before, build)
        count += made.added
        left += [f"left {path}:{line} {what}: no check here" for line, what in made.left]
        if made.added:
            failed |= not _written(path, before, made.text, options)
    for problem in found.errors:
        output.say_problem(problem)
    output.write_lines(f"{printable(line)}\n" for line in (*left, _closing(count, options)))
    return 3 if failed else 0


def _written(path: str, before: str, after: str, options: dict[str, Any]) -> bool:
    """Show or write a file; whether that was possible."""
    from hardenlint.fixes.write import replace  # noqa: PLC0415 - only for this command

    from . import diffs  # noqa: PLC0415 - see above

    if not options["applies"]:
        style = Style(color=output.wants_color(options["color"]))
        lines: Iterator[str] = diffs.shown(path, before, after, (), style)
        output.write_encoded(f"{line}\n" for line in lines)
        return True
    try:
        replace(os.path.realpath(path), before, after)
    except InputError as error:
        output.say_problem(error.problem._replace(span=Span(path)))
        return False
    return True


def _closing(count: int, options: dict[str, Any]) -> str:
    if not count:
        return "Nothing to import"
    done = number(count, "exception")
    return f"Imported {done}" if options["applies"] else f"{done}; --apply writes them"


def _rows(suppressions: Suppressions) -> list[_Row]:
    found: list[tuple[Span, _Row]] = []
    known = frozenset(registry.names())
    for each in suppressions.needed:
        is_unknown = each.checks != ("*",) and known.isdisjoint(each.checks)
        state = "unknown-check" if is_unknown else suppressions.state(each)
        row = _Row(place_of(each.span), each.by, each.checks, state, each.until, each.reason)
        found.append((each.span, row))
    for span, message in suppressions.malformed:
        found.append((span, _Row(place_of(span), "", (), "malformed", "", message)))
    return [row for _, row in sorted(found)]


def _lines(row: _Row) -> list[str]:
    until = f" until {row.until}" if row.until else ""
    checks = f" {', '.join(row.checks)}" if row.checks else ""
    head = f"{row.place}: {row.state}{checks}{until}"
    reason = row.reason or "no reason given"
    return [printable(head), f"    {printable(reason)}"]
