from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.knowledge import capabilities

_GRADES = (
    (Severity.CRITICAL, capabilities.CRITICAL),
    (Severity.HIGH, capabilities.HIGH),
    (Severity.MEDIUM, capabilities.MEDIUM),
)


@check(
    Severity.CRITICAL,
    cis=("5.4",),
    references=("CWE-250", "OWASP Docker rule 3"),
    escapes=True,
    needs=("privileges.capabilities.add",),
)
def dangerous_capability_added(container: Container) -> Iterator[Finding]:
    """A capability that reaches beyond the container is added

    ## Why

    Some capabilities are not confined to the container: they load code into the shared kernel, read
    files and memory of the host, or change its clock, network or policies. Whoever takes over a
    process that holds one needs no further flaw to get out.

    ## Fix

    ### In compose

    Remove it from `cap_add`; look for a narrower way first (a device, a sysctl, a side container
    that does the privileged part once).

    ### With docker run

    Drop the `--cap-add`, or grant the narrower capability or device that the program needs.

    ## When it is a false alarm

    VPN and firewall containers need NET_ADMIN, time servers SYS_TIME, debuggers SYS_PTRACE. Allow
    it for that service, and publish nothing else from it.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", cap_add: [cap_sys_admin]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cap_add: [CHOWN]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CapAdd": ["CAP_SYS_MODULE"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CapAdd": ["CAP_CHOWN"]}}]
    ```
    """
    for name, item in container.privileges.capabilities.added.items():
        for severity, table in _GRADES:
            if name in table:
                right, attack = table[name]
                yield Finding(
                    item.span,
                    f"adds {name}, the right to {right}{default_note(item)}",
                    why=attack,
                    severity=severity,
                    evidence=name,
                )
