from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-400", "CWE-770"),
    needs=("storage.mounts",),
)
def tmpfs_unbounded(container: Container) -> Iterator[Finding]:
    """A tmpfs has no size, and the container no memory limit

    ## Why

    A tmpfs lives in the memory of the host. Without a size it may take half of it, and with several
    of them all of it: one process that fills its /tmp takes the machine down with everything else
    that runs there.

    ## Fix

    ### In compose

    Give it a size, `tmpfs: ["/tmp:size=64m"]`, or limit the service with `mem_limit`.

    ### With docker run

    `--tmpfs /tmp:size=64m`, or limit the container with `--memory`.

    ## When it is a false alarm

    Machines that run this one container.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", tmpfs: [/tmp]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", tmpfs: ["/tmp:size=64m"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"Memory": 0, "Tmpfs": {"/tmp": ""}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"Memory": 536870912, "Tmpfs": {"/tmp": ""}}}]
    ```
    """
    if container.limits.memory.value != 0:
        return
    for field in container.storage.mounts:
        mount = field.value
        if mount is None or mount.type != "tmpfs" or mount.read_only:
            continue
        if mount.words.get("size", "0").strip("0") in ("", "%"):  # to tmpfs a size of 0 is none
            yield Finding(
                field.span,
                f"mounts a tmpfs on {mount.target} without a size, and has no memory limit"
                f"{default_note(field)}",
                evidence=mount.target,
                here=(("/tmp:size=64m", f"{mount.target}:size=64m"),),  # noqa: S108 - an example
            )
