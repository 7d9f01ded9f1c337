from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.15",))
def daemon_live_restore_off(host: Host) -> Iterator[Finding]:
    """Containers stop with the engine

    ## Why

    Without live restore every update of the engine stops all containers, so security updates of the
    engine wait for a maintenance window.

    ## Fix

    Set `"live-restore": true` in daemon.json and reload the engine.

    ## When it is a false alarm

    Swarm does not support live restore; a host whose containers may restart at any time does not
    need it.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "LiveRestoreEnabled": false,
      "Swarm": {"LocalNodeState": "inactive"}}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "LiveRestoreEnabled": true}]
    ```
    """
    swarm = host.swarm.state if host.swarm is not None else "inactive"
    if host.live_restore.value is False and swarm == "inactive" and not host.is_podman:
        yield Finding(host.live_restore.span, "stops all containers when it is updated")
