from collections.abc import Iterator

from hardenlint import BindToLoopback, Container, Finding, Fix, Severity, check, default_note


@check(
    Severity.MEDIUM,
    "restricted",
    cis=("5.14",),
    references=("CWE-668", "CWE-1327", "OWASP Docker rule 5"),
    needs=("open_ports",),
)
def port_bound_all_interfaces(container: Container) -> Iterator[Finding]:
    """A port is published on every interface of the host

    ## Why

    A published port without an address listens on every network the host is on, IPv6 included, and
    Docker's own firewall rules let it pass ahead of those of ufw or firewalld. What was meant for
    the developer's browser is open to the office, the hotel or the internet.

    ## Fix

    ### In compose

    Put the address in front: `127.0.0.1:8080:80`. Services that only talk to each other need no
    `ports` at all.

    ### With docker run

    Publish with `-p 127.0.0.1:8080:80`.

    ## When it is a false alarm

    The reverse proxy that is meant to be reached. Name the address it should listen on, or waive it
    with a reason.

    ## Examples

    ```yaml bad
    services: {web: {image: "web:1", ports: ["8080:80"]}}
    ```

    ```yaml good
    services: {web: {image: "web:1", ports: ["127.0.0.1:8080:80"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"80/tcp": [{"HostIp": "::", "HostPort": "8080"}]}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]}}}]
    ```
    """
    for item in container.open_ports:
        if item.is_all_interfaces:
            yield Finding(
                item.field.span,
                f"publishes {item} on every interface of the host{default_note(item.field)}",
                evidence=str(item),
                fix=Fix(
                    "bind the port to 127.0.0.1",
                    BindToLoopback(item.field.span),
                    breaks="cut off other machines that connect to it",
                ),
                here=(("127.0.0.1:8080:80", item.on_loopback),),
            )
