from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.INFO,
    "restricted",
    cis=("5.12",),
    references=("CWE-770", "OWASP Docker rule 7"),
)
def cpu_unlimited(container: Container) -> Iterator[Finding]:
    """CPU time is not limited

    ## Why

    A busy loop, a costly request or a coin miner takes every processor of the host, and its
    neighbours answer late or not at all. With a limit it slows down alone.

    ## Fix

    ### In compose

    Set `cpus: 1.5`, or `deploy.resources.limits.cpus`. `cpu_shares` is a weight and `cpuset` a
    choice of processors: neither is a limit.

    ### With docker run

    Start with `--cpus 1.5`.

    ## When it is a false alarm

    Batch jobs that should use what is idle: give those a small `cpu_shares` instead.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", cpu_shares: 512, cpuset: "0"}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cpus: 0.5}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"NanoCpus": 0, "CpuQuota": 0, "CpuShares": 512}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig":
      {"NanoCpus": 0, "CpuQuota": 50000}}]
    ```
    """
    limit = container.limits.cpus
    if limit.value is not None and limit.value <= 0:
        yield Finding(limit.span, f"has no limit of CPU time{default_note(limit)}", evidence="0")
