from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.LOW,
    "restricted",
    cis=("5.30",),
    references=("CWE-1008", "OWASP Docker rule 5"),
)
def default_bridge_network(container: Container) -> Iterator[Finding]:
    """The container is on the default bridge network

    ## Why

    All containers that nobody placed elsewhere meet on docker0, whatever project they belong to,
    and there they reach each other's ports freely. An intruder in the least of them scans and
    attacks all others.

    ## Fix

    ### In compose

    Remove `network_mode: bridge`; the service then joins the networks of its project.

    ### With docker run

    Create a network for what belongs together, `docker network create shop`, and start the
    containers with `--network shop`. `docker network disconnect bridge NAME` takes one off.

    ## When it is a false alarm

    A single container on a host of its own, or engines with `--icc=false`.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", network_mode: bridge}}
    ```

    ```yaml good
    services: {app: {image: "app:1"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"NetworkMode": "default"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"NetworkMode": "shop_default"}}]
    ```
    """
    mode = container.namespaces.network.value
    second = container.networking.networks.get("bridge")
    if mode is not None and mode.mode in ("bridge", "default"):
        yield Finding(
            container.namespaces.network.span,
            f"is on the default bridge network{default_note(container.namespaces.network)}",
            evidence="bridge",
        )
    elif second is not None and not container.source.is_written:
        # In a compose file this is a network of the project that happens to have the name.
        yield Finding(second.span, "is connected to the default bridge network", evidence="bridge")
