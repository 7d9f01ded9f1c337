from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.LOW, "restricted", cis=("2.9",))
def daemon_userns_remap_off(host: Host) -> Iterator[Finding]:
    """Root in a container is root on the host

    ## Why

    Without user namespaces uid 0 in a container is uid 0 of the host. Whoever breaks out as root,
    or writes through a mount, does so with all its rights.

    ## Fix

    Set `"userns-remap": "default"` in daemon.json (images are stored anew), or run the engine
    rootless.

    ## When it is a false alarm

    Containers that need the host's network, devices or privileged mode do not work in a user
    namespace.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": ["name=seccomp,profile=builtin"]}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": ["name=seccomp,profile=builtin", "name=userns"]}]
    ```
    """
    if host.maps_root is False and host.is_linux and not host.is_podman:
        yield Finding(host.security_span, "does not map root of containers to another user")
