from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(Severity.LOW, "restricted", cis=("2.13",), references=("CWE-778",))
def logging_disabled(container: Container) -> Iterator[Finding]:
    """Output is not logged

    ## Why

    With the driver `none` the engine throws the output of the container away. After an attack there
    is no trace of what was asked and what went wrong, and nothing for an alarm to look at.

    ## Fix

    ### In compose

    Remove `logging.driver: none`; to save disk space use the driver `local`, which rotates.

    ### With docker run

    Create the container without `--log-driver none`.

    ## When it is a false alarm

    The program sends its log to a collector by itself, or its output is secret.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", logging: {driver: none}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", logging: {driver: local}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"LogConfig": {"Type": "none", "Config": {}}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"LogConfig": {"Type": "journald", "Config": {}}}}]
    ```
    """
    logging = container.lifecycle.logging
    if logging.value is not None and logging.value.driver == "none":
        yield Finding(logging.span, f"throws its log away{default_note(logging)}", evidence="none")
