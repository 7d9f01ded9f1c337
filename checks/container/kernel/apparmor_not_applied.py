from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(
    Severity.MEDIUM,
    "restricted",
    cis=("5.2",),
    references=("CWE-693", "OWASP Docker rule 6"),
    without=("compose", "windows"),
)
def apparmor_not_applied(container: Container) -> Iterator[Finding]:
    """No AppArmor profile was applied

    ## Why

    The engine supports AppArmor, and this container runs without a profile all the same: it may
    mount file systems and write to the dangerous parts of /proc and /sys as soon as a capability
    lets it. Its neighbours are protected, so nobody expects this one not to be.

    ## Fix

    ### With docker run

    Load the profile (`systemctl restart apparmor docker`) and create the container again, without
    `--security-opt apparmor=`, or with a profile of its own.

    ## When it is a false alarm

    Runtimes that put a virtual machine around the container (kata) apply no profile of the host.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.0.0", "SecurityOptions": ["name=apparmor", "name=seccomp"]},
     {"Id": "1", "Name": "/app", "AppArmorProfile": "", "State": {"Status": "running"},
      "Config": {"Image": "app:1"}, "HostConfig": {"Privileged": false}}]
    ```

    ```json good
    [{"ServerVersion": "28.0.0", "SecurityOptions": ["name=apparmor", "name=seccomp"]},
     {"Id": "1", "Name": "/app", "AppArmorProfile": "docker-default",
      "State": {"Status": "running"},
      "Config": {"Image": "app:1"}, "HostConfig": {"Privileged": false}}]
    ```
    """
    host = container.host
    options = host.security_options if host is not None else None
    privileges = container.privileges
    if options is None or "apparmor" not in options or privileges.privileged.value is not False:
        return
    # the engine applies the profile when the container starts
    is_up = container.lifecycle.state in ("running", "paused")
    if privileges.apparmor_profile.value == "" and is_up:
        yield Finding(
            privileges.apparmor_profile.span,
            "runs without an AppArmor profile on an engine that applies them",
        )
