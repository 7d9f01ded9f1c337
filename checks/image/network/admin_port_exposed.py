from collections.abc import Iterator
from typing import Any

from hardenlint import Finding, Image, PublishedPort, Severity, check, default_note
from hardenlint.facts import ports


@check(
    Severity.LOW,
    "restricted",
    cis=("5.9",),
    references=("CWE-284", "CWE-319"),
    outranks=("port-bound-all-interfaces",),
    needs=("exposed", "open_ports"),
)
def admin_port_exposed(image: Image) -> Iterator[Finding]:
    """A port for remote administration is exposed

    ## Why

    Telnet sends passwords in the clear, and VNC and remote desktop are guessed at around the clock:
    one weak password gives a whole session. None of them is needed to look after a container.

    ## Fix

    ### In a Dockerfile

    Remove the port from EXPOSE, and the server with it.

    ### In compose

    Remove the port from `ports` and `expose`, or bind it to the host: `127.0.0.1:5900:5900`.

    ### With docker run

    Drop the `-p`, or publish with `-p 127.0.0.1:5900:5900`.

    ## When it is a false alarm

    A desktop in a container, where the session is the service. Put a VPN or a proxy with a login in
    front of it.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    EXPOSE 5900
    ```

    ```dockerfile good
    FROM debian:12
    EXPOSE 8080
    ```

    ```yaml bad
    services: {app: {image: "app:1", ports: ["2323:23"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", ports: ["23:8080"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"5800/tcp": [{"HostIp": "", "HostPort": "80"}]}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "5800"}]}}}]
    ```
    """
    for field, number, how in ports.offered(image, tuple(_SERVICES)):
        name = _SERVICES[number]
        yield Finding(
            field.span,
            f"{how}, the port of {name}{default_note(field)}",
            evidence=str(number),
            here=(("127.0.0.1:5900:5900", _on_loopback(field.value, number)),),
        )


def _on_loopback(port: Any, number: int) -> str:
    return (port if isinstance(port, PublishedPort) else PublishedPort(number)).on_loopback


_SERVICES = {23: "Telnet", 3389: "remote desktop (RDP)", 5800: "VNC over HTTP", 5900: "VNC"}
