from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Namespace, Remove, Severity, check, default_note


@check(
    Severity.MEDIUM,
    cis=("5.17",),
    references=("CWE-653", "OWASP Docker rule 3"),
    covers=("selinux-disabled",),  # the engine switches labels off by itself then
    outranks=("shareable-ipc-namespace", "transitive-namespace-join"),
    escapes=True,
    needs=("namespaces.ipc.value.mode", "namespaces.host_joins"),
)
def host_ipc_namespace(container: Container) -> Iterator[Finding]:
    """Container shares the host's shared memory

    ## Why

    Shared memory, semaphores and message queues of the host's programs (databases, desktops, other
    services) are readable, and with the same uid writable: data leaks and gets corrupted past every
    network and file permission.

    ## Fix

    ### In compose

    Remove `ipc: host`; raise `shm_size` if /dev/shm was too small, or use `ipc: service:NAME` for
    two services that belong together.

    ### With docker run

    Create the container without `--ipc host`; use `--shm-size` for more shared memory.

    ## When it is a false alarm

    Programs that exchange data with one on the host by shared memory need it. Data loaders and GPU
    frameworks, whose manuals suggest it, only need `shm_size`.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", ipc: host}}
    ```

    ```yaml good
    services: {app: {image: "app:1", ipc: private, shm_size: 1gb}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"IpcMode": "host"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"IpcMode": "private"}}]
    ```
    """
    namespaces = container.namespaces
    if namespaces.ipc.value == Namespace("host") or "ipc" in namespaces.host_joins:
        yield Finding(
            namespaces.ipc.span,
            f"runs in the host's IPC namespace{default_note(namespaces.ipc)}",
            evidence="host",
            fix=Fix(
                "do not join the host's IPC namespace",
                Remove(namespaces.ipc.span, "host"),
                breaks="stop what shares memory with processes of the host",
            ),
        )
