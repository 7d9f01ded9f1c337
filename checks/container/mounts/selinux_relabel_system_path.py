from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.knowledge import host_paths


@check(
    Severity.HIGH,
    references=("CWE-732",),
    needs=("storage.mounts",),
)
def selinux_relabel_system_path(container: Container) -> Iterator[Finding]:
    """A system folder of the host gets the SELinux label of a container

    ## Why

    `:z` and `:Z` write a new label on every file below the folder, on the host, for good. Programs
    of the host then no longer may read their own files, up to a machine on which nobody can log in,
    and every container (`:z`) may read what the old label kept from it.

    ## Fix

    ### In compose

    Remove `:z` or `:Z` (long form: `bind.selinux`) and mount a folder of the service's own; a label
    that was lost comes back with `restorecon -R PATH`.

    ### With docker run

    Remove `:z` or `:Z` from the `-v`; use `--security-opt label=type:…` with a policy that allows
    the service what it has to read.

    ## When it is a false alarm

    Hosts that never run SELinux, where the option does nothing. Remove it there too: the next host
    may be Fedora or RHEL.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["/home:/home:z"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", volumes: ["/srv/app:/data:Z"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/usr", "Destination": "/host", "Mode": "ro,Z", "RW": false}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv/app", "Destination": "/data", "Mode": "Z", "RW": true}]}]
    ```
    """
    for field in container.storage.mounts:
        mount = field.value
        if mount is None or mount.selinux not in ("z", "Z") or not mount.is_bind:
            continue
        if host_paths.never_relabelled(mount.host_path):
            yield Finding(
                field.span,
                f"relabels {mount.source} of the host (:{mount.selinux}){default_note(field)}",
                related=mount.related,
                evidence=f"{mount.host_path} {mount.selinux}",
            )
