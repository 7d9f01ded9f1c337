from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Severity, check


@check(Severity.INFO, "restricted", references=("CWE-770", "CWE-779"))
def log_rotation_missing(container: Container) -> Iterator[Finding]:
    """The log grows without limit

    ## Why

    The engine's usual driver, json-file, keeps everything a container ever wrote. Whoever can make
    the service write (a request an attempt is enough) fills the disk that holds all containers,
    and they stop together.

    ## Fix

    ### In compose

    Set `logging: {driver: local}`, which rotates by itself, or the options `max-size: 10m` and
    `max-file: "3"` of json-file.

    ### With docker run

    Start with `--log-opt max-size=10m --log-opt max-file=3`; better, set both as `log-opts` in the
    engine's daemon.json.

    ## When it is a false alarm

    The engine's daemon.json chooses another driver or sets `max-size` (a compose file cannot tell).

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", logging: {driver: json-file}}}
    ```

    ```yaml good
    services: {app: {image: "app:1", logging: {driver: json-file, options: {max-size: 10m}}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"LogConfig": {"Type": "json-file", "Config": {}}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"LogConfig": {"Type": "json-file", "Config": {"max-size": "10m"}}}}]
    ```
    """
    logging = container.lifecycle.logging
    # The driver `local` rotates by itself, and others hand the log on.
    if logging.value is None or logging.value.driver not in ("", "json-file"):
        return
    size: Field[str] | None = logging.value.options.get("max-size")
    if size is None:
        yield Finding(logging.span, "has no limit on the size of its log")
    elif size.value in ("-1", "0"):
        yield Finding(size.span, "lifts the limit on the size of its log", evidence="unlimited")
