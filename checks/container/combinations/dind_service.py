from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, check, default_note
from hardenlint.knowledge import runtimes, services

_COVERED = ("privileged-container", "docker-api-published", "insecure-docker-host")


@check(
    Severity.HIGH,
    cis=("5.5",),
    references=("CWE-250", "CWE-306", "OWASP Docker rule 1", "OWASP Docker rule 3"),
    escapes=True,
)
def dind_service(container: Container) -> Iterator[Finding]:
    """An engine inside a container takes orders from its neighbours

    ## Why

    Docker-in-Docker runs privileged: whoever gives its engine an order gets root in a container
    that is hardly apart from the host. Without TLS every service of its networks may give that
    order, with a single unauthenticated request.

    ## Fix

    ### In compose

    Keep TLS on (do not empty `DOCKER_TLS_CERTDIR`, share `/certs/client` with the one service that
    needs it), use an internal network of those two, publish no port, and run it with `runtime:
    sysbox-runc`, or build with rootless BuildKit instead.

    ### With docker run

    Drop `-e DOCKER_TLS_CERTDIR=` and `-p 2375…`; use `--runtime sysbox-runc` instead of
    `--privileged`.

    ## When it is a false alarm

    A CI machine that is thrown away after each job and runs nothing else.

    ## Examples

    ```yaml bad
    services: {engine: {image: "docker:27-dind", privileged: true}}
    ```

    ```yaml good
    services: {ci: {image: "docker:27-cli", command: ["docker", "info"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/e", "Config": {"Image": "docker:dind", "Env": ["DOCKER_TLS_CERTDIR="]},
      "HostConfig": {"Privileged": true}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/e", "Config": {"Image": "docker:27-cli", "Cmd": ["sh"]},
      "HostConfig": {"Privileged": true}}]
    ```
    """
    if not _is_engine(container):
        return
    privileged = container.privileges.privileged
    certificates = container.env.get("DOCKER_TLS_CERTDIR")
    open_place = _without_tls(container, certificates)
    if privileged.value is not True and open_place is None:
        return
    place: Field[object] = privileged.holding(None)
    if privileged.value is not True and open_place is not None:
        place = open_place
    published = [item for item in container.open_ports if _serves_api(item.ports)]
    parts = [
        "privileged" if privileged.value is True else "",
        "without TLS for everybody on its networks" if open_place is not None else "",
        f"published as {published[0]}" if published else "",
    ]
    related = [("switches TLS off", open_place.span)] if open_place not in (None, place) else []
    related += [("publishes the Docker API", item.field.span) for item in published]
    yield Finding(
        place.span,
        f"runs a Docker engine, {', '.join(part for part in parts if part)}{default_note(place)}",
        severity=_severity(container, published=bool(published)),
        related=tuple(related),
        evidence="published" if published else "open" if open_place is not None else "privileged",
        covers=_COVERED,
    )


def _is_engine(container: Container) -> bool:
    """Whether dockerd runs in it: by the image, or by what is started."""
    words = (*(container.entrypoint.value or ()), *(container.command.value or ()))
    parts = [part for word in words for part in word.split()]
    if any(part.rpartition("/")[2] in ("dockerd", "dockerd-entrypoint.sh") for part in parts):
        return True
    ref = container.reference.value
    if ref is None or not (ref.name == "dind" or (ref.name == "docker" and "dind" in ref.tag)):
        return False
    # The entrypoint runs a command that is no option instead of the engine: a client, mostly.
    command = container.command.value if container.command.stated else ()
    return container.entrypoint.origin != "stated" and (not command or command[0].startswith("-"))


def _without_tls(container: Container, certificates: Field[str] | None) -> Field[object] | None:
    """What makes the engine listen without asking who connects."""
    if certificates is not None and certificates.value == "":
        return certificates.holding(None)
    ref = container.reference.value
    words = (*(container.entrypoint.value or ()), *(container.command.value or ()))
    if services.open_engine(ref.name if ref is not None else "", words):
        part = container.command if container.command.value else container.entrypoint
        return part.holding(None)
    return None


def _serves_api(ports: tuple[object, ...]) -> bool:
    return any(getattr(port, "target", 0) in services.DOCKER_API for port in ports)


def _severity(container: Container, *, published: bool) -> Severity | None:
    if published:
        return Severity.CRITICAL
    around = runtimes.sandbox(container.privileges.runtime.value or "")
    return Severity.MEDIUM if around else None
