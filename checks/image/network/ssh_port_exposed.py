from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note
from hardenlint.facts import ports


@check(
    Severity.LOW,
    cis=("5.7",),
    references=("CWE-284", "OWASP Docker rule 5"),
    outranks=("admin-port-exposed", "port-bound-all-interfaces"),
    needs=("exposed", "open_ports"),
)
def ssh_port_exposed(image: Image) -> Iterator[Finding]:
    """The port of SSH is exposed

    ## Why

    A login on the network is a second way into the container, with its own accounts, keys and
    flaws, and every scanner tries it. Containers are replaced instead of logged in to, and for a
    look inside the engine has `exec`, which is authenticated and logged.

    ## Fix

    ### In a Dockerfile

    Remove port 22 from EXPOSE, and the SSH server with it. Where SSH is the service (a git or SFTP
    server), let it take keys only: `PasswordAuthentication no`.

    ### In compose

    Remove port 22 from `ports` and `expose`; use `docker compose exec`. Where SSH is the service
    (a git or SFTP server), let it take keys only and publish it on the one address it is for.

    ### With docker run

    Drop `-p …:22` and `--expose 22`; use `docker exec`.

    ## When it is a false alarm

    When SSH is what the container is for: a git server, SFTP, a bastion.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    EXPOSE 80 22/tcp
    ```

    ```dockerfile good
    FROM debian:12
    EXPOSE 80 2222 22/udp
    ```

    ```yaml bad
    services: {app: {image: "app:1", ports: ["2222:22"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", ports: ["22:8022"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"22/tcp": [{"HostIp": "", "HostPort": "2222"}]}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PortBindings": {"8022/tcp": [{"HostIp": "", "HostPort": "22"}]}}}]
    ```
    """
    for field, _, how in ports.offered(image, (22,)):
        yield Finding(field.span, f"{how}, the port of SSH{default_note(field)}", evidence="22")
