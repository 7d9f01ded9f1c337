from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Namespace, Severity, check, default_note
from hardenlint.facts import peers


@check(
    Severity.HIGH,
    references=("CWE-306", "CWE-668", "OWASP Docker rule 5"),
    outranks=("sensitive-service-published", "admin-port-exposed", "port-bound-all-interfaces"),
    needs=("env", "entrypoint", "command"),
)
def insecure_admin_endpoint(container: Container) -> Iterator[Finding]:
    """An administrative interface asks for no password

    ## Why

    An option has switched authentication off for an interface from which the service is run:
    whoever reaches its port reads keys, rewrites routes or starts programs. Such interfaces are
    searched for all day, and other containers of the network reach them without any publishing.

    ## Fix

    ### In compose

    Remove the option, set the program's own password or token from a secret, and drop the port from
    `ports` or bind it to `127.0.0.1`.

    ### With docker run

    Remove the option, set a password or token, and publish with `-p 127.0.0.1:…` only.

    ## When it is a false alarm

    Interfaces behind a proxy that asks for a password, on a network that only the proxy shares.

    ## Examples

    ```yaml bad
    services: {proxy: {image: "traefik:v3.1", command: --api.insecure=true, ports: ["8080:8080"]}}
    ```

    ```yaml good
    services:
      proxy: {image: "traefik:v3.1", command: --api.dashboard=true, ports: ["443:443"]}
    ```

    ```json bad
    [{"Id": "1", "Name": "/lab", "Config": {"Image": "jupyter/base-notebook:1",
       "Cmd": ["start-notebook.sh", "--ServerApp.token="]},
      "HostConfig": {"PortBindings": {"8888/tcp": [{"HostIp": "", "HostPort": "8888"}]}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/lab", "Config": {"Image": "jupyter/base-notebook:1",
       "Cmd": ["start-notebook.sh", "--ServerApp.token="]},
      "HostConfig": {"PortBindings": {"8888/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8888"}]}}}]
    ```
    """
    started = (container.entrypoint, container.command)
    if not container.env and all(part.value in (None, ()) for part in started):
        return
    from hardenlint.knowledge import admin_endpoints  # noqa: PLC0415 - only where options are

    image = container.reference.value
    name = image.name if image is not None else ""
    for found in admin_endpoints.opened(name, started, container.env):
        option = found.field
        name = (option.value or "").partition("=")[0]
        placed = option._replace(span=container.place_of(name, option.span))
        yield from _reached(container, found.what, found.ports, placed)


def _reached(
    container: Container, what: str, ports: tuple[int, ...], option: Field[str]
) -> Iterator[Finding]:
    """One finding for an interface that others reach: at the port, or else at the option."""
    note = default_note(option)
    if container.namespaces.network.value == Namespace("host"):
        yield Finding(
            option.span,
            f"opens {what} without authentication ({option.value}) on the host's addresses{note}",
            evidence=f"host {option.value}",
        )
        return
    for item in container.open_ports:
        if any(port.target in ports and port.protocol == "tcp" for port in item.ports):
            yield Finding(
                item.field.span,
                f"publishes {item}, {what}, with authentication off ({option.value}){note}",
                related=((f"switched off by {option.value}", option.span),),
                evidence=f"{item} {option.value}",
            )
            return
    for name in container.joined_networks:
        network = container.known_networks.get(name)
        if network is not None and network.external:
            yield Finding(
                option.span,
                f"opens {what} without authentication ({option.value}) to the network {name},"
                f" which other projects use{note}",
                severity=Severity.MEDIUM,
                evidence=f"{name} {option.value}",
            )
            return
        beside = peers.on_network(container, name)[:3]  # itself is one of them, perhaps
        others = [peer for peer in beside if peer is not container]
        if others:
            yield Finding(
                option.span,
                f"opens {what} without authentication ({option.value}) to {others[0].name}"
                f"{' and others' if len(others) > 1 else ''} on the network {name}{note}",
                severity=Severity.LOW,
                profile="restricted",
                evidence=f"{name} {option.value}",
            )
            return
