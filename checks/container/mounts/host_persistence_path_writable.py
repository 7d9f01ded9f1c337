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
def host_persistence_path_writable(container: Container) -> Iterator[Finding]:
    """A place from which the host runs programs is writable

    ## Why

    What is written here runs on the host, as root, on a schedule, at the next start or at the next
    login: cron jobs, systemd units, sudo rules, authorised keys, kernel modules, the preloaded
    library. A process that is root in the container needs to write one file.

    ## Fix

    ### In compose

    End the mount with `:ro`, or remove it and let the host's own configuration management write
    these files.

    ### With docker run

    Make the `-v` end with `:ro`, or drop it.

    ## When it is a false alarm

    Tools that install host services on purpose. Run their one step on the host instead of leaving a
    container with this right running. `/lib/modules` is only ever read: `:ro` costs nothing.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["/etc/cron.d:/etc/cron.d"]}}
    ```

    ```yaml good
    services: {vpn: {image: "vpn:1", volumes: ["/lib/modules:/lib/modules:ro"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/etc/systemd/system", "Destination": "/units", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/etc/systemd/system", "Destination": "/units", "RW": false}]}]
    ```
    """
    for field, mount in mounted(container, "persistence"):
        yield Finding(
            field.span,
            f"may write to {mount.source}, from which the host runs programs or lets people in"
            f"{default_note(field)}",
            related=mount.related,
            evidence=mount.host_path,
        )
