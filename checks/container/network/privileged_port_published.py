from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.INFO,
    "restricted",
    cis=("5.8",),
    references=("CWE-668",),
)
def privileged_port_published(container: Container) -> Iterator[Finding]:
    """A port below 1024 of the host is published

    ## Why

    Ports below 1024 are where clients expect the services of the host itself (SSH, DNS, mail,
    HTTP). A container that takes one speaks in the host's name, and the engine opens it with rights
    that an ordinary process of that user would not have.

    ## Fix

    ### In compose

    Publish a port from 1024 up: `8080:80`; let the one reverse proxy that is meant for it have 80
    and 443.

    ### With docker run

    Publish with `-p 8080:80`.

    ## When it is a false alarm

    The reverse proxy on 80 and 443, a DNS or mail server: that is what these ports are for.

    ## Examples

    ```yaml bad
    services: {web: {image: "web:1", ports: ["80:8080"]}}
    ```

    ```yaml good
    services: {web: {image: "web:1", ports: ["8080:80"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"8080/tcp": [{"HostIp": "", "HostPort": "443"}]}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"443/tcp": [{"HostIp": "", "HostPort": "8443"}]}}}]
    ```
    """
    for item in container.published:
        lowest = item.ports[0].lowest_published
        if lowest is not None and lowest < 1024:
            yield Finding(
                item.field.span,
                f"publishes {item}, a port below 1024 of the host{default_note(item.field)}",
                evidence=str(item),
                here=(("8080:80", f"{lowest + 8000}:{item.ports[0].target}"),),
            )
