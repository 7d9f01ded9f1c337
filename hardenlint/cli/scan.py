"""`hardenlint scan`: check files."""

from typing import Any

import click

from hardenlint.errors import Problem
from hardenlint.model import Span
from hardenlint.sources import load

from . import options as shared
from . import run


@click.command("scan")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@shared.reading
@click.option("--allow-empty", is_flag=True, help="Nothing to scan is no error.")
@shared.judging
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Check Dockerfiles, compose files and saved `docker inspect` data.

    Folders are searched (default: the current one); JSON is read when named or on standard
    input, never searched for. A compose file and its override beside it are one project.
    """
    shared.outputs(options)
    policy = run.policy_for(options)
    how = reading_options(options)
    inputs, notes = load.collect(paths, options["compose_files"], how)
    judged = run.examine(inputs, how, policy)
    if not judged.subjects and not judged.errors and not options["allow_empty"]:
        names = ", ".join(paths) or "."
        judged.errors.append(Problem("empty", f"there is nothing to scan in {names}", Span(None)))
    judged.notes.extend(notes)
    return run.publish(run.report(judged, policy), options, judged.stdin)


def reading_options(options: dict[str, Any]) -> load.Options:
    """Turn the options about reading into what the sources want."""
    return load.Options(
        kind=options["kind"] or "",
        stdin_filename=options["stdin_filename"],
        env_files=options["env_files"],
        compose_profiles=options["compose_profiles"] or ("*",),
        build_args=shared.build_args(options["build_args"]),
        target=options["target"],
        allow_images=options.get("allow_images", ()),
    )
