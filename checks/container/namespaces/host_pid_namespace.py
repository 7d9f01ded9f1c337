from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Namespace, Remove, Severity, check, default_note


@check(
    Severity.HIGH,
    cis=("5.16",),
    references=("CWE-653", "OWASP Docker rule 3"),
    covers=("selinux-disabled",),  # the engine switches labels off by itself then
    outranks=("transitive-namespace-join",),
    escapes=True,
    needs=("namespaces.pid.value.mode", "namespaces.host_joins"),
)
def host_pid_namespace(container: Container) -> Iterator[Finding]:
    """Container sees the processes of the host

    ## Why

    Every process of the host is visible: its command line, and with the same uid its environment,
    its open files and through /proc/PID/root its file system. Root can kill them, and one more
    capability (SYS_PTRACE) makes it run code inside them.

    ## Fix

    ### In compose

    Remove `pid: host`; to see the processes of one other service use `pid: service:NAME`.

    ### With docker run

    Create the container without `--pid host`.

    ## When it is a false alarm

    Monitoring agents and profilers count the host's processes. Give those a user of their own, no
    added capability and no published port.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", pid: host}}
    ```

    ```yaml good
    services: {app: {image: "app:1", pid: "service:db"}, db: {image: "db:1"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"PidMode": "host"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"PidMode": ""}}]
    ```
    """
    namespaces = container.namespaces
    if namespaces.pid.value == Namespace("host") or "pid" in namespaces.host_joins:
        yield Finding(
            namespaces.pid.span,
            f"runs in the host's PID namespace{default_note(namespaces.pid)}",
            evidence="host",
            fix=Fix(
                "do not join the host's PID namespace",
                Remove(namespaces.pid.span, "host"),
                breaks="stop what watches or signals processes of the host",
            ),
        )
