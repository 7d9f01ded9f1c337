from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts.mounted import mounted


@check(
    Severity.CRITICAL,
    cis=("5.6",),
    references=("CWE-668", "OWASP Docker rule 1"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def socket_parent_mounted(container: Container) -> Iterator[Finding]:
    """A folder that holds the socket of a container runtime is mounted

    ## Why

    The Docker or containerd socket lies in this folder, so the container sees it as if it had been
    mounted by name: one request to it, and a privileged container gives root on the host. Read-only
    does not close a socket, and sockets that appear later show up too.

    ## Fix

    ### In compose

    Mount the one file or folder below it that the service needs, such as `/run/udev:/run/udev:ro`.

    ### With docker run

    Replace `-v /run:…` or `-v /var:…` by the one folder below it that is needed.

    ## When it is a false alarm

    Monitoring agents that mount `/run` or `/var/run` read-only only to read one thing below it:
    mount that thing. On a host without a container engine's socket there, waive it with a reason.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["/var/run:/host/run:ro"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", volumes: ["/run/udev:/run/udev:ro"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/run", "Destination": "/host/run", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv/run", "Destination": "/host/run", "RW": true}]}]
    ```
    """
    for field, mount in mounted(container, "socket-parent"):
        yield Finding(
            field.span,
            f"mounts {mount.source}, where the socket of a container runtime lies"
            f"{default_note(field)}",
            related=mount.related,
            evidence=mount.host_path,
            # The example lies below one of them only.
            here=()
            if mount.host_path in ("/run", "/var/run")
            else (("needs, such as `/run/udev:/run/udev:ro`", "needs, read-only"),),
        )
