from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.8",))
def daemon_ulimit_default(host: Host) -> Iterator[Finding]:
    """No default limits on files and processes

    ## Why

    A container that nobody limits inherits the limits of the engine, which are often unlimited: one
    of them can use up the host's file handles and take the others down.

    ## Fix

    Set `"default-ulimits"` in daemon.json, for example `{"nofile": {"Name": "nofile", "Soft": 1024,
    "Hard": 65536}}`.

    ## When it is a false alarm

    The unit of the engine (LimitNOFILE, LimitNPROC) or every container sets limits of its own.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {}, "DaemonComplete": true}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {"default-ulimits": {"nofile": {"Hard": 65536}}}}}]
    ```
    """
    field = host.daemon.default_ulimits
    if field.value == ():
        yield Finding(field.span, "sets no default ulimits for containers")
