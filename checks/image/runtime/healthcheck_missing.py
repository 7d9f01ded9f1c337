from collections.abc import Iterator

from hardenlint import Container, Finding, Healthcheck, Image, Severity, check, default_note
from hardenlint.facts.running import started
from hardenlint.knowledge import jobs


@check(
    Severity.INFO,
    "restricted",
    cis=("4.6", "5.27"),
)
def healthcheck_missing(image: Image) -> Iterator[Finding]:
    """There is no health check

    ## Why

    Without a health check the engine only knows whether the process exists. One that hangs, or that
    an attacker has brought to its knees, keeps getting requests, and whatever waits for it to be
    ready starts too early.

    ## Fix

    ### In a Dockerfile

    Add `HEALTHCHECK CMD ["/app", "health"]`, a command that fails when the service cannot answer.

    ### In compose

    Add `healthcheck: {test: [CMD, wget, -qO-, "http://127.0.0.1:8080/health"]}`.

    ### With docker run

    Start with `--health-cmd`.

    ## When it is a false alarm

    Jobs that run once, and images for an orchestrator that probes by itself (Kubernetes ignores
    HEALTHCHECK). The image below brings a health check that hardenlint has not heard of. Services
    with `restart: "no"` whose command is known as a job are not reported.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    CMD ["/app"]
    ```

    ```dockerfile good
    FROM debian:12
    HEALTHCHECK CMD ["/app", "health"]
    CMD ["/app"]
    ```

    ```yaml bad
    services: {app: {image: "app:1"}}
    ```

    ```yaml good
    services:
      app: {image: "app:1", healthcheck: {test: [CMD, /app, health]}}
      migrate: {image: "app:1", restart: "no", command: [alembic, upgrade, head]}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config":
      {"Image": "app:1", "Healthcheck": {"Test": ["CMD", "/app", "health"]}}}]
    ```
    """
    health = image.healthcheck
    if health.value != Healthcheck() or _runs_nothing(image) or _runs_once(image):
        return
    message = f"has no health check{default_note(health)}"
    yield Finding(health.span, message, evidence="missing", here=_test(image))


def _test(image: Image) -> tuple[tuple[str, str], ...]:
    """What asks the server that it is known to be, or the first port that it listens on."""
    from hardenlint.knowledge import health_checks  # noqa: PLC0415 - only for a finding

    ref = image.reference.value
    example = '[CMD, wget, -qO-, "http://127.0.0.1:8080/health"]'
    if ref is not None and image.build is None and ref.name in health_checks.TESTS:
        return ((example, health_checks.TESTS[ref.name]),)
    ports = [f.value.number for f in image.exposed if f.value is not None]
    return (("127.0.0.1:8080", f"127.0.0.1:{ports[0]}"),) if ports else ()


def _runs_nothing(image: Image) -> bool:
    """Whether this only carries files: from scratch, without a command."""
    started = image.entrypoint.stated or image.command.stated
    base = image.reference.value
    return not started and base is not None and base.familiar == "scratch"


def _runs_once(image: Image) -> bool:
    restart = image.lifecycle.restart.value if isinstance(image, Container) else None
    if restart is None:
        return False
    commands = started(image)
    return restart.name == "no" and len(commands) > 0 and jobs.is_job(commands[-1].argv)
