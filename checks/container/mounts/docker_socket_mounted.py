from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts.mounted import mounted
from hardenlint.knowledge import services


@check(
    Severity.CRITICAL,
    cis=("5.32",),
    references=("CWE-250", "CWE-668", "OWASP Docker rule 1"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def docker_socket_mounted(container: Container) -> Iterator[Finding]:
    """The Docker socket is mounted

    ## Why

    Whoever can talk to the Docker API can start a privileged container with the host's disk in it:
    that is root on the host, with one HTTP request. Mounting the socket read-only does not help,
    because it only protects the file, not what is said through it.

    ## Fix

    ### In compose

    Remove the mount. A service that only needs to read (Traefik, monitoring) talks to a filtering
    proxy such as `tecnativa/docker-socket-proxy`, which gets the socket and allows GET only.

    ### With docker run

    Drop `-v /var/run/docker.sock:…`; point `DOCKER_HOST` of the container at a filtering socket
    proxy.

    ## When it is a false alarm

    Programs that manage the engine on purpose (Portainer, a CI runner, Watchtower). They are root
    on the host: keep them off the networks that others reach, and give the runner a rootless
    engine. A known socket proxy that lets only reading pass is not reported.

    ## Examples

    ```yaml bad
    services:
      proxy:
        image: traefik:v3.1
        volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
    ```

    ```yaml good
    services:
      proxy:
        image: traefik:v3.1
        environment: {DOCKER_HOST: "tcp://socket-proxy:2375"}
      socket-proxy:
        image: tecnativa/docker-socket-proxy:0.3.0
        environment: {CONTAINERS: 1}
        volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/run/docker.sock", "Destination": "/docker.sock", "RW": false}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv/app", "Destination": "/data", "RW": true}]}]
    ```
    """
    ref = container.reference.value
    env = {name: field.value for name, field in container.env.items()}
    words = (*(container.entrypoint.value or ()), *(container.command.value or ()))
    # The socket is what such a filter is for.
    if ref is not None and services.is_read_only_proxy(ref.repository, words, env):
        return
    for field, mount in mounted(container, "docker-socket"):
        yield Finding(
            field.span,
            f"mounts the Docker socket {mount.source}{default_note(field)}",
            why=(
                "Read-only protects the file of the socket, not the engine behind it: every request"
                " still passes, and one that starts a privileged container is root on the host."
                if mount.read_only
                else ""
            ),
            related=mount.related,
            evidence=mount.host_path,
        )
