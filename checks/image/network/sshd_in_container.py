from collections.abc import Iterator

from hardenlint import Command, Finding, Image, Severity, check
from hardenlint.facts import starting


@check(
    Severity.MEDIUM,
    "restricted",
    cis=("5.7",),
    references=("CWE-284",),
    needs=("build", "entrypoint.value", "command.value"),
)
def sshd_in_container(image: Image) -> Iterator[Finding]:
    """An SSH server runs in the container

    ## Why

    It mostly runs as root, with host keys that are the same in every copy of the image and
    accounts whose passwords nobody changes. Whoever has one key or password is inside, past every
    control on `docker exec`.

    ## Fix

    ### In a Dockerfile

    Start the application alone and remove the SSH server; for a look inside use `docker exec`.

    ### In compose

    Start the application in `command`; use `docker compose exec` for a shell.

    ### With docker run

    Start the application alone; use `docker exec` for a shell.

    ## When it is a false alarm

    When SSH is what the container is for: a git server, SFTP, a bastion.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update && apt-get install -y openssh-server
    CMD ["/usr/sbin/sshd", "-D"]
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y openssh-client
    CMD ["ssh-keyscan", "example.com"]
    ```

    ```yaml bad
    services: {app: {image: "app:1", command: sh -c "service ssh start && exec app"}}
    ```

    ```yaml good
    services: {app: {image: "app:1", command: ["app", "--with", "sshd"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config": {"Image": "app:1",
      "Cmd": ["/usr/sbin/dropbear", "-F"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "HostConfig": {}, "Config": {"Image": "app:1", "Cmd": ["app"]}}]
    ```
    """
    for command in starting.commands(image):
        name = _server(command)
        if name:
            yield Finding(command.span, f"starts an SSH server ({name})", evidence=name)
            return


def _server(command: Command) -> str:
    """The server that a command starts, itself or as a service."""
    if command.name in ("sshd", "dropbear"):
        # `sshd -t` only tests the configuration.
        return "" if set(command.argv) & {"-t", "-T"} else command.name
    if command.name in ("service", "rc-service", "systemctl"):
        services = {"ssh", "sshd", "dropbear"} & set(command.argv[1:])
        return min(services) if services and _starts(command) else ""
    in_init = bool(command.argv) and command.argv[0].startswith("/etc/init.d/")
    started = in_init and command.name in ("ssh", "sshd", "dropbear") and _starts(command)
    return command.name if started else ""


def _starts(command: Command) -> bool:
    return not {"start", "restart"}.isdisjoint(command.argv)
