"""`hardenlint scan`: check files."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from hardenlint.errors import EngineError, Problem
from hardenlint.model import Span
from hardenlint.reach import is_below
from hardenlint.sources.collect import EXCLUDED, Options, collect
from hardenlint.sources.discover import Input
from hardenlint.workspace import Workspace

from . import examine, publish, settings
from . import options as shared
from .standard import help_option, option

if TYPE_CHECKING:
    from hardenlint.sources.local_images import LocalImages


@click.command("scan", add_help_option=False)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@shared.reading
@shared.allow_outside
@option(
    "--local-images",
    is_flag=True,
    help="Ask the Docker engine at hand how the images are configured that files name (reads only,"
    " pulls nothing).",
)
@option("--allow-empty", is_flag=True, help="Nothing to scan is no error.")
@shared.force_exclude
@option(
    "--diff-base",
    default=None,
    metavar="REV",
    help="Only findings on lines that changed since this git revision.",
)
@shared.judging
@help_option
def command(paths: tuple[str, ...], workspace: Workspace, **options: Any) -> int:
    """Check Dockerfiles, compose files and saved `docker inspect` data.

    Folders are searched (default: the current one); JSON is read when named or on standard
    input, never searched for. A compose file and its override beside it are one project.
    """
    shared.outputs(options)  # what is wrong with it is told before anything is read
    wanted = settings.wanted(options, paths or options["compose_files"])
    judged, notes = examined(paths, options, wanted, workspace)
    empty = not judged.subjects and not judged.errors and not _all_excluded(paths, notes)
    if empty and not options["allow_empty"]:
        names = ", ".join(paths) or "."
        judged.errors.append(Problem("empty", f"there is nothing to scan in {names}", Span(None)))
    judged.notes.extend(notes)
    report = publish.report_of(
        judged,
        wanted,
        workspace,
        complete=_is_complete(paths, wanted.root),
        tells_suppressed=options["show_suppressed"],
    )
    return publish.publish(report, options, workspace)


def examined(
    paths: tuple[str, ...],
    options: dict[str, Any],
    wanted: settings.ScanSettings,
    workspace: Workspace,
) -> tuple[examine.Part, list[Problem]]:
    """Find the inputs, read and judge them; return that and notes about what was not looked at."""
    how = scanning_options(options, wanted)
    unreachable: list[Problem] = []
    if options.get("local_images"):
        how = how._replace(images=_local_images(unreachable))
    inputs, notes = collect(paths, options["compose_files"], how, workspace)
    _spare(inputs, options)
    judged = examine.examine(inputs, how, wanted.policy, workspace, wanted.exceptions)
    judged.errors.extend(unreachable)
    if how.images is not None:
        how.images.close()
    return judged, notes


def _spare(inputs: Sequence[Input], options: dict[str, Any]) -> None:
    """Refuse to write a report over what is scanned."""
    outputs = shared.outputs(options)
    scanned = {os.path.realpath(path) for item in inputs if outputs for path in item.files}
    for _, path in outputs:
        if os.path.realpath(path) in scanned:
            raise click.UsageError(f"--output: {path} is scanned; the report would replace it.")


def _local_images(errors: list[Problem]) -> "LocalImages | None":
    """Connect to the engine at hand; one that does not answer is an error, and files are judged."""
    from hardenlint.sources.local_images import LocalImages  # noqa: PLC0415 - only where asked for

    images = LocalImages()
    try:
        images.connect()
    except EngineError as error:
        errors.append(Problem("unreachable", str(error), Span(None)))
        return None
    return images


def _all_excluded(paths: tuple[str, ...], notes: list[Problem]) -> bool:
    """Whether every path that was named is one that the configuration leaves out."""
    excluded = {note.span.path for note in notes if note.message == EXCLUDED}
    return bool(paths) and excluded.issuperset(paths)


def _is_complete(paths: tuple[str, ...], root: str) -> bool:
    """Whether all that a configuration speaks of was looked at."""
    real = os.path.realpath(root)
    folders = [os.path.realpath(path) for path in paths or (".",) if os.path.isdir(path)]
    return any(is_below(real, folder) for folder in folders)


def scanning_options(options: dict[str, Any], wanted: settings.ScanSettings) -> Options:
    """Turn the options about reading, and the configuration, into what the sources want."""
    return reading_options(options)._replace(
        allow_images=wanted.allow_images,
        exclude=wanted.exclude,
        force_exclude=options.get("force_exclude", False),
        root=wanted.root,
    )


def reading_options(options: dict[str, Any]) -> Options:
    """Turn the options about reading into what the sources want."""
    return Options(
        kind=options["kind"] or "",
        stdin_filename=options["stdin_filename"],
        env_files=options["env_files"],
        # What is behind a profile is started some day, too.
        compose_profiles=options["compose_profiles"] or ("*",),
        build_args=shared.build_args(options["build_args"]),
        target=options["target"],
    )
