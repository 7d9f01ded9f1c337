"""Options as click has them; `--help` and `--version` in plain English.

click asks gettext for their texts, which imports the locale: a millisecond of every run.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from hardenlint import __version__

_Callback = Callable[[click.Context, click.Parameter, bool], None]


def _printing(text: Callable[[click.Context], str]) -> _Callback:
    """Return what an option does that prints something and ends."""

    def show(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001, RUF100 - click's order
        if asked and not ctx.resilient_parsing:
            from . import output  # noqa: PLC0415 - this module comes first

            output.write(f"{text(ctx)}\n")
            ctx.exit()

    return show


class Option(click.Option):
    """An option whose help is a line already: click strips its margin, and imports inspect.

    `former` are names that it had: they are obeyed, and told to nobody.
    """

    def __init__(
        self, *arguments: Any, help: str, former: tuple[str, ...] = (), **settings: Any
    ) -> None:
        super().__init__(*arguments, **settings)
        self.help = help
        self.former = former

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the names and the help, without the names that it had."""
        names = self.opts
        self.opts = [name for name in names if name not in self.former]
        try:
            return super().get_help_record(ctx)
        finally:
            self.opts = names


option = partial(click.option, cls=Option)

help_option = option(
    "-h", "--help", is_flag=True, expose_value=False, is_eager=True,
    callback=_printing(click.Context.get_help),
    help="Show this message and exit.",
)  # fmt: skip
version_option = option(
    "--version", is_flag=True, expose_value=False, is_eager=True,
    callback=_printing(lambda _: f"hardenlint, version {__version__}"),
    help="Show the version and exit.",
)  # fmt: skip
