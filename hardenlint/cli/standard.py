"""`--help` and `--version` as click has them, in plain English.

click asks gettext for their texts, which imports the locale: a millisecond of every run.
"""

import click

from hardenlint import __version__


def _show_help(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001, RUF100 - click's order
    if asked and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


def _show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001, RUF100 - click's order
    if asked and not ctx.resilient_parsing:
        click.echo(f"hardenlint, version {__version__}", color=ctx.color)
        ctx.exit()


help_option = click.option(
    "-h",
    "--help",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_help,
    help="Show this message and exit.",
)
version_option = click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Show the version and exit.",
)
