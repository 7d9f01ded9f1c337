from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.MEDIUM)
def daemon_insecure_build_entitlement(host: Host) -> Iterator[Finding]:
    """Builds may run without a sandbox

    ## Why

    With the entitlement security.insecure a Dockerfile may say `RUN --security=insecure`, and that
    step runs as in a privileged container: whoever writes Dockerfiles that are built here is root
    on the host.

    ## Fix

    Remove `"security-insecure": true` from `builder.entitlements` in daemon.json; build what needs
    it in a virtual machine of its own.

    ## When it is a false alarm

    A host that does nothing but build what its administrator wrote.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {"builder": {"entitlements": {"security-insecure": true}}}}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {}, "DaemonComplete": true}}]
    ```
    """
    field = host.daemon.insecure_entitlement
    if field.value is True:
        yield Finding(field.span, "allows builds to run steps without a sandbox")
