from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted")
def daemon_default_runtime(host: Host) -> Iterator[Finding]:
    """Runtime that is not known

    ## Why

    The runtime starts every container and runs as root. One that nobody knows, or that lies in an
    odd folder, decides what isolation is worth, and is a place to hide.

    ## Fix

    Remove it from `runtimes` and `default-runtime` in daemon.json unless you know what installed
    it.

    ## When it is a false alarm

    A runtime of your own or of a vendor, whose package you know.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "DefaultRuntime": "custom",
      "Runtimes": {"custom": {"path": "/tmp/runtime"}}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "DefaultRuntime": "runc",
      "Runtimes": {"runc": {"path": "runc"}}}]
    ```
    """
    from hardenlint.knowledge import daemon_files  # noqa: PLC0415 - only where there is a host

    default = host.default_runtime
    if default.value is not None and default.value not in daemon_files.RUNTIMES:
        message = f"starts containers with the runtime {default.value}"
        yield Finding(default.span, message, evidence=default.value)
    for name, path in () if host.is_podman else host.runtimes.items():  # it lists all there are
        if name not in daemon_files.RUNTIMES and name != default.value:
            yield Finding(path.span, f"knows the runtime {name}", evidence=name)
