from collections.abc import Iterator

from hardenlint import Container, Device, Field, Finding, Severity, check, default_note
from hardenlint.knowledge import devices


@check(
    Severity.CRITICAL,
    cis=("5.18",),
    references=("CWE-732", "OWASP Docker rule 3"),
    outranks=("device-exposed",),
    escapes=True,
    needs=("privileges.devices",),
)
def sensitive_device_exposed(container: Container) -> Iterator[Finding]:
    """A device that gives away the host is mapped

    ## Why

    A device node is a door into the host's kernel that no namespace closes: through a raw disk or
    the memory device every file and process of the host is readable and writable, whatever file
    permissions, capabilities and read-only mounts say.

    ## Fix

    ### In compose

    Remove it from `devices`; mount the one folder that the service needs instead of its disk, and
    map the one device it drives instead of /dev.

    ### With docker run

    Drop the `--device`, or name the one harmless device that the program drives.

    ## When it is a false alarm

    Disk health monitors, VPNs (net/tun), emulators (kvm) and FUSE mounts work on such devices. Map
    with permission `r` what is only read, and run nothing else in that container.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", devices: ["/dev/sda:/dev/sda:r"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", devices: ["/dev/ttyUSB0:/dev/ttyUSB0"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", devices: ["/dev/net/tun"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Devices":
      [{"PathOnHost": "/dev/kvm", "PathInContainer": "/dev/kvm", "CgroupPermissions": "rwm"}]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Devices":
      [{"PathOnHost": "/dev/snd", "PathInContainer": "/dev/snd", "CgroupPermissions": "rwm"}]}}]
    ```
    """
    held = container.privileges.capabilities.effective(
        privileged=container.privileges.privileged.value is True
    )
    for field in container.privileges.devices:
        device = field.value
        kind = devices.classify(device.host_path) if device is not None else None
        if device is not None and kind is not None and kind.capability in ("", *held):
            yield _finding(field, device, kind)


def _finding(field: Field[Device], device: Device, kind: devices.DeviceClass) -> Finding:
    rights = device.permissions
    access = f", with permissions {rights}" if rights not in ("", "rwm") else ""
    return Finding(
        field.span,
        f"maps {device.source}, {kind.what}{access}{default_note(field)}",
        severity=_severity(kind),
        why=kind.why,
        evidence=device.host_path,
    )


def _severity(kind: devices.DeviceClass) -> Severity | None:
    if kind is devices.VIRTUAL:  # a large surface, and nothing of the host's by itself
        return Severity.MEDIUM
    return Severity.HIGH if kind.capability else None
