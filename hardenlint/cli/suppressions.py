"""`hardenlint suppressions`: every exception, why it is there and how long it counts."""

import json
from typing import Any, NamedTuple

import click

from hardenlint import registry
from hardenlint.model import Span
from hardenlint.policy.suppressions import Suppressions
from hardenlint.report.places import number
from hardenlint.report.places import place as place_of
from hardenlint.text.terminal import printable
from hardenlint.workspace import Workspace

from . import options as shared
from . import output, scan, settings


class _Row(NamedTuple):
    """One exception as it is listed."""

    place: str
    by: str
    checks: tuple[str, ...]
    state: str
    until: str
    reason: str


@click.command("suppressions")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@shared.reading
@shared.allow_outside
@shared.text_or_json
@shared.deciding
def command(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
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


def _rows(suppressions: Suppressions) -> list[_Row]:
    found: list[tuple[Span, _Row]] = []
    known = frozenset(registry.names())
    for each in suppressions.needed:
        state = "unknown-check" if known.isdisjoint(each.checks) else suppressions.state(each)
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
