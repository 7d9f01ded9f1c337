from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.INFO, "restricted", references=("CWE-770", "OWASP Docker rule 7"), without=("windows",)
)
def memory_swap_unlimited(container: Container) -> Iterator[Finding]:
    """Swap is not limited beside memory

    ## Why

    The memory limit moves the excess to the host's swap instead of ending it. A container that
    leaks or is flooded fills the swap for everyone, and the disk is busy with its pages: the host
    becomes slow long before anything is killed.

    ## Fix

    ### In compose

    Set `memswap_limit` to the value of `mem_limit`, which means no swap.

    ### With docker run

    Give `--memory-swap` the value of `--memory`.

    ## When it is a false alarm

    Hosts without swap.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", mem_limit: 1g, memswap_limit: -1}}
    ```

    ```yaml good
    services: {app: {image: "app:1", mem_limit: 1g, memswap_limit: 1g}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"Memory": 1073741824, "MemorySwap": -1}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"Memory": 1073741824, "MemorySwap": 1073741824}}]
    ```
    """
    memory, swap = container.limits.memory.value, container.limits.memory_swap
    if memory is not None and memory > 0 and swap.value == -1:
        yield Finding(
            swap.span, f"limits memory but not swap{default_note(swap)}", evidence="unlimited"
        )
