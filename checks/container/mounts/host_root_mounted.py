from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts.mounted import mounted


@check(
    Severity.CRITICAL,
    cis=("5.6",),
    references=("CWE-668", "OWASP Docker rule 8"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def host_root_mounted(container: Container) -> Iterator[Finding]:
    """The root of the host's file system is mounted

    ## Why

    Writable, an intruder adds a cron job or an SSH key and is root on the host. Read-only, all
    keys, password hashes and the data of every other container are still readable, and the engine's
    socket lies below it and still answers.

    ## Fix

    ### In compose

    Mount the folders that the service needs, read-only where it only reads.

    ### With docker run

    Replace `-v /:…` by the folders that are needed, with `:ro`.

    ## When it is a false alarm

    Backup programs and node exporters ask for it. Node exporters need `/proc`, `/sys` and
    statistics only; give a backup the folders that it backs up.

    ## Examples

    ```yaml bad
    services: {exporter: {image: "prom/node-exporter:v1.8.2", volumes: ["/:/host:ro,rslave"]}}
    ```

    ```yaml good
    services: {backup: {image: "restic:1", volumes: ["/srv/data:/data:ro"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/", "Destination": "/host", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv", "Destination": "/host", "RW": true}]}]
    ```
    """
    for field, mount in mounted(container, "host-root"):
        yield Finding(
            field.span,
            f"mounts {mount.source}, the whole file system of the host, {mount.access}"
            f"{default_note(field)}",
            related=mount.related,
            evidence=f"{mount.host_path} {mount.access}",
        )
