from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.knowledge import runtimes


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-693", "OWASP Docker rule 6"),
    needs=("privileges.runtime",),
)
def nondefault_runtime(container: Container) -> Iterator[Finding]:
    """An unusual runtime starts the container

    ## Why

    The runtime is the program that sets up namespaces, capabilities and filters, as root of the
    host. A runtime that nobody has reviewed, or one that was added to the engine's configuration to
    come back after a break-in, decides alone how much of that is done.

    ## Fix

    ### In compose

    Remove `runtime`, or name one that isolates more: `runsc`, `kata`, `sysbox-runc`.

    ### With docker run

    Create the container without `--runtime`.

    ## When it is a false alarm

    A runtime of your own making, another vendor's for its accelerators, or the one that a
    WebAssembly module needs (`platform: wasi/wasm`). `docker info` lists which program is behind
    each name.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", runtime: my-runtime}}
    ```

    ```yaml good
    services: {app: {image: "app:1", runtime: runsc}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Runtime": "odd"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Runtime": "runc"}}]
    ```
    """
    runtime = container.privileges.runtime
    if runtime.value is not None and not runtimes.is_known(runtime.value):
        yield Finding(
            runtime.span,
            f"is started by the runtime {runtime.value}{default_note(runtime)}",
            evidence=runtime.value,
        )
