from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.LOW,
    "restricted",
    cis=("5.11",),
    references=("CWE-770", "OWASP Docker rule 7"),
)
def memory_unlimited(container: Container) -> Iterator[Finding]:
    """Memory is not limited

    ## Why

    One leak or one flood of requests takes all memory of the host, and then the kernel ends
    whichever process it finds largest: often the database next door. With a limit, the container at
    fault is the one that goes.

    ## Fix

    ### In compose

    Set `mem_limit: 512m`, or `deploy.resources.limits.memory`; a reservation is no limit.

    ### With docker run

    Start with `--memory 512m`.

    ## When it is a false alarm

    A single service on a machine of its own, sized for it, or a database that manages its memory
    itself.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", deploy: {resources: {reservations: {memory: 64m}}}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", deploy: {resources: {limits: {memory: 512m}}}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"Memory": 0}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"Memory": 536870912}}]
    ```
    """
    limit = container.limits.memory
    if limit.value is not None and limit.value <= 0:
        yield Finding(limit.span, f"has no memory limit{default_note(limit)}", evidence="0")
