"""`hardenlint show`: what hardenlint understood, with provenance."""

import os
from collections.abc import Sequence
from typing import Any

import click

from hardenlint.errors import InputError
from hardenlint.model import Span
from hardenlint.report.terminal import printable
from hardenlint.sources import discover
from hardenlint.sources.collect import Options
from hardenlint.sources.text import read_stdin, read_text

from . import options as shared
from . import output
from .scan import reading_options


@click.command("show")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@shared.reading
@click.option(
    "--format",
    "format_",
    type=shared.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="text for a person, json for a program.",
)
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Show what hardenlint understood of a file: the resolved model and where it comes from.

    Strict: what BuildKit or docker compose would refuse is an error (exit 3). Each PATH is shown
    alone; -f gives the merge.
    """  # fmt: skip
    how = reading_options(options)._replace(compose_profiles=options["compose_profiles"])
    wanted: list[tuple[str, Sequence[str]]] = [(path, (path,)) for path in paths]
    if options["compose_files"]:
        wanted.append(("compose", options["compose_files"]))
    if not wanted:
        raise click.UsageError("name a file, or a compose project with -f.")
    documents: list[dict[str, Any]] = []
    for title, files in wanted:
        kind = "compose" if title == "compose" and files is options["compose_files"] else ""
        documents.append(_document(files, kind, how, as_text=options["format_"] == "text"))
    failed = [document for document in documents if "error" in document]
    for document in failed:
        error = document["error"]
        line = f":{error['line']}" if error["line"] else ""
        output.say(f"{printable(document['path'])}{line}: {printable(error['message'])}")
    if options["format_"] == "json":
        import json  # noqa: PLC0415 - only for this format

        output.write(json.dumps({"documents": documents}, indent=1) + "\n")
    else:
        from hardenlint.report.masking import masked  # noqa: PLC0415 - only for this format

        texts = "\n".join(document["text"] for document in documents if "text" in document)
        output.write("".join(f"{printable(masked(line))}\n" for line in texts.split("\n")[:-1]))
    return 3 if failed else 0


def _document(files: Sequence[str], kind: str, how: Options, *, as_text: bool) -> dict[str, Any]:
    path = files[0]
    try:
        return _read(files, kind, how, as_text=as_text)
    except InputError as error:
        problem = error.problem
        shown = problem.span.path or path
        message = problem.message
        if os.path.normpath(shown) != os.path.normpath(path):
            message = f"{shown}: {message}"
        return {"path": path, "error": {"message": message, "line": problem.span.line}}


def _read(files: Sequence[str], kind: str, how: Options, *, as_text: bool) -> dict[str, Any]:
    path, text = files[0], None
    if path == "-":
        path = how.stdin_filename or "<stdin>"
        text = read_stdin(path)
    kind = kind or how.kind or discover.kind_by_name(path)
    if not kind:
        text = read_text(path) if text is None else text
        kind = discover.kind_by_content(text)
    if kind == "compose":
        return _compose((path, *files[1:]), text, how, as_text=as_text)
    text = read_text(path) if text is None else text
    if kind == "dockerfile":
        from hardenlint.sources import dockerfile  # noqa: PLC0415 - only where there is one

        render = dockerfile.describe if as_text else dockerfile.show
        return _wrap(render(text, path, build_args=how.build_args, target=how.target))
    if kind == "inspect":
        from hardenlint.sources import inspect  # noqa: PLC0415 - only where there is one

        return _wrap((inspect.describe if as_text else inspect.show)(text, path))
    message = "is no Dockerfile, no compose file and no `docker inspect` output"
    raise InputError("parse", message, Span(path))


def _compose(
    files: Sequence[str], text: str | None, how: Options, *, as_text: bool
) -> dict[str, Any]:
    from hardenlint.sources import compose  # noqa: PLC0415 - PyYAML costs start-up time

    render = compose.describe if as_text else compose.show
    return _wrap(render(files, env_files=how.env_files, profiles=how.compose_profiles, text=text))


def _wrap(shown: str | dict[str, Any]) -> dict[str, Any]:
    return {"text": shown} if isinstance(shown, str) else shown
