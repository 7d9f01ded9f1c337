from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note

_NAMES = {"nofile": "open files", "nproc": "processes"}


@check(
    Severity.INFO,
    "restricted",
    cis=("5.19",),
    references=("CWE-770", "OWASP Docker rule 7"),
    without=("windows",),
)
def ulimits_unset(container: Container) -> Iterator[Finding]:
    """Open files and processes are not limited per process

    ## Why

    Engines start with a limit of a million open files or more. A process that leaks connections, or
    that is made to open them, takes files from a table that the whole host shares before anything
    stops it.

    ## Fix

    ### In compose

    Set `ulimits: {nofile: {soft: 1024, hard: 4096}}` to what the service needs.

    ### With docker run

    Start with `--ulimit nofile=1024:4096`.

    ## When it is a false alarm

    The engine's daemon.json sets `default-ulimits` (neither a file nor the API tells).

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", ulimits: {nofile: -1}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", ulimits: {nofile: {soft: 1024, hard: 4096}}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Ulimits": null}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"Ulimits": [{"Name": "nofile", "Soft": 1024, "Hard": 4096}]}}]
    ```
    """
    limits = container.limits.ulimits.value
    if limits is None:
        return
    if not any(name in limits for name in _NAMES):
        yield Finding(container.limits.ulimits.span, "sets no limit of open files or processes")
        return
    for name, what in _NAMES.items():
        field = limits.get(name)
        if field is not None and field.value is not None and field.value.hard == -1:
            yield Finding(
                field.span,
                f"lifts the limit of {what} ({name} unlimited){default_note(field)}",
                evidence=name,
            )
