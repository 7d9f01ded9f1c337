"""All commands as click has them, and the options that their help tells."""

from collections.abc import Iterator

import click

from hardenlint.cli import cli


def every_command(above: click.Group = cli, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield each command that does something, with its name: `scan`, `known write`."""
    context = click.Context(above, **cli.context_settings)
    for each in above.list_commands(context):
        command = above.get_command(context, each)
        assert command is not None
        if isinstance(command, click.Group):
            yield from every_command(command, f"{name}{each} ")
        else:
            yield f"{name}{each}", command


def visible_options(command: click.Command) -> list[str]:
    """List the long names of the options in the order of the help, former names left out."""
    # As below the program: click keeps the help option that it makes for the first context.
    context = click.Context(command, **cli.context_settings)
    records = [
        each.get_help_record(context)
        for each in command.get_params(context)
        if isinstance(each, click.Option)
    ]
    names = [record[0].split(" ")[:2] for record in records if record is not None]
    return [next(part.strip(",") for part in parts if part.startswith("--")) for parts in names]
