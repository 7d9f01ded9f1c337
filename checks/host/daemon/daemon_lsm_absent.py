from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.MEDIUM, "restricted", cis=("5.2", "5.3"))
def daemon_lsm_absent(host: Host) -> Iterator[Finding]:
    """Neither AppArmor nor SELinux confines containers

    ## Why

    AppArmor and SELinux stop what capabilities and namespaces let through: writes to /proc and
    /sys, mounts, files of other containers. Without either, one hole more stands between a
    container and the host.

    ## Fix

    Install AppArmor (`apt install apparmor`) and restart the engine; on Fedora and RHEL set
    `"selinux-enabled": true` in daemon.json.

    ## When it is a false alarm

    A rootless engine, or a kernel that has neither, as in most virtual machines of Docker Desktop.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": ["name=seccomp,profile=builtin"]}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": ["name=apparmor"]}]
    ```
    """
    options = host.security_options
    if options is None or not host.is_linux or not options.isdisjoint(("apparmor", "selinux")):
        return
    yield Finding(host.security_span, "confines containers with neither AppArmor nor SELinux")
