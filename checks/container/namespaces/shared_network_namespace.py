from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(Severity.INFO, "restricted", references=("CWE-653", "OWASP Docker rule 5"))
def shared_network_namespace(container: Container) -> Iterator[Finding]:
    """Container shares the network of another one

    ## Why

    The two have one loopback interface: a port that either of them binds to 127.0.0.1, a debugger
    or an administration page, is open to the other, and so is every network and published port
    that the other has joined.

    ## Fix

    ### In compose

    Give the service `networks` of its own instead of `network_mode: service:NAME`.

    ### With docker run

    Use `--network NAME` of a network instead of `--network container:NAME`.

    ## When it is a false alarm

    Sending a service's traffic through a VPN or a mesh proxy is done this way. Judge the two as
    one: what the one must not reach, the other must not either.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", network_mode: "service:vpn"}, vpn: {image: "vpn:1"}}
    ```

    ```yaml good
    services: {app: {image: "app:1", networks: [back]}}
    networks: {back: {}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"NetworkMode": "container:2"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"NetworkMode": "back"}}]
    ```
    """
    namespace = container.namespaces.network.value
    if namespace is not None and namespace.mode in ("service", "container"):
        yield Finding(
            container.namespaces.network.span,
            f"shares the network of {namespace.mode} {namespace.target}"
            f"{default_note(container.namespaces.network)}",
            evidence=str(namespace),
        )
