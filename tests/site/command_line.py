"""The page of the command line: what click prints as the help of each command."""

from collections.abc import Iterator
from html import escape

import click

from hardenlint.cli import cli

from . import layout, markdown

PATH = "reference/command-line.html"
_WIDTH = 100


def page() -> layout.Page:
    commands = tuple(_commands(cli, None, "hardenlint"))
    parts = "\n".join(
        f'<h2 id="{name.replace(" ", "-")}"><code>{escape(name)}</code></h2>\n{markdown.code(text)}'
        for name, text in commands
    )
    lead = "What <code>--help</code> prints, command by command."
    contents = tuple((name.replace(" ", "-"), name) for name, _ in commands)
    body = f"<h1>The command line</h1>\n<p>{lead}</p>\n{parts}"
    return layout.Page(PATH, "The command line", body, "The help of each command", contents)


def _commands(
    command: click.Command, parent: click.Context | None, name: str
) -> Iterator[tuple[str, str]]:
    """Each command with its help, those below it included."""
    context = click.Context(
        command, parent, name, terminal_width=_WIDTH, max_content_width=_WIDTH,
        **command.context_settings,
    )  # fmt: skip
    yield context.command_path, command.get_help(context) + "\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _commands(found, context, inner)
