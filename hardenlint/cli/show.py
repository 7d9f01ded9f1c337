"""`hardenlint show`: what hardenlint understood, with provenance."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

import click

from hardenlint.errors import InputError
from hardenlint.model import Span
from hardenlint.sources import discover, kinds
from hardenlint.sources.collect import Options
from hardenlint.text.terminal import printable
from hardenlint.workspace import Workspace

from . import options as shared
from . import output
from .scan import reading_options

Asked = tuple[Sequence[str], str]
"""What is shown together: its files, and of which kind they are, "" where that is to be seen."""


@click.command("show")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@shared.reading
@shared.text_or_json
def command(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
    """Show what hardenlint understood of a file: the resolved model and where it comes from.

    Strict: what BuildKit or docker compose would refuse is an error (exit 3). Each file is shown
    alone; a folder is its compose project, merged, and -f gives the merge of the files you name.
    """  # fmt: skip
    # What is behind a profile only where it is asked for, as docker compose has it.
    how = reading_options(options)._replace(compose_profiles=options["compose_profiles"])
    wanted = [_asked(path, workspace) for path in paths]
    if options["compose_files"]:
        wanted.append((options["compose_files"], kinds.COMPOSE.name))
    if not wanted:
        raise click.UsageError("name a file or a folder, or a compose project with -f.")
    show = _show_text if options["format_"] == "text" else _show_json
    return 3 if show(wanted, how, workspace) else 0


def _asked(path: str, workspace: Workspace) -> Asked:
    project = discover.project_in(path, workspace) if os.path.isdir(path) else ()
    return (project, kinds.COMPOSE.name) if project else ((path,), "")


def _show_text(wanted: Iterable[Asked], how: Options, workspace: Workspace) -> bool:
    """Write what a person reads; returns whether something could not be read."""
    from hardenlint.facts.masking import masked  # noqa: PLC0415 - only for this format

    failed = told = False
    for files, kind in wanted:
        try:
            lines = _read(files, kind, how, workspace, as_text=True)
        except InputError as error:
            failed = True
            _error(files[0], error)
            continue
        output.write("\n" if told else "")
        output.write_lines(f"{printable(masked(line))}\n" for line in lines)
        told = True
    return failed


def _show_json(wanted: Iterable[Asked], how: Options, workspace: Workspace) -> bool:
    """Write what a program reads; returns whether something could not be read."""
    failed = False
    output.write_json(('{"documents": [',))
    for number, (files, kind) in enumerate(wanted):
        try:
            # Nothing of a Dockerfile or a compose file is masked: who asks for data has the file.
            pieces = _read(files, kind, how, workspace, as_text=False)
        except InputError as error:
            failed = True
            pieces = _written(_error(files[0], error))
        output.write_json((",\n" if number else "\n",))
        output.write_json(pieces)
    output.write_json(("\n]}\n",))
    return failed


def _written(document: dict[str, Any]) -> Iterable[str]:
    import json  # noqa: PLC0415 - only for this format

    return (json.dumps(document, indent=1),)


def _error(path: str, error: InputError) -> dict[str, Any]:
    """Say what cannot be read, and return it as a document."""
    problem = error.problem
    message, line, where = problem.message, problem.span.line, problem.span.path or path
    if os.path.normpath(where) == os.path.normpath(path):  # told as it was given
        where = path
    place = f"{where}:{line}" if line else where
    output.say(f"{printable(place)}: {printable(message)}")
    told = message if where == path else f"{where}: {message}"
    return {"path": path, "error": {"message": told, "line": line}}


def _read(
    files: Sequence[str], kind: str, how: Options, workspace: Workspace, *, as_text: bool
) -> Iterable[str]:
    """Return the lines of the text, or pieces of the JSON document."""
    path = files[0]
    if not kind and os.path.isdir(path):
        # Line 0: there is none to name.
        raise InputError("missing", "is a folder without a compose file", Span(path, 0))
    if path == "-":
        path = how.stdin_filename or "<stdin>"
        workspace.standard_input(path)
    kind = kind or how.kind or kinds.by_name(path) or kinds.by_content(workspace.text(path))
    found = kinds.every().get(kind)
    if found is None:
        raise InputError("parse", kinds.UNKNOWN, Span(path))
    pieces: Iterable[str] = found.module.show((path, *files[1:]), how, workspace, as_text=as_text)
    return pieces
