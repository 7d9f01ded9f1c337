from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts import telling
from hardenlint.knowledge import sysctls


@check(
    Severity.MEDIUM,
    "restricted",
    references=("CWE-732", "PSS baseline: sysctls"),
    escapes=True,
    needs=("privileges.sysctls",),
)
def unsafe_sysctl(container: Container) -> Iterator[Finding]:
    """A kernel parameter outside the safe set is changed

    ## Why

    Few kernel parameters are known to stay within the container and to harm nobody else. Others
    turn the container into a router, let it accept redirected traffic, or take memory of the
    kernel that no limit of the container counts.

    ## Fix

    ### In compose

    Remove it from `sysctls` unless the service's manual asks for it; set what the whole machine
    needs on the host.

    ### With docker run

    Drop the `--sysctl`.

    ## When it is a false alarm

    VPN servers need forwarding (`net.ipv4.ip_forward`), WireGuard `src_valid_mark`; databases ask
    for `kernel.shmmax` in their manuals.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", sysctls: {net.ipv4.ip_forward: 1}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", sysctls: ["net.ipv4.ip_unprivileged_port_start=0"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"Sysctls": {"kernel.msgmax": "65536"}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"Sysctls": {"net.ipv4.tcp_syncookies": "1"}}}]
    ```
    """
    for written, field in container.privileges.sysctls.items():
        name = written.replace("/", ".")  # sysctl takes both
        if field.value is None or name in sysctls.SAFE or sysctls.hardens(name, field.value):
            continue
        name = telling.name(name)
        yield Finding(
            field.span,
            f"sets the kernel parameter {name} to {field.value}{default_note(field)}",
            evidence=name,
        )
