from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts.mounted import mounted


@check(
    Severity.CRITICAL,
    references=("CWE-250", "CWE-668", "OWASP Docker rule 1"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def systemd_control_socket_mounted(container: Container) -> Iterator[Finding]:
    """The control socket of systemd is mounted

    ## Why

    Over this socket systemd starts units: a process that is root in the container, without any
    capability beyond the defaults, asks for a transient service and has its command run as root on
    the host. Mounting it read-only does not prevent a single call.

    ## Fix

    ### In compose

    Remove the mount. A program that only needs one bus service gets a filter (`xdg-dbus-proxy`) in
    between; journals are read from `/var/log/journal`.

    ### With docker run

    Drop the `-v /run/systemd…` or `-v /run/dbus…`.

    ## When it is a false alarm

    Bluetooth and mDNS integrations (Home Assistant) ask for `/run/dbus`. The risk is real all the
    same: run those as a user other than root, so that systemd asks polkit and refuses.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", volumes: ["/run/dbus/system_bus_socket:/bus:ro"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", volumes: ["/var/log/journal:/var/log/journal:ro"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/run/systemd/private", "Destination": "/host", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv/app", "Destination": "/run/systemd", "RW": true}]}]
    ```
    """
    for field, mount in mounted(container, "systemd-socket"):
        yield Finding(
            field.span,
            f"mounts the control socket of systemd, {mount.source}{default_note(field)}",
            related=mount.related,
            evidence=mount.host_path,
        )
