"""`hardenlint explain CHECK`: a check's page, offline."""

import click

from hardenlint import registry
from hardenlint.check import renaming
from hardenlint.report import explain
from hardenlint.sources import kinds

from . import options as shared
from . import output


@click.command("explain")
@click.argument("check", metavar="CHECK", shell_complete=shared.checks_like)
def command(check: str) -> int:
    """Print a check's page: what it is, why it matters, how to fix it, when it is a false alarm."""
    names = registry.names()
    if check not in names:
        raise click.UsageError(shared.no_check(check, names), click.get_current_context())
    if names[check] != check:
        output.say(renaming(check, names[check]))
    known = {each.id: each for each in registry.load()[0]}
    output.write(explain.page(known[names[check]], kinds.sources()))
    return 0
