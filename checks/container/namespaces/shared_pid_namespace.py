from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(Severity.LOW, "restricted", references=("CWE-653", "OWASP Docker rule 3"))
def shared_pid_namespace(container: Container) -> Iterator[Finding]:
    """Container shares its process table with another one

    ## Why

    Each of the two sees the other's processes and their command lines, may signal those of the same
    uid, and reaches their environment and files through /proc/PID. Whoever takes over the weaker
    one of them is inside the other too.

    ## Fix

    ### In compose

    Remove `pid: service:NAME`; let the services talk over their network or a volume.

    ### With docker run

    Create the container without `--pid container:NAME`.

    ## When it is a false alarm

    Debuggers and profilers that are attached to one service, and reloaders that send it signals.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", pid: "service:db"}, db: {image: "db:1"}}
    ```

    ```yaml good
    services: {app: {image: "app:1"}, db: {image: "db:1"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"PidMode": "container:2"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"PidMode": ""}}]
    ```
    """
    namespace = container.namespaces.pid.value
    if namespace is not None and namespace.mode in ("service", "container"):
        yield Finding(
            container.namespaces.pid.span,
            f"shares the process table of {namespace.mode} {namespace.target}"
            f"{default_note(container.namespaces.pid)}",
            evidence=str(namespace),
        )
