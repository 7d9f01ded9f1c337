"""`hardenlint audit`: check a live engine."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from hardenlint import registry
from hardenlint.engine import Reached
from hardenlint.errors import InputError, Problem
from hardenlint.model import Container, Image, Span, Subject
from hardenlint.policy.gather import gather
from hardenlint.sources import declared
from hardenlint.sources.kinds import LIVE
from hardenlint.sources.live import fleet
from hardenlint.sources.live.selection import Selection, Without
from hardenlint.text import glob
from hardenlint.workspace import Workspace, read_stdin

from . import options as shared
from . import output, progress, publish, settings
from .examine import Read, judged
from .standard import option


@click.command("audit")
@click.argument("containers", nargs=-1, metavar="[CONTAINER]...")
@option(
    "--host",
    "hosts",
    multiple=True,
    metavar="URL",
    help="The engine to audit (repeatable). Default: DOCKER_HOST, the docker context, the "
    "usual sockets.",
)
@option("--context", default=None, metavar="NAME", help="Use this docker context.")
@option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for an answer of the engine.",
)
@option(
    "--hosts",
    "hosts_files",
    multiple=True,
    metavar="FILE",
    help="Engines to audit, one URL a line, # for comments (repeatable).",
)
@option(
    "--deadline",
    type=click.FloatRange(min=0.1),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long reading one engine may take altogether.",
)
@option(
    "--name",
    "patterns",
    multiple=True,
    metavar="PATTERN",
    help="Only containers whose name matches, as in 'web-*' (repeatable).",
)
@option(
    "--label",
    "labels",
    multiple=True,
    metavar="K[=V]",
    help="Only containers with this label (repeatable: all of them).",
)
@option(
    "--project",
    "projects",
    multiple=True,
    metavar="NAME",
    help="Only containers of this compose project (repeatable).",
)
@option(
    "--not-name",
    "without_patterns",
    multiple=True,
    metavar="PATTERN",
    help="No containers whose name matches (repeatable).",
)
@option(
    "--not-label",
    "without_labels",
    multiple=True,
    metavar="K[=V]",
    help="No containers with this label (repeatable: with none of them).",
)
@option(
    "--not-project", "without_projects", multiple=True, metavar="NAME",
    help="No containers of this compose project (repeatable).",
)  # fmt: skip
@option("--running", is_flag=True, help="Only running containers.")
@option("--allow-empty", is_flag=True, help="No container to audit is no error.")
@option(
    "--save",
    default=None,
    metavar="FILE",
    help="Keep what was read (secrets masked) for `hardenlint scan FILE`.",
)
@option(
    "--local",
    is_flag=True,
    help="Read this machine's files too (daemon.json, sockets, audit rules); for the engine "
    "behind a unix socket.",
)
@option("--no-processes", is_flag=True, help="Do not ask what runs in the containers (faster).")
@option(
    "--image-contents",
    is_flag=True,
    help="Look into the layers of the containers' images too: setuid files, accounts without a "
    "password, secrets (slow).",
)
@option(
    "--image-deadline",
    type=click.FloatRange(min=0.1),
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="How long reading the images of one engine may take, with --image-contents.",
)
@shared.judging
def command(containers: tuple[str, ...], **options: Any) -> int:
    """Check a live Docker host: containers, their images, networks, volumes.

    Only reads: no container is entered, created or changed.
    """  # fmt: skip
    shared.outputs(options)  # what is wrong with it is told before an engine is asked
    for name, key in (("--name", "patterns"), ("--not-name", "without_patterns")):
        for pattern in options[key]:
            if not glob.parse(pattern):
                raise click.UsageError(f"{name}: {pattern!r} is no pattern.")
    wanted = settings.wanted(options)
    how = _how(containers, options)
    outcomes = _read(_hosts(options), how, quiet=options["quiet"])
    subjects = [subject for outcome in outcomes for subject in outcome.loaded.subjects]
    if options["save"]:
        from hardenlint.sources.inspect import snapshot  # noqa: PLC0415 - only where it is kept
        from hardenlint.text.json_text import inert  # noqa: PLC0415 - only where it is kept

        output.write_file(options["save"], inert(snapshot(outcome.saved for outcome in outcomes)))
    errors = [error for outcome in outcomes for error in outcome.loaded.errors]
    if not options["allow_empty"]:
        errors += _empty(subjects, outcomes, how.wanted)
    return _judged_and_told(subjects, outcomes, errors, wanted, options)


_VANISHED = "vanished"


def _empty(
    subjects: Sequence[Subject], outcomes: Sequence[fleet.Outcome], asked: Selection
) -> Iterator[Problem]:
    """Say that no engine has a container that fits what was asked for: nothing was looked at.

    What could not be read, or has vanished meanwhile, may have been one, and is told already.
    """
    loaded = [outcome.loaded for outcome in outcomes]
    told = any(each.errors or _VANISHED in {note.kind for note in each.notes} for each in loaded)
    if asked.asked and not told and not any(isinstance(each, Container) for each in subjects):
        message = f"there is no container to audit: none fits {asked.asked}"
        yield Problem("empty", message, Span(None))


def _judged_and_told(
    subjects: list[Subject],
    outcomes: Sequence[fleet.Outcome],
    errors: list[Problem],
    wanted: settings.ScanSettings,
    options: dict[str, Any],
) -> int:
    notes = [note for outcome in outcomes for note in outcome.loaded.notes]
    workspace = Workspace(declared.reached(subjects))
    notes += declared.declare(subjects, workspace)
    _allow(subjects, wanted.allow_images)
    hosts = tuple(_reached(outcome) for outcome in outcomes)
    files = {LIVE: sum(host.containers for host in hosts)} if subjects else {}
    # Comments in files are not about what runs.
    suppressions = gather(subjects, wanted.exceptions, lambda _: None, registry.renamed, errors)
    part = judged(Read(subjects, errors, notes, files, suppressions), wanted.policy, workspace)
    # Nothing but engines was looked at: what the configuration says of files may be needed there.
    report = publish.report_of(
        part, wanted, workspace, hosts, complete=False, tells_suppressed=options["show_suppressed"]
    )
    return publish.publish(report, options, workspace)


def _hosts(options: dict[str, Any]) -> list[str | None]:
    """The addresses given by hand and in files; None is the usual one."""
    context = options["context"]
    for name, given in (("--host", options["hosts"]), ("--context", [context])):
        if any(text is not None and not text.strip() for text in given):
            raise click.UsageError(f"{name} names nothing: leave it out for the usual engine.")
    hosts: list[str | None] = list(options["hosts"])
    files = Workspace()
    for path in options["hosts_files"]:
        try:
            hosts += fleet.hosts_in(read_stdin("-") if path == "-" else files.text(path))
        except InputError as error:
            raise click.UsageError(f"--hosts {path}: {error}") from None
    if options["hosts_files"] and not hosts:
        raise click.UsageError("--hosts names no host")
    if hosts and context is not None:
        raise click.UsageError("--host and --context both choose an engine: give one of them.")
    return hosts or [None]


def _how(containers: tuple[str, ...], options: dict[str, Any]) -> fleet.ReadOptions:
    without = Without(*(options[f"without_{name}"] for name in Without._fields))
    filters = (options[name] for name in ("patterns", "labels", "projects", "running"))
    return fleet.ReadOptions(
        options["context"],
        options["timeout"],
        options["deadline"],
        Selection(containers, *filters)._replace(without=without),
        processes=not options["no_processes"],
        local=options["local"],
        keep=bool(options["save"]),
        image_seconds=options["image_deadline"] if options["image_contents"] else 0,
    )


def _read(
    hosts: Sequence[str | None], how: fleet.ReadOptions, *, quiet: bool
) -> Sequence[fleet.Outcome]:
    """Read the engines, with a line for a person who waits at a terminal."""
    if quiet:
        return fleet.read(hosts, how)
    with progress.told() as tell:
        return fleet.read(hosts, how, tell)


def _reached(outcome: fleet.Outcome) -> Reached:
    count = sum(isinstance(subject, Container) for subject in outcome.loaded.subjects)
    name, endpoint = outcome.name or outcome.endpoint, outcome.endpoint
    return Reached(name, endpoint, outcome.chosen, outcome.status, count)


def _allow(subjects: list[Subject], patterns: tuple[str, ...]) -> None:
    for subject in subjects:
        if isinstance(subject, Image) and patterns:
            subject.allowed_images = patterns
