from collections.abc import Iterator

from hardenlint import (
    Container,
    Finding,
    Fix,
    Namespace,
    Remove,
    Severity,
    check,
    default_note,
)


@check(
    Severity.HIGH,
    cis=("5.10",),
    references=("CWE-653", "OWASP Docker rule 5"),
    outranks=("transitive-namespace-join",),
    escapes=True,
    needs=("namespaces.network.value.mode", "namespaces.host_joins"),
)
def host_network(container: Container) -> Iterator[Finding]:
    """Container uses the host's network

    ## Why

    Every port the process opens is a port of the host, without any `ports:` saying so, and all that
    listens on the host's loopback without a password (databases, admin pages, cloud metadata
    agents, abstract sockets of the runtime) is within its reach.

    ## Fix

    ### In compose

    Remove `network_mode: host` and publish what is needed: `ports: ["127.0.0.1:8080:8080"]`.

    ### With docker run

    Create the container without `--network host`; publish ports with `-p`.

    ## When it is a false alarm

    DHCP, multicast discovery (mDNS, SSDP), routing daemons and network monitors need it.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", network_mode: host}}
    ```

    ```yaml good
    services: {app: {image: "app:1", ports: ["127.0.0.1:8080:8080"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"NetworkMode": "host"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"NetworkMode": "bridge"}}]
    ```
    """
    namespaces = container.namespaces
    if namespaces.network.value == Namespace("host") or "network" in namespaces.host_joins:
        yield Finding(
            namespaces.network.span,
            f"runs in the host's network{default_note(namespaces.network)}",
            evidence="host",
            fix=_fix(container),
            here=_ports(container),
        )


def _ports(container: Container) -> tuple[tuple[str, str], ...]:
    """The first port that its image is known to listen on."""
    port = next((f.value.number for f in container.exposed if f.value is not None), 0)
    return (("127.0.0.1:8080:8080", f"127.0.0.1:{port}:{port}"),) if port else ()


def _fix(container: Container) -> Fix | None:
    network = container.namespaces.network
    # `networks: [host]` says it too, but is no key that can simply go.
    if network.value != Namespace("host") or not network.span.pointer.endswith("/network_mode"):
        return None
    return Fix(
        "give it a network of its own",
        Remove(network.span, "host"),
        breaks="cut off who connects to it, and it from services on localhost; publish its ports",
        reveals=("implicit-default-network",),
    )
