"""`hardenlint explain CHECK`: a check's page, offline."""

import click

from hardenlint import registry
from hardenlint.report import explain

from . import options as shared
from . import output


@click.command("explain")
@click.argument("check", metavar="CHECK", shell_complete=shared.checks_like)
def command(check: str) -> int:
    """Print a check's page: what it is, why it matters, how to fix it, when it is a false alarm."""
    checks = {known.id: known for known in registry.load()[0]}
    if check not in checks:
        raise click.UsageError(shared.no_check(check, checks), click.get_current_context())
    output.write(explain.page(checks[check]))
    return 0
