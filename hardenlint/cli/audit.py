"""`hardenlint audit`: check a live engine."""

from collections.abc import Iterable, Iterator
from typing import Any

import click

from hardenlint.errors import EngineError, Problem
from hardenlint.model import Container, Host, Image, Span, Subject
from hardenlint.policy.gather import gather
from hardenlint.sources import live, load

from . import options as shared
from . import output, run, settings


@click.command("audit")
@click.argument("containers", nargs=-1, metavar="[CONTAINER]...")
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="URL",
    help="The engine to audit (repeatable). Default: DOCKER_HOST, the docker context, the "
    "usual sockets.",
)
@click.option("--context", default=None, metavar="NAME", help="Use this docker context.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for an answer of the engine.",
)
@click.option("--running", is_flag=True, help="Only running containers.")
@click.option(
    "--save",
    default=None,
    metavar="FILE",
    help="Keep what was read (secrets masked) for `hardenlint scan FILE`.",
)
@click.option(
    "--local",
    is_flag=True,
    help="Read this machine's files too (daemon.json, sockets, audit rules); for the engine "
    "behind a unix socket.",
)
@click.option(
    "--no-processes", is_flag=True, help="Do not ask what runs in the containers (faster)."
)
@shared.judging
def command(containers: tuple[str, ...], **options: Any) -> int:
    """Check a live Docker host: containers, their images, networks, volumes.

    Only reads: no container is entered, created or changed.
    """  # fmt: skip
    shared.outputs(options)
    wanted = settings.wanted(options)
    subjects: list[Subject] = []
    errors: list[Problem] = []
    notes: list[Problem] = []
    endpoints: list[str] = []
    for host in options["hosts"] or (None,):
        try:
            with live.connect(host, options["context"], options["timeout"]) as engine:
                endpoints.append(f"{engine.endpoint} ({engine.chosen})")
                loaded = live.read(
                    engine,
                    containers,
                    running=options["running"],
                    processes=not options["no_processes"],
                    local=options["local"],
                )
                if options["save"]:
                    output.write_file(options["save"], engine.snapshot())
        except EngineError as error:
            errors.append(Problem("unreachable", str(error), Span(None, host=host or "")))
            continue
        subjects += loaded.subjects
        errors += loaded.errors
        notes += loaded.notes
        notes += _unseen(loaded.subjects)
    load.declare(subjects)
    _allow(subjects, wanted.allow_images)
    read = sum(isinstance(subject, Container) for subject in subjects)
    excuses = gather(subjects, wanted.exceptions, lambda _: None)
    files = {"live": read} if endpoints else {}
    part = run.judged(run.Judged(subjects, [], errors, notes, files, {}, excuses), wanted.policy)
    return run.publish(run.report(part, wanted, ", ".join(endpoints), complete=False), options)


def _unseen(subjects: Iterable[Subject]) -> Iterator[Problem]:
    """Say what nobody could see, so that its absence is not taken for a pass."""
    from hardenlint.sources import local  # noqa: PLC0415 - only for live engines

    for host in subjects:
        if isinstance(host, Host) and host.daemon.content_trust.value is None:
            yield Problem("remote", local.UNSEEN, Span(None, host=host.name))


def _allow(subjects: list[Subject], patterns: tuple[str, ...]) -> None:
    for subject in subjects:
        if isinstance(subject, Image) and patterns:
            subject.allowed_images = patterns
