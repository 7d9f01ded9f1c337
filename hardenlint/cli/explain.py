"""`hardenlint explain CHECK`: a check's page, offline."""

import click

from hardenlint import registry
from hardenlint.check import Check, renaming
from hardenlint.report import explain
from hardenlint.sources import kinds

from . import options as shared
from . import output


@click.command("explain")
@click.argument("check", metavar="CHECK", shell_complete=shared.checks_like)
def command(check: str) -> int:
    """Print a check's page: what it is, why it matters, how to fix it, when it is a false alarm.

    CHECK may be the number of another tool's rule (DL3002, CKV_DOCKER_8) or of the CIS Docker
    Benchmark (CIS-5.4): then the pages of the checks that look at the same.
    """
    names = registry.names()
    if check not in names and (numbered := _by_number(check)):
        pages = [explain.page(each, kinds.sources()) for each in numbered]
        output.write("\n".join(pages))
        return 0
    if check not in names:
        raise click.UsageError(shared.no_check(check, names), click.get_current_context())
    if names[check] != check:
        output.say(renaming(check, names[check]))
    known = {each.id: each for each in registry.load()[0]}
    output.write(explain.page(known[names[check]], kinds.sources()))
    return 0


def _by_number(number: str) -> list[Check]:
    """The checks that look at what a rule of another tool, or a control of CIS, is about."""
    from hardenlint.knowledge.foreign_checks import checks_of  # noqa: PLC0415 - rarely asked for

    known = registry.load()[0]
    if number.upper().startswith("CIS-") and number[4:5].isdigit():
        return [each for each in known if number[4:] in each.cis]
    wanted = checks_of(number)[1]
    return sorted((each for each in known if each.id in wanted), key=lambda e: wanted.index(e.id))
