from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Namespace, Remove, Severity, check, default_note


@check(
    Severity.MEDIUM,
    cis=("5.21",),
    references=("CWE-653",),
    escapes=True,
    needs=("namespaces.uts.value.mode",),
)
def host_uts_namespace(container: Container) -> Iterator[Finding]:
    """Container shares the host's name

    ## Why

    A process that may set the host name sets the host's: logs, certificates and cluster membership
    then belong to a name of the intruder's choice. Reading it tells which machine was reached.

    ## Fix

    ### In compose

    Remove `uts: host`; set `hostname: NAME` if the program wants a certain name.

    ### With docker run

    Create the container without `--uts host`; use `--hostname`.

    ## When it is a false alarm

    Agents that report under the host's name read it this way. Passing it in with `hostname:` or a
    variable serves as well.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", uts: host}}
    ```

    ```yaml good
    services: {app: {image: "app:1", hostname: node-1}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"UTSMode": "host"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"UTSMode": ""}}]
    ```
    """
    if container.namespaces.uts.value == Namespace("host"):
        yield Finding(
            container.namespaces.uts.span,
            f"runs in the host's UTS namespace{default_note(container.namespaces.uts)}",
            evidence="host",
            fix=Fix(
                "do not join the host's UTS namespace",
                Remove(container.namespaces.uts.span, "host"),
                breaks="show it another host name",
            ),
        )
