"""`hardenlint checks`: what is checked."""

import click

from hardenlint import registry
from hardenlint.report import checks as listing
from hardenlint.sources import kinds

from . import options as shared
from . import output
from .standard import option


@click.command("checks")
@option(
    "--format",
    "format_",
    type=shared.Choice(listing.FORMATS),
    default=None,
    help="A table for a person (the default), data for a program, or a page.",
)
@option(
    "--cis", is_flag=True, help="The controls of the CIS Docker Benchmark, with what covers each."
)
def command(format_: str | None, cis: bool) -> int:  # noqa: FBT001, RUF100 - click passes it by name
    """List the checks: id, severity, profile, sources, CIS Docker Benchmark number."""
    if cis and format_:
        raise click.UsageError("--cis is text for a person; leave out --format.")
    (known, problems), sources = registry.load(), kinds.sources()
    if format_ == "json":
        output.write_json((listing.render(known, sources, format_),))
    else:
        output.write(
            listing.cis(known, sources)
            if cis
            else listing.render(known, sources, format_ or "text")
        )
    for problem in problems:
        output.say(problem.message)
    return 3 if problems else 0
