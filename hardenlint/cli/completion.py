"""`hardenlint completion SHELL`: what a shell needs to complete commands, options and checks."""

import click
from click.shell_completion import get_completion_class

from . import options as shared
from . import output

_VARIABLE = "_HARDENLINT_COMPLETE"


@click.command("completion")
@click.argument("shell", type=shared.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> int:
    """Print the completion script for a shell.

    Where the shells look for it (make the folder first, mkdir -p):

    \b
    bash:  ~/.local/share/bash-completion/completions/hardenlint
    zsh:   ~/.zfunc/_hardenlint, with `fpath+=~/.zfunc` above `compinit` in ~/.zshrc
    fish:  ~/.config/fish/completions/hardenlint.fish
    """
    from . import cli  # noqa: PLC0415 - the group imports this command

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows these three
    output.write(kind(cli, {}, "hardenlint", _VARIABLE).source() + "\n")
    return 0
