from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.HIGH, cis=("2.17",))
def daemon_seccomp_disabled(host: Host) -> Iterator[Finding]:
    """Engine filters no system calls

    ## Why

    Without a seccomp profile every container may make every system call. Most holes of the kernel
    that let a container out need one of those that the default profile closes.

    ## Fix

    Remove `"seccomp-profile": "unconfined"` from daemon.json; a kernel without
    CONFIG_SECCOMP_FILTER needs to be replaced.

    ## When it is a false alarm

    An engine below gVisor or Kata, where the kernel of the host is not what containers call.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": ["name=seccomp,profile=unconfined"]}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": ["name=seccomp,profile=builtin"]}]
    ```
    """
    if host.security_options is None or "seccomp" in host.security_options or not host.is_linux:
        return
    profile = host.seccomp_profile.value
    message = "starts containers without a seccomp profile" if profile else "supports no seccomp"
    yield Finding(host.seccomp_profile.span, message, evidence=profile or "")
