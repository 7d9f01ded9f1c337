from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.13",))
def daemon_log_driver(host: Host) -> Iterator[Finding]:
    """Logs of containers stay on this host

    ## Why

    Whoever takes over the host or removes a container removes what the container logged: nothing is
    left to investigate.

    ## Fix

    Set `"log-driver"` in daemon.json to one that ships (`syslog`, `gelf`, `fluentd`, `awslogs`,
    `journald` with forwarding), or run a collector.

    ## When it is a false alarm

    A collector (Promtail, Fluent Bit, Vector, Filebeat) reads the files of this host.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "LoggingDriver": "json-file"}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "LoggingDriver": "syslog"}]
    ```
    """
    driver = host.logging_driver.value
    if driver == "none":
        yield Finding(host.logging_driver.span, "keeps no logs of containers", evidence=driver)
    elif driver in ("json-file", "local"):
        message = f"keeps the logs of containers on this host only ({driver})"
        yield Finding(host.logging_driver.span, message, evidence=driver)
