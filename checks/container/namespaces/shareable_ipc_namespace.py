from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.LOW, "restricted", references=("CWE-653", "OWASP Docker rule 3"), without=("windows",)
)
def shareable_ipc_namespace(container: Container) -> Iterator[Finding]:
    """Shared memory is open to other containers

    ## Why

    Shared memory segments and message queues carry data between processes without any check of
    what is in them. Who joins the namespace reads another container's memory there, cached records
    and keys included, and changes it under its hands.

    ## Fix

    ### In compose

    Remove `ipc`, or write `ipc: private`.

    ### With docker run

    Create the container with `--ipc private`.

    ## When it is a false alarm

    Programs of one application that exchange data through shared memory. Join only those two, and
    use `ipc: none` for the rest.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", ipc: shareable}}
    ```

    ```yaml good
    services: {app: {image: "app:1", ipc: private}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"IpcMode": "container:2"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"IpcMode": "private"}}]
    ```
    """
    namespace = container.namespaces.ipc.value
    if namespace is None:
        return
    if namespace.mode == "shareable":
        does = "lets other containers join its shared memory"
    elif namespace.mode in ("service", "container"):
        does = f"joins the shared memory of {namespace.mode} {namespace.target}"
    else:
        return
    yield Finding(
        container.namespaces.ipc.span,
        f"{does}{default_note(container.namespaces.ipc)}",
        evidence=str(namespace),
    )
