from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts.mounted import mounted

_ALWAYS_HIGH = (
    "/sys/firmware",
    "/sys/fs/bpf",
    "/sys/kernel/debug",
    "/sys/kernel/security",
    "/sys/kernel/tracing",
)


@check(
    Severity.HIGH,
    cis=("5.6",),
    references=("CWE-668", "OWASP Docker rule 3"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def host_sys_mounted(container: Container) -> Iterator[Finding]:
    """The host's /sys is mounted

    ## Why

    /sys is the control panel of the host's kernel and hardware. Writable, root in the container
    registers a program that the host runs on the next device event (uevent_helper), unbinds drivers
    and writes to firmware; some of its folders disclose the kernel even when read-only.

    ## Fix

    ### In compose

    Remove the mount; a container has a read-only /sys of its own. Exporters need
    `/sys:/host/sys:ro` at most, better the one folder they read.

    ### With docker run

    Drop the `-v /sys…`, or make it end with `:ro`.

    ## When it is a false alarm

    Hardware monitors read it, and some GPIO and USB tools write to single devices below it: mount
    that one folder.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["/sys:/host/sys"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", volumes: ["sys:/sys-data"]}}
    volumes: {sys: {}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {},
      "Mounts": [{"Type": "bind", "Source": "/sys", "Destination": "/host/sys", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {},
      "Mounts": [{"Type": "bind", "Source": "/srv/sys", "Destination": "/data", "RW": true}]}]
    ```
    """
    for field, mount in mounted(container, "sys"):
        path = mount.host_path
        exposed = any(path == top or path.startswith(f"{top}/") for top in _ALWAYS_HIGH)
        yield Finding(
            field.span,
            f"mounts {path} of the host {mount.access}{default_note(field)}",
            why=_why(exposed, mount.read_only),
            severity=Severity.HIGH if exposed or not mount.read_only else Severity.LOW,
            related=mount.related,
            evidence=f"{path} {mount.access}",
        )


def _why(exposed: bool, read_only: bool) -> str:
    if exposed:
        return (
            "This part of /sys opens the firmware or the inside of the kernel (tracing, debugging,"
            " BPF, security policies), which containers never see otherwise, and reading is enough"
            " to learn what an exploit needs."
        )
    if read_only:
        return "Read-only it tells about the hardware and every control group of the host."
    return ""
