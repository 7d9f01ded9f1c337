"""`hardenlint checks`: what is checked."""

import click

from hardenlint import registry
from hardenlint.report import checks as listing

from . import options as shared
from . import output


@click.command("checks")
@click.option(
    "--format",
    "format_",
    type=shared.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="A table for a person, data for a program, or a page.",
)
def command(format_: str) -> int:
    """List the checks: id, severity, profile, sources, CIS Docker Benchmark number."""  # fmt: skip
    known, problems = registry.load()
    output.write(listing.render(known, format_))
    for problem in problems:
        output.say(problem.message)
    return 3 if problems else 0
