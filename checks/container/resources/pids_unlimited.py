from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.LOW,
    "restricted",
    cis=("5.29",),
    references=("CWE-770", "OWASP Docker rule 7"),
    without=("windows",),
)
def pids_unlimited(container: Container) -> Iterator[Finding]:
    """The number of processes is not limited

    ## Why

    Process numbers are one pool for the whole host: a fork bomb in one container leaves nobody able
    to start a process, the administrator who wants to stop it included. A limit ends it inside the
    container.

    ## Fix

    ### In compose

    Set `pids_limit: 200`, or `deploy.resources.limits.pids`.

    ### With docker run

    Start with `--pids-limit 200`.

    ## When it is a false alarm

    Engines whose service has a `TasksMax` and that run a single container.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", pids_limit: -1}}
    ```

    ```yaml good
    services: {app: {image: "app:1", pids_limit: 200}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PidsLimit": null}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"PidsLimit": 200}}]
    ```
    """
    limit = container.limits.pids
    if limit.value is not None and limit.value <= 0:
        yield Finding(limit.span, f"has no limit of processes{default_note(limit)}", evidence="0")
