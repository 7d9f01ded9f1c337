"""What can go wrong, and whose fault it is.

    HardenlintError
    ├── UsageError     the command line or the configuration: exit 2
    ├── InputError     an input that cannot be read, parsed or resolved: exit 3, the rest goes on
    └── EngineError    a Docker engine that cannot be reached: exit 3

The classes are API, the messages are not. A `Problem` is the same told as data: what a source
could not do (an error, exit 3) or what its reader should know (a note, no effect on the exit).
"""

from typing import NamedTuple

from .model.span import Span


class Problem(NamedTuple):
    """Something to report that is no finding.

    kind, for errors: parse, invalid, unreadable, missing, unreachable, unwritable, check-crash,
    empty;
    for notes: denied, fragment, legacy, limit, no-env-file, no-label-file, outside, own-container,
    remote, same-engine, skipped-input, suppression, template, undeclared, unreachable,
    unset-variable, vanished.
    """

    kind: str
    message: str
    span: Span


class HardenlintError(Exception):
    """Anything hardenlint itself raises on purpose."""


class UsageError(HardenlintError):
    """The command line or the configuration is wrong."""


class InputError(HardenlintError):
    """An input cannot be read, parsed or resolved."""

    def __init__(self, kind: str, message: str, span: Span) -> None:
        super().__init__(message)
        self.problem = Problem(kind, message, span)


class EngineError(HardenlintError):
    """The engine cannot be reached or does not answer as a Docker engine does."""


def internal(error: BaseException, doing: str, span: Span) -> Problem:
    """Tell a bug of ours that one input meets: what was being done, and where in the program."""
    return Problem("unreadable", f"internal error while {doing}: {origin(error)}", span)


def origin(error: BaseException) -> str:
    """Say what went wrong inside the program or a plugin, and where, in one line."""
    from traceback import extract_tb  # noqa: PLC0415 - only for a bug

    if isinstance(error, HardenlintError):
        return str(error)
    # The error's own words are left out: they may quote the input, and a secret with it.
    last = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name} ({last.filename}:{last.lineno})"
