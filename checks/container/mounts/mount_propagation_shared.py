from collections.abc import Iterator

from hardenlint import Container, Finding, Mount, Severity, check, default_note
from hardenlint.knowledge import host_paths


@check(
    Severity.MEDIUM,
    cis=("5.20",),
    references=("CWE-668",),
    escapes=True,
    needs=("storage.mounts",),
)
def mount_propagation_shared(container: Container) -> Iterator[Finding]:
    """Mounts propagate between container and host

    ## Why

    With shared propagation, what is mounted in the container appears on the host too: root in a
    container that may mount puts a file system of its own over a folder of the host, such as /etc,
    and every other container that shares it sees the same. With slave propagation only the host's
    mounts show up inside.

    ## Fix

    ### In compose

    Remove `:shared`, `:rshared` or `bind.propagation`; `rprivate` is the default. What must see
    later mounts of the host gets `rslave`.

    ### With docker run

    Drop `shared` or `rshared` from the options of `-v`, or `bind-propagation` from `--mount`.

    ## When it is a false alarm

    Storage plugins (CSI, FUSE and rclone mounts) have to hand their mounts to the host. Share one
    folder made for it. `rslave` on a node exporter is harmless as far as it goes, and only noted.

    ## Examples

    ```yaml bad
    services: {fuse: {image: "rclone:1", volumes: ["/srv/media:/media:rshared"]}}
    ```

    ```yaml good
    services: {fuse: {image: "rclone:1", volumes: ["/srv/media:/media:rprivate"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv/media", "Destination": "/media", "RW": true,
            "Mode": "rshared", "Propagation": "rshared"}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv/media", "Destination": "/media", "RW": true,
            "Mode": "", "Propagation": "rprivate"}]}]
    ```
    """
    for field in container.storage.mounts:
        mount = field.value
        if mount is None or not mount.is_bind or mount.propagation not in _SEVERITY:
            continue
        mode = mount.propagation
        if not container.source.is_written and mode == "rslave" and _is_the_engines(mount):
            continue
        yield Finding(
            field.span,
            f"mounts {mount.source} with {mode} propagation{default_note(field)}",
            why=_SLAVE if mode in ("slave", "rslave") else "",
            severity=_SEVERITY[mode],
            related=mount.related,
            evidence=f"{mount.host_path} {mode}",
        )


_SEVERITY = {
    "shared": Severity.MEDIUM,
    "rshared": Severity.MEDIUM,
    "slave": Severity.INFO,
    "rslave": Severity.INFO,
}
_SLAVE = (
    "Whatever the host mounts below this folder later, a backup disk or another container's"
    " storage, shows up in the container without anybody deciding it."
)


def _is_the_engines(mount: Mount) -> bool:
    """Whether the engine chose this by itself: it does so where its own data shows through."""
    path = mount.host_path
    holds = path in ("/", "/var", "/var/lib") or host_paths.below(path, "/var/lib/docker")
    return holds and "slave" not in mount.options
