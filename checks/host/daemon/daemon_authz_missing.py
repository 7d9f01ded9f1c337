from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.12",))
def daemon_authz_missing(host: Host) -> Iterator[Finding]:
    """Everybody who reaches the engine may do everything

    ## Why

    The engine knows no roles: whoever may speak to it is root on the host. An authorization plugin
    decides request by request.

    ## Fix

    Install a plugin (`opa-docker-authz`, for example) and name it in `authorization-plugins` of
    daemon.json; or let only root reach the engine.

    ## When it is a false alarm

    Nobody but root and its automation reaches the engine.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "Plugins": {"Authorization": null}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "Plugins": {"Authorization": ["opa-docker-authz"]}}]
    ```
    """
    if host.authorization.value == () and not host.is_podman:
        yield Finding(host.authorization.span, "has no authorization plugin")
