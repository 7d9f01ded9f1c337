"""`hardenlint checks`: what is checked."""

from typing import Any

import click

from hardenlint import registry
from hardenlint.policy.policy import PROFILES, SEVERITIES
from hardenlint.report import checks as listing
from hardenlint.sources import kinds

from . import options as shared
from . import output
from .standard import option

_SUBJECTS = ("build", "image", "container", "project", "host")


@click.command("checks")
@option(
    "--format",
    "format_",
    type=shared.Choice(listing.FORMATS),
    default=None,
    help="A table for a person (the default), data for a program, or a page.",
)
@click.argument("text", nargs=-1, metavar="[TEXT]...")
@option("--source", "source", default=None, metavar="NAME", help="Those that judge this source.")
@option(
    "--subject",
    type=shared.Choice(_SUBJECTS),
    default=None,
    help="Those that judge this kind of subject.",
)
@option("--severity", type=shared.Choice(SEVERITIES), default=None, help="Those of this severity.")
@option("--profile", type=shared.Choice(PROFILES), default=None, help="Those of this profile.")
@option("--control", default=None, metavar="NUMBER", help="Those of this control of CIS: 5.4.")
@option(
    "--cis", is_flag=True, help="The controls of the CIS Docker Benchmark, with what covers each."
)
def command(text: tuple[str, ...], format_: str | None, cis: bool, **wanted: Any) -> int:  # noqa: FBT001, RUF100 - click passes it by name
    """List the checks: id, severity, profile, sources, CIS Docker Benchmark number.

    With TEXT those whose id or title has all of these words.
    """
    if cis and format_:
        raise click.UsageError("--cis is text for a person; leave out --format.")
    (found, problems), sources = registry.load(), kinds.sources()
    if wanted["source"] not in (None, *(source.name for source in sources)):
        names = ", ".join(source.name for source in sources)
        raise click.UsageError(f"--source: it is one of {names}.")
    known = [each for each in found if listing.fits(each, sources, text, **wanted)]
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
