"""The command line: `hardenlint scan` and its siblings.

Each command lives in a module of its own, imported when it is called.
"""

import sys
from errno import ENOSPC, EPIPE

import click

from hardenlint.errors import UsageError, origin

from .standard import help_option, version_option

_COMMANDS = {
    "scan": "Check Dockerfiles, compose files and saved `docker inspect` data.",
    "audit": "Check a live Docker host, read-only.",
    "fix": "Show or make the fixes that findings have.",
    "show": "Show what hardenlint understood of a file.",
    "explain": "Print a check's page.",
    "checks": "List the checks.",
    "known": "Keep a list of known findings, so that only new ones fail.",
    "suppressions": "List the exceptions, with reason and expiry.",
    "config": "Tell what is configured, and by which file.",
    "init": "Write a configuration and a hook for this repository.",
    "completion": "Print the completion script for a shell.",
}

_FORMER = {"baseline": "known"}
"""Commands that had another name; they work as ever, and are told to nobody."""


class _Commands(click.Group):
    """A group whose commands are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002, RUF100
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002, RUF100
        cmd_name = _FORMER.get(cmd_name, cmd_name)
        if cmd_name not in _COMMANDS:
            return None
        from importlib import import_module  # noqa: PLC0415 - one command, one import

        command = import_module(f"hardenlint.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = _COMMANDS.keys() | _FORMER.keys()
        if args and args[0] not in known and not args[0].startswith("-"):
            from .options import suggestion  # noqa: PLC0415 - only after a typo

            hint = suggestion(args[0], _COMMANDS)
            raise click.UsageError(f"no command named {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002, RUF100
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_Commands,
    add_help_option=False,
    context_settings={"help_option_names": ["-h", "--help"]},  # those of the other commands
)
@version_option
@help_option
def cli() -> None:
    """Find container-hardening problems in Dockerfiles, compose files and running containers.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage error, 3 incomplete
    (something could not be read or judged), 130 interrupted.
    """


def main() -> None:
    """Run the program; every way out has its exit code and at most one line of explanation."""
    from .output import ClosedError, closed, complain  # noqa: PLC0415 - only to run

    try:
        # On its own click would write errors and exit: every way out is ours.
        code = cli(prog_name="hardenlint", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        complain(error)
        sys.exit(error.exit_code)
    except UsageError as error:
        for line in str(error).split("\n"):
            complain(click.ClickException(line))
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _ignore_more()
        complain("interrupted")
        sys.exit(130)
    except ClosedError as error:
        complain(str(error))
        _leave(3)
    except Exception as error:  # noqa: BLE001, RUF100 - a bug must not look like a finding
        nowhere = _nowhere()
        if nowhere:
            complain(nowhere)
        elif isinstance(error, OSError) and error.errno in _CLOSED and error.filename is None:
            complain(str(closed(error)))  # click writes prompts and completions by itself
            _leave(3)
        else:
            complain(f"internal error: {origin(error)}; please report it")
        sys.exit(3)


_CLOSED = (EPIPE, ENOSPC)


def _nowhere() -> str:
    """Say that there is no current folder, which many steps need; "" where there is one."""
    import os  # noqa: PLC0415 - only on this way out

    try:
        os.getcwd()
    except OSError as error:
        try:
            folder = os.readlink("/proc/self/cwd").removesuffix(" (deleted)")
        except OSError:
            folder = os.environ.get("PWD", ".")
        return f"the current folder, {folder}, is not to be found: {error.strerror}"
    return ""


def _ignore_more() -> None:
    """Let a second interrupt be none: the program ends already."""
    import signal  # noqa: PLC0415 - only on this way out

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(code: int) -> None:
    """Exit without flushing what nobody reads any more."""
    import os  # noqa: PLC0415 - only on this way out

    os._exit(code)
