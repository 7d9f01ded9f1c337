from collections.abc import Iterator

from hardenlint import Container, DeviceRule, Finding, Severity, check, default_note
from hardenlint.knowledge.devices import DISK_MAJORS


@check(
    Severity.HIGH,
    cis=("5.18",),
    references=("CWE-732", "OWASP Docker rule 3"),
    escapes=True,
    needs=("privileges.device_rules",),
)
def device_cgroup_rule_broad(container: Container) -> Iterator[Finding]:
    """Device rule opens whole classes of devices

    ## Why

    A rule says which device numbers the container may open, and MKNOD, which it has by default,
    makes a node for any number. With `b *:*` the host's disks are readable and writable past all
    file permissions; with `c *:*` so are its memory, consoles and input devices.

    ## Fix

    ### In compose

    Name the major number that the service drives: `device_cgroup_rules: ["c 188:* rw"]` for serial
    adapters on USB.

    ### With docker run

    Use `--device` for the one device, or `--device-cgroup-rule` with its major number.

    ## When it is a false alarm

    Hardly ever: /proc/devices tells the number of every driver.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", device_cgroup_rules: ["c *:* rwm"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", device_cgroup_rules: ["c 188:* rwm"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"DeviceCgroupRules": ["b 8:* rwm"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"DeviceCgroupRules": ["c 81:* r"]}}]
    ```
    """
    for field in container.privileges.device_rules:
        what = _opened(field.value) if field.value is not None else ""
        if what:
            yield Finding(
                field.span,
                f"may open {what} (device rule {str(field.value)!r}){default_note(field)}",
                evidence=str(field.value),
            )


def _opened(rule: DeviceRule) -> str:
    """What a rule opens, "" for something narrow."""
    if rule.kind == "a" and rule.major == "*":
        return "every device of the host"
    if rule.minor != "*" or not set("rw").intersection(rule.permissions):
        return ""  # to make a node is allowed anyway
    if rule.major == "*":
        return {"b": "every disk of the host", "c": "every character device of the host"}.get(
            rule.kind, ""
        )
    return DISK_MAJORS.get(rule.major, "") if rule.kind == "b" else ""
