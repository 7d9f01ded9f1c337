from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, MountReadOnly, Severity, check, default_note
from hardenlint.knowledge import devices, host_paths


@check(
    Severity.HIGH,
    cis=("5.6",),
    references=("CWE-668", "OWASP Docker rule 8"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def sensitive_host_path_mounted(container: Container) -> Iterator[Finding]:
    """A system folder of the host is mounted

    ## Why

    Writable, root in the container replaces programs, libraries, configuration or logs of the host
    and waits until the host uses them. Read-only, it still tells an intruder accounts, versions and
    configuration, which is what the next step needs.

    ## Fix

    ### In compose

    Keep the service's files in a volume or a folder of its own (`./config`, `/srv/NAME`), or mount
    the one file that is needed with `:ro`.

    ### With docker run

    Replace the `-v` by one of a folder of the service's own, or make it end with `:ro`.

    ## When it is a false alarm

    Agents that read the host's configuration: with `:ro` this is low. Time zone, certificates,
    hosts, resolv.conf and machine-id are not reported when read-only, nor are an application's own
    folders below /usr/share and /var/log. A device that gives nothing of the host away, such as
    /dev/dri, is low: it belongs under `devices`.

    ## Examples

    ```yaml bad
    services: {web: {image: "nginx:1.27", volumes: ["/etc/nginx:/etc/nginx"]}}
    ```

    ```yaml good
    services:
      web:
        image: nginx:1.27
        volumes:
          - /etc/localtime:/etc/localtime:ro
          - ./nginx:/etc/nginx:ro
          - /var/log/nginx:/var/log/nginx
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/usr/bin", "Destination": "/host/bin", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/etc/localtime", "Destination": "/etc/localtime", "RW": false}]}]
    ```
    """
    for field in container.storage.mounts:
        mount = field.value
        if mount is None:
            continue
        path, read_only = mount.host_path, mount.read_only
        kind = host_paths.classify(path, read_only=read_only)
        if kind not in ("sensitive", "runtime-dir"):
            continue
        if read_only and host_paths.harmless_read_only(path):
            continue
        access = "read-only" if read_only else "read-write"
        yield Finding(
            field.span,
            f"mounts {path} of the host {access}{default_note(field)}",
            why=_why(path, kind, read_only),
            severity=_severity(path, kind, read_only),
            related=mount.related,
            evidence=f"{path} {access}",
            # Only there read-only is the one right answer.
            fix=Fix("mount it read-only", MountReadOnly(field.span), safe=True)
            if host_paths.harmless_read_only(path)
            else None,
        )


_WHY = {
    "runtime-dir": (
        "What lies below /run are state and sockets of the services of the host: it tells what"
        " runs there, and some of those sockets take orders."
    )
}
_DEVICE = (
    "A device file that is mounted is opened only where `devices` or a device rule allows it too;"
    " what has to use it needs it there, and not as a mount."
)
_READ_ONLY = (
    "Read-only it tells an intruder the accounts, versions and configuration of the host, which"
    " the next step needs."
)


def _why(path: str, kind: str, read_only: bool) -> str:
    if devices.is_harmless(path):
        return _DEVICE
    return _WHY.get(kind, _READ_ONLY if read_only else "")


def _severity(path: str, kind: str, read_only: bool) -> Severity:
    if kind == "runtime-dir":
        return Severity.LOW
    if not read_only:
        return Severity.LOW if devices.is_harmless(path) else Severity.HIGH
    return Severity.INFO if host_paths.kernel_source(path) else Severity.LOW
