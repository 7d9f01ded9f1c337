from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts.mounted import mounted


@check(
    Severity.HIGH,
    cis=("5.6",),
    references=("CWE-668", "OWASP Docker rule 3"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def host_cgroupfs_mounted(container: Container) -> Iterator[Finding]:
    """The host's control groups are mounted

    ## Why

    Writable, root in the container lifts its own limits, freezes or starves its neighbours, grants
    itself devices (cgroup v1) and, with release_agent on cgroup v1, names a program that the host
    runs as root: the shortest known way out of a container.

    ## Fix

    ### In compose

    Remove the mount, or end it with `:ro`; systemd in a container on cgroup v2 gets by with
    `cgroup: private` and no mount.

    ### With docker run

    Drop the `-v /sys/fs/cgroup…`, or make it end with `:ro`.

    ## When it is a false alarm

    Resource monitors (cAdvisor) need it read-only. Old recipes for systemd in a container mount it
    writable; with cgroup v2 they need not.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["/sys/fs/cgroup:/sys/fs/cgroup:rw"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cgroup: private, tmpfs: [/run]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/sys/fs/cgroup", "Destination": "/sys/fs/cgroup", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts": []}]
    ```
    """
    for field, mount in mounted(container, "cgroupfs"):
        yield Finding(
            field.span,
            f"mounts {mount.source} of the host {mount.access}{default_note(field)}",
            why=(
                "Read-only it tells the names, limits and load of everything that the host runs."
                if mount.read_only
                else ""
            ),
            severity=Severity.INFO if mount.read_only else None,
            related=mount.related,
            evidence=f"{mount.host_path} {mount.access}",
        )
