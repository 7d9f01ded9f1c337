from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.knowledge import devices

_GIVEN = ("full", "null", "ptmx", "random", "tty", "urandom", "zero")
"""Every container has these anyway."""


@check(
    Severity.LOW,
    "restricted",
    cis=("5.18",),
    references=("CWE-732", "OWASP Docker rule 3"),
    needs=("privileges.devices",),
)
def device_exposed(container: Container) -> Iterator[Finding]:
    """A device of the host is mapped

    ## Why

    The driver behind a device node is code of the host's kernel that the container reaches
    directly. Cameras, sound and serial lines disclose or control what is around the machine, and
    drivers of graphics cards have a record of escapes.

    ## Fix

    ### In compose

    Remove it from `devices`, or name the one node that the service needs, with the permissions
    it needs: `/dev/ttyUSB0:/dev/ttyUSB0:rw`.

    ### With docker run

    Drop the `--device`, or append the permissions that suffice: `--device /dev/snd:/dev/snd:rw`.

    ## When it is a false alarm

    The service exists to drive that device: home automation, video transcoding, a scanner.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", devices: ["/dev/ttyUSB0"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", devices: ["/dev/null:/dev/lp0"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Devices":
      [{"PathOnHost": "/dev/snd", "PathInContainer": "/dev/snd", "CgroupPermissions": "rwm"}]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Devices": null}}]
    ```
    """
    for field in container.privileges.devices:
        device = field.value
        if device is None:
            continue
        path = device.host_path
        kind = devices.classify(path)
        # what gives away the host is another check's; a CDI name is no path
        sensitive = kind is not None and not kind.capability
        if sensitive or not path.startswith("/dev/") or path[5:] in _GIVEN:
            continue
        yield Finding(
            field.span,
            f"maps {path} with permissions {device.permissions}{default_note(field)}",
            evidence=path,
            here=(
                ("/dev/ttyUSB0:/dev/ttyUSB0:rw", f"{path}:{device.target or path}:rw"),
                ("/dev/snd:/dev/snd:rw", f"{path}:{device.target or path}:rw"),
            ),
        )
