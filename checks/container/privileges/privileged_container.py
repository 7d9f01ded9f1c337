from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Remove, Severity, check, default_note
from hardenlint.knowledge import runtimes


@check(
    Severity.CRITICAL,
    cis=("5.5",),
    references=("CWE-250", "OWASP Docker rule 3"),
    covers=(
        "all-capabilities-added",
        "all-gpus-exposed",
        "apparmor-not-applied",
        "apparmor-unconfined",
        "capabilities-not-dropped",
        "dangerous-capability-added",
        "device-cgroup-rule-broad",
        "device-exposed",
        "extra-capability-added",
        "lifecycle-hook-privileged",
        "masked-paths-disabled",
        "net-raw-effective",
        "seccomp-profile-permissive",
        "seccomp-unconfined",
        "selinux-disabled",
        "selinux-privileged-type",
        "sensitive-device-exposed",
        "toxic-host-escape",
        "writable-cgroups",
    ),
    escapes=True,
    needs=("privileges.privileged.value",),
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
    runtime that puts a wall around it: with sysbox or kata the finding weighs less.

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
    privileged, runtime = container.privileges.privileged, container.privileges.runtime.value or ""
    if privileged.value is not True:
        return
    around = runtimes.sandbox(runtime)
    yield Finding(
        privileged.span,
        f"runs privileged{f' in {around}' if around else ''}{default_note(privileged)}",
        why=f"The runtime {runtime} puts {around} around it, which is what stands"
        " between root in this container and root on the host."
        if around
        else "",
        severity=Severity.MEDIUM if around else None,
        evidence="true",
        fix=Fix(
            "do not run it privileged",
            Remove(privileged.span),
            breaks="stop what needs devices or capabilities; give it those it needs by name",
        ),
    )
