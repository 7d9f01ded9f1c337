from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(
    Severity.MEDIUM,
    cis=("5.9",),
    references=("CWE-668", "OWASP Docker rule 5"),
    without=("compose",),
)
def publish_all_ports(container: Container) -> Iterator[Finding]:
    """Every port that the image declares is published

    ## Why

    `-P` opens whatever the image declares, on every interface and on a port that nobody chose: the
    debug or cluster port that the next version of the image adds is open too, and no firewall rule
    names it.

    ## Fix

    ### With docker run

    Replace `-P` by a `-p 127.0.0.1:8080:80` for each port that is needed.

    ## When it is a false alarm

    Test containers that live for a minute on a machine that nobody else reaches.

    ## Examples

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"PublishAllPorts": true}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"PublishAllPorts": false}}]
    ```
    """
    field = container.networking.published_all
    mode = container.namespaces.network.value
    if field.value is True and (mode is None or mode.mode not in ("host", "none", "container")):
        ports = sorted({item.ports[0].target for item in container.published})
        listed = f" ({', '.join(str(port) for port in ports)})" if ports else ""
        declared = {port.span for port in container.exposed}
        others = [item for item in container.open_ports if item.field.span not in declared]
        yield Finding(
            field.span,
            f"publishes every port that its image declares{listed}",
            evidence="-P",
            covers=()
            if any(i.is_all_interfaces for i in others)
            else ("port-bound-all-interfaces",),
        )
