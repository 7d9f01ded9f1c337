from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts.mounted import mounted


@check(
    Severity.CRITICAL,
    cis=("5.6",),
    references=("CWE-668", "OWASP Docker rule 3"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def host_proc_mounted(container: Container) -> Iterator[Finding]:
    """The host's /proc is mounted

    ## Why

    The host's /proc shows every process of the host with its command line and, for root, its
    environment, files and memory. Writable, a line in sys/kernel/core_pattern makes the kernel run
    a program of the intruder's as root on the host as soon as anything crashes.

    ## Fix

    ### In compose

    Remove the mount. Exporters that count processes need `/proc:/host/proc:ro` at most.

    ### With docker run

    Drop the `-v /proc…`, or make it end with `:ro`.

    ## When it is a false alarm

    Node exporters and monitoring agents read it. Mount it read-only, run them as a user and publish
    their port on loopback only.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["/proc:/host/proc"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", volumes: ["./proc:/proc-data"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {},
      "Mounts": [{"Type": "bind", "Source": "/proc", "Destination": "/host/proc", "RW": false}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {},
      "Mounts": [{"Type": "bind", "Source": "/srv/proc", "Destination": "/proc-data", "RW": true}]}]
    ```
    """
    for field, mount in mounted(container, "proc"):
        yield Finding(
            field.span,
            f"mounts {mount.source} of the host {mount.access}{default_note(field)}",
            why=(
                "Every process of the host shows with its command line and, to root, its"
                " environment and open files; read-only keeps the container from changing kernel"
                " parameters, not from reading secrets."
                if mount.read_only
                else ""
            ),
            severity=Severity.HIGH if mount.read_only else None,
            related=mount.related,
            evidence=f"{mount.host_path} {mount.access}",
        )
