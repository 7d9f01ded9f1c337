from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.knowledge import services


@check(
    Severity.CRITICAL,
    cis=("2.7",),
    references=("CWE-306", "CWE-668", "OWASP Docker rule 1"),
    outranks=(
        "sensitive-service-published",
        "ssh-port-exposed",
        "admin-port-exposed",
        "port-bound-all-interfaces",
    ),
    needs=("open_ports", "entrypoint", "command"),
)
def docker_api_published(container: Container) -> Iterator[Finding]:
    """The Docker API is open to the network

    ## Why

    The Docker API asks for no password: whoever connects starts a privileged container and owns the
    machine behind it. Bots look for ports 2375 and 2376 all day, and an open one is mining coins
    within hours; with TLS, a copied client certificate is all it takes.

    ## Fix

    ### In compose

    Remove the port from `ports`; containers of the project reach it by name. Give remote users
    `DOCKER_HOST=ssh://…`, and dockerd `--tlsverify` wherever it listens on TCP.

    ### With docker run

    Drop the `-p 2375…`, or publish on `127.0.0.1` only; start dockerd with `--tlsverify`.

    ## When it is a false alarm

    An engine for remote builds that verifies client certificates and is published on a private
    network. Bind it to that network's address and waive it with the reason.

    ## Examples

    ```yaml bad
    services: {proxy: {image: "tecnativa/docker-socket-proxy:0.3.0", ports: ["2375:2375"]}}
    ```

    ```yaml good
    services: {proxy: {image: "tecnativa/docker-socket-proxy:0.3.0", expose: ["2375"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "docker:27-dind"}, "HostConfig":
      {"PortBindings": {"2375/tcp": [{"HostIp": "0.0.0.0", "HostPort": "2375"}]}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "docker:27-dind"}, "HostConfig":
      {"PortBindings": {"2375/tcp": [{"HostIp": "127.0.0.1", "HostPort": "2375"}]}}}]
    ```
    """
    published = False
    for item in container.open_ports:
        numbers = {port.target for port in item.ports if port.protocol == "tcp"}
        numbers &= services.DOCKER_API
        if numbers:
            published = True
            yield Finding(
                item.field.span,
                f"publishes the Docker API as {item}{default_note(item.field)}",
                why=_TLS if numbers == {2376} else "",
                evidence=str(item),
                here=(("-p 2375…", f"-p {str(item).removesuffix('/tcp')}"),),
            )
    words = (*(container.entrypoint.value or ()), *(container.command.value or ()))
    image = container.reference.value
    listens = services.open_engine(image.name if image is not None else "", words)
    if listens and not published:
        place = container.command if container.command.value else container.entrypoint
        yield Finding(
            place.span,
            f"runs dockerd on {listens} without verifying who connects{default_note(place)}",
            evidence=listens,
        )


_TLS = (
    "On this port the engine speaks TLS, but it is still root on the machine for everybody who"
    " holds a client certificate, or for everybody if --tlsverify was forgotten."
)
