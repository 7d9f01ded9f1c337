from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Namespace, Remove, Severity, check, default_note


@check(
    Severity.LOW,
    cis=("5.31",),
    references=("CWE-653", "OWASP Docker rule 2"),
    needs=("namespaces.userns.value.mode",),
)
def host_user_namespace(container: Container) -> Iterator[Finding]:
    """Container opts out of user namespaces

    ## Why

    On an engine with `userns-remap`, root in a container is nobody on the host. With
    `userns_mode: host` this container is the exception: its root is the host's root again, and an
    escape from it needs no second step.

    ## Fix

    ### In compose

    Remove `userns_mode: host`, and give the files it mounts to the remapped ids.

    ### With docker run

    Create the container without `--userns host`.

    ## When it is a false alarm

    Without `userns-remap` the setting changes nothing. With it, containers that share the host's
    network or PID namespace cannot start otherwise.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", userns_mode: host}}
    ```

    ```yaml good
    services: {app: {image: "app:1", userns_mode: ""}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"UsernsMode": "host"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"UsernsMode": ""}}]
    ```
    """
    if container.namespaces.userns.value != Namespace("host"):
        return
    host = container.host
    options = host.security_options if host is not None else None
    idle = options is not None and "userns" not in options
    note = ", which changes nothing on this engine: it does not remap users" if idle else ""
    yield Finding(
        container.namespaces.userns.span,
        f"runs in the host's user namespace{default_note(container.namespaces.userns)}{note}",
        severity=Severity.INFO if idle else None,
        evidence="host",
        fix=Fix(
            "do not opt out of user namespaces",
            Remove(container.namespaces.userns.span, "host"),
            breaks="take the access to files of the host away that it has as their owner",
        ),
    )
