from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, ReadOnlyRoot, Severity, check, default_note


@check(
    Severity.LOW,
    "restricted",
    cis=("5.13",),
    references=("CWE-732", "OWASP Docker rule 8"),
    without=("windows",),
)
def writable_root_filesystem(container: Container) -> Iterator[Finding]:
    """The root file system of the container is writable

    ## Why

    An intruder who can write into the container's own programs and libraries keeps a foothold until
    it is replaced: a web shell, a changed start script, downloaded tools. On a read-only root most
    ready-made attacks fail at their first step.

    ## Fix

    ### In compose

    Set `read_only: true`, and give the service `tmpfs: [/tmp]` and volumes for what it must write.

    ### With docker run

    Add `--read-only --tmpfs /tmp`, and volumes for what must be written.

    ## When it is a false alarm

    Images that write all over their own file system at start (many that follow PUID and PGID).
    Leave those writable and keep the container short-lived.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1"}}
    ```

    ```yaml good
    services: {app: {image: "app:1", read_only: true, tmpfs: [/tmp]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"ReadonlyRootfs": false}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"ReadonlyRootfs": true}}]
    ```
    """
    if container.privileges.read_only.value is False:
        yield Finding(
            container.privileges.read_only.span,
            f"has a writable root file system{default_note(container.privileges.read_only)}",
            evidence="read_only",
            fix=Fix(
                "make the root file system read-only",
                ReadOnlyRoot(),
                breaks="stop a process that writes outside its volumes; give it a tmpfs there",
            ),
        )
