from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.CRITICAL,
    cis=("5.5",),
    references=("CWE-250", "OWASP Docker rule 3"),
    covers=(
        "all-capabilities-added",
        "apparmor-unconfined",
        "capabilities-not-dropped",
        "dangerous-capability-added",
        "extra-capability-added",
        "masked-paths-disabled",
        "seccomp-unconfined",
        "selinux-disabled",
        "sensitive-device-exposed",
    ),
)
def privileged_container(container: Container) -> Iterator[Finding]:
    """Container runs privileged

    ## Why

    Root in a privileged container holds every capability, sees every device of the host and has
    no seccomp, AppArmor or SELinux confinement. Mounting the host's disk is one command away, so
    whoever takes over the process takes over the host.

    ## Fix

    ### In compose

    Remove `privileged: true` and grant the one thing the service needs: a capability with
    `cap_add`, a device with `devices`.

    ### With docker run

    Create the container without `--privileged`; use `--cap-add` or `--device` for what it needs.

    ## When it is a false alarm

    Docker-in-Docker and some hardware tools need it. Run those on a host of their own, or under a
    runtime that makes it safe (sysbox, kata, a rootless engine).

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", privileged: true}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"Privileged": true}}]
    ```

    ```yaml good
    services: {app: {image: "app:1", cap_add: [NET_BIND_SERVICE]}}
    ```
    """
    if container.privileged.value is True:
        yield Finding(
            container.privileged.span,
            f"runs privileged{default_note(container.privileged)}",
            evidence="true",
        )
