"""Where commands write: to standard output or files, complaints to standard error."""

import os
import sys
from collections.abc import Iterable

import click

from hardenlint.errors import HardenlintError, Problem, UsageError
from hardenlint.text.terminal import inert, printable

_BATCH = 1 << 16


class ClosedError(HardenlintError):
    """Standard output takes no more: nobody reads it, the disk is full, it never was open."""


def write(text: str) -> None:
    """Write a text for a person to standard output; raises ClosedError.

    No CI runner finds a command in it, whatever an input has brought to the start of a line.
    """
    write_encoded((inert(text),))


def write_lines(lines: Iterable[str]) -> None:
    """Write the lines of such a text one by one; raises ClosedError."""
    write_encoded(map(inert, lines))


def write_json(pieces: Iterable[str]) -> None:
    """Write JSON, in pieces that cut no text in two; raises ClosedError."""
    from hardenlint.text.json_text import harmless  # noqa: PLC0415 - only for data

    write_encoded(map(harmless, pieces))


def write_encoded(pieces: Iterable[str]) -> None:
    """Write what a format has encoded, without holding all of its pieces; raises ClosedError."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _BATCH:
            _write("".join(held))
            held, size = [], 0
    _write("".join(held))


def _write(text: str) -> None:
    """Write to standard output, whatever its encoding can say."""
    if not text:
        return
    stream = sys.stdout
    if stream is None:  # it was closed before us
        raise ClosedError("standard output is closed")
    try:
        encoding = getattr(stream, "encoding", None) or "utf-8"
        data = text.encode(encoding, "backslashreplace")
        buffer = getattr(stream, "buffer", None)
        if buffer is None:  # replaced by a stream of text
            stream.write(data.decode(encoding))
        else:
            stream.flush()  # what was written as text comes first
            buffer.write(data)
        stream.flush()
    except OSError as error:
        raise closed(error) from None


def closed(error: OSError) -> ClosedError:
    """Say why standard output takes no more."""
    if isinstance(error, BrokenPipeError):
        return ClosedError("standard output was closed before everything was written")
    return ClosedError(f"standard output cannot be written: {error.strerror or error}")


def write_file(path: str, text: str) -> None:
    """Write a report to a file, whole or not at all; raises UsageError."""
    from hardenlint.writing import UnwritableError, write  # noqa: PLC0415 - few runs write files

    try:
        note = write(path, text.encode("utf-8", "backslashreplace"))
    except UnwritableError as error:
        raise UsageError(f"cannot write {printable(path)}: {error}") from None
    if note:
        say(f"{path} {note}")


def say(text: str) -> None:
    """Write one line to standard error; a closed standard error is nobody's problem."""
    _say(f"hardenlint: {printable(text)}\n")


def _say(text: str) -> None:
    stream = sys.stderr
    if stream is None:  # it was closed before us
        return
    try:
        stream.flush()
        os.write(2, text.encode(stream.encoding or "utf-8", "backslashreplace"))
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
        _say(f"{error.format_message()}\n")  # the help is all there is to say
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
    return is_terminal()


def is_terminal() -> bool:
    """Whether standard output is one; it may have been closed before us."""
    return sys.stdout is not None and sys.stdout.isatty()
