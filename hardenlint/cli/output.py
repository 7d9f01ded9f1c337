"""Where commands write: to standard output or files, complaints to standard error."""

import os
import sys
from collections.abc import Iterable

import click

from hardenlint.errors import HardenlintError, Problem
from hardenlint.report.terminal import printable

_BATCH = 1 << 16


class ClosedError(HardenlintError):
    """Nobody reads standard output any more."""


def write(text: str) -> None:
    """Write a report to standard output, whatever its encoding can say; raises ClosedError."""
    try:
        _write(text)
    except BrokenPipeError:
        raise ClosedError("standard output was closed before everything was written") from None


def write_pieces(pieces: Iterable[str]) -> None:
    """Write a text that comes in many pieces without holding all of it; raises ClosedError."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _BATCH:
            write("".join(held))
            held, size = [], 0
    write("".join(held))


def _write(text: str) -> None:
    stream = sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    data = text.encode(encoding, "backslashreplace")
    buffer = getattr(stream, "buffer", None)
    if buffer is None:  # replaced by a stream of text
        stream.write(data.decode(encoding))
    else:
        stream.flush()  # what was written as text comes first
        buffer.write(data)
    stream.flush()


def write_file(path: str, text: str) -> None:
    """Write a report to a file; raises click.UsageError when that cannot be done."""
    try:
        with open(path, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.UsageError(f"cannot write {printable(path)}: {reason}") from None


def say(text: str) -> None:
    """Write one line to standard error; a closed standard error is nobody's problem."""
    try:
        data = f"hardenlint: {text}\n".encode(sys.stderr.encoding or "utf-8", "backslashreplace")
        sys.stderr.flush()
        os.write(2, data)
    except OSError:
        pass


def say_problem(problem: Problem) -> None:
    """Say what could not be read or judged, and where."""
    span = problem.span
    place = f"{printable(span.path)}:{span.line}: " if span.path else ""
    say(f"{problem.kind}: {place}{printable(problem.message)}")


def complain(error: click.ClickException | str) -> None:
    """Say what ended the program."""
    if isinstance(error, str):
        say(error)
        return
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()  # the help is all there is to say
        return
    say(printable(" ".join(error.format_message().split())))
    context = getattr(error, "ctx", None)
    if context is not None:
        say(f"try `{context.command_path} --help`")


def wants_color(choice: str) -> bool:
    """Decide on colour: as asked, else only on a terminal and without NO_COLOR."""
    if choice != "auto":
        return choice == "always"
    # Set to anything but nothing, as no-color.org has it.
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()
