from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.1",), references=("OWASP Docker rule 11",))
def daemon_not_rootless(host: Host) -> Iterator[Finding]:
    """Engine runs as root

    ## Why

    A hole in the engine, in containerd or in runc gives what they run as. A rootless engine has the
    rights of one user only.

    ## Fix

    Try `dockerd-rootless-setuptool.sh install`: it runs beside the engine that is there.

    ## When it is a false alarm

    Overlay networks, AppArmor, ports below 1024 and some storage drivers need a root engine. It is
    advice, not a fault.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": ["name=seccomp,profile=builtin"]}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": ["name=rootless"]}]
    ```
    """
    if host.is_rootless is False and host.is_linux and not host.is_podman:
        yield Finding(host.security_span, "runs as root")
