from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Image, Severity, check, default_note
from hardenlint.facts import peers
from hardenlint.knowledge import services, tls


@check(
    Severity.HIGH,
    cis=("2.7",),
    references=("CWE-306", "CWE-319"),
    needs=("env",),
)
def insecure_docker_host(image: Image) -> Iterator[Finding]:
    """Docker is controlled over TCP without TLS

    ## Why

    DOCKER_HOST points to an API that asks nobody who they are. Whoever reaches that port starts a
    privileged container and is root on that host, and whoever is on the way reads and changes what
    is sent.

    ## Fix

    ### In a Dockerfile

    Take DOCKER_HOST out of ENV; whoever runs the image sets it, with `DOCKER_TLS_VERIFY=1`.

    ### In compose

    Use TLS on both sides (`tcp://…:2376` with `DOCKER_TLS_VERIFY: "1"` and `DOCKER_CERT_PATH`),
    `ssh://`, or a socket proxy that lets only reading pass, on a network of its own.

    ### With docker run

    Set `DOCKER_TLS_VERIFY=1` and mount the client's certificates, or use `ssh://`.

    ## When it is a false alarm

    A filtering proxy on a network that nobody else is on. hardenlint knows the usual ones when they
    are in the same project.

    ## Examples

    ```dockerfile bad
    FROM docker:27-cli
    ENV DOCKER_HOST=tcp://docker:2375
    ```

    ```dockerfile good
    FROM docker:27-cli
    ENV DOCKER_HOST=tcp://docker:2376 DOCKER_TLS_VERIFY=1
    ```

    ```yaml bad
    services: {ci: {image: "ci:1", environment: {DOCKER_HOST: "tcp://build.example.com:2375"}}}
    ```

    ```yaml good
    services: {ci: {image: "ci:1", environment: ["DOCKER_HOST=ssh://ci@build.example.com"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/ci", "HostConfig": {}, "Config": {"Image": "ci:1",
      "Env": ["DOCKER_HOST=tcp://10.0.0.5:2375"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/ci", "HostConfig": {}, "Config": {"Image": "ci:1",
      "Env": ["DOCKER_HOST=tcp://10.0.0.5:2376", "DOCKER_TLS_VERIFY=1"]}}]
    ```
    """
    field = image.env.get("DOCKER_HOST")
    if field is None or field.value is None or not field.value.startswith("tcp://"):
        return
    verify = image.env.get("DOCKER_TLS_VERIFY", Field("", field.span))
    # Any value but the empty one has the client verify, `0` too.
    if verify.value != "" or tls.is_loopback(field.value):
        return
    from hardenlint.facts import telling  # noqa: PLC0415 - only for a finding

    server = telling.address(field.value).removeprefix("tcp://")
    host = server.partition(":")[0].partition("/")[0]
    sibling = _sibling(image, host)
    if sibling is not None and _is_filter(sibling):
        return
    where = f"{host}, a service of the project," if sibling is not None else host
    yield Finding(
        field.span,
        f"controls Docker on {where} over TCP without TLS{default_note(field)}",
        severity=Severity.HIGH if sibling is None else Severity.MEDIUM,
        evidence=host,
    )


def _sibling(image: Image, host: str) -> Container | None:
    project = image.project if isinstance(image, Container) else None
    if not isinstance(image, Container) or project is None:
        return None
    return peers.by_name(image).get(("service", host))


def _is_filter(service: Container) -> bool:
    """Whether it is a filter in front of the socket; what that lets by is told there."""
    reference = service.reference.value
    if reference is None or any(True for _ in service.open_ports):
        return False
    return services.is_socket_proxy(reference.repository)
