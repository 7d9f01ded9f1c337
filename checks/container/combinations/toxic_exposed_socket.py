from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, check, default_note
from hardenlint.facts import exposure, socket_proxies
from hardenlint.knowledge import host_paths, services


@check(
    Severity.CRITICAL,
    cis=("5.32",),
    references=("CWE-250", "CWE-668", "OWASP Docker rule 1"),
    escapes=True,
    needs=("storage.mounts", "storage.api_socket.value", "env"),
)
def toxic_exposed_socket(container: Container) -> Iterator[Finding]:
    """A service that others reach holds the engine's socket

    ## Why

    One flaw in what answers on the open port, and the intruder talks to the engine: a single
    request starts a privileged container with the host's disk in it. There is no second step and
    nothing else to break.

    ## Fix

    ### In compose

    Keep the two apart: put a filtering socket proxy that only lets reading pass on an internal
    network, and give the published service `DOCKER_HOST=tcp://socket-proxy:2375` instead of the
    mount.

    ### With docker run

    Drop `-v /var/run/docker.sock:…`, or publish on `127.0.0.1` only.

    ## When it is a false alarm

    A management console (Portainer) that is reachable from an administrators' network only. Bind
    the port to that network's address and waive it with the reason.

    ## Examples

    ```yaml bad
    services:
      web:
        image: traefik:v3.1
        ports: ["80:80"]
        volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
    ```

    ```yaml good
    services:
      web: {image: "traefik:v3.1", ports: ["80:80"], environment: {DOCKER_HOST: "tcp://filter:2375"}}
      filter:
        image: tecnativa/docker-socket-proxy:0.3.0
        environment: {CONTAINERS: 1}
        volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "80"}]}}, "Mounts":
      [{"Type": "bind", "Source": "/run/docker.sock", "Destination": "/docker.sock", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "80"}]}},
      "Mounts":
      [{"Type": "bind", "Source": "/run/docker.sock", "Destination": "/docker.sock", "RW": true}]}]
    ```
    """
    ref = container.reference.value
    if ref is not None and services.is_socket_proxy(ref.repository):
        return  # what such a filter lets through is told where it does
    held = list(_held(container))
    way = exposure.way_in(container) if held else None
    if way is None:
        return
    text, field, what = held[0]
    yield Finding(
        field.span,
        f"{way[0]} and {text}{default_note(field)}",
        related=(way, *((other, place.span) for other, place, _ in held[1:])),
        evidence=what,
        covers=("docker-socket-mounted", "runtime-socket-mounted", "api-socket-granted"),
    )


def _held(container: Container) -> Iterator[tuple[str, Field[object], str]]:
    """How it reaches an engine, each with its place and what it is."""
    for field in container.storage.mounts:
        path = field.value.host_path if field.value is not None else ""
        if host_paths.classify(path) in ("docker-socket", "runtime-socket"):
            yield f"mounts the engine's socket {path}", field.holding(None), path
    if container.storage.api_socket.value is True:
        yield (
            "gets the engine's API socket",
            container.storage.api_socket.holding(None),
            "use_api_socket",
        )
    proxy = socket_proxies.reached(container)
    if proxy is not None:
        text = f"reaches the engine through {proxy[0].name}, which lets changes pass"
        yield text, proxy[1].holding(None), proxy[0].name
