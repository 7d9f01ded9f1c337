from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.14",))
def daemon_no_new_privileges_off(host: Host) -> Iterator[Finding]:
    """Containers may gain privileges unless they say otherwise

    ## Why

    With the engine's own default a container that nobody hardened may still become root through a
    setuid program. One line gives all of them the protection.

    ## Fix

    Set `"no-new-privileges": true` in daemon.json; a container that needs sudo says `--security-opt
    no-new-privileges=false`.

    ## When it is a false alarm

    Every container sets `no-new-privileges` itself.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {}, "DaemonComplete": true}}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": ["name=no-new-privileges"]}]
    ```
    """
    options = host.security_options
    if options is not None and "no-new-privileges" in options:
        return
    field = host.daemon.no_new_privileges
    if field.value is False:
        yield Finding(field.span, "does not set no-new-privileges by default")
