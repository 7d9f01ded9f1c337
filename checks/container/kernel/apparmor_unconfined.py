from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Remove, Severity, check, default_note


@check(
    Severity.HIGH,
    cis=("5.2",),
    references=("CWE-693", "OWASP Docker rule 6"),
    escapes=True,
    needs=("privileges.security_opts",),
)
def apparmor_unconfined(container: Container) -> Iterator[Finding]:
    """AppArmor is switched off

    ## Why

    The profile docker-default forbids mounting file systems, writing to the dangerous parts of
    /proc and /sys, and tracing processes outside the container, even for root with capabilities.
    Without it these are one mistake (an added capability, a mounted path) away.

    ## Fix

    ### In compose

    Remove `apparmor=unconfined` from `security_opt`, or name a profile made for the service:
    `apparmor=my-profile`.

    ### With docker run

    Drop `--security-opt apparmor=unconfined`, or name a profile of your own.

    ## When it is a false alarm

    Containers that mount file systems themselves (FUSE, NFS servers) need a profile that allows it;
    hosts with SELinux instead of AppArmor ignore the option.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", security_opt: ["apparmor=unconfined"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", security_opt: ["apparmor=docker-default"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["apparmor=unconfined"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "AppArmorProfile": "docker-default", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": null}}]
    ```
    """
    for option in container.privileges.options("apparmor")[-1:]:  # the engine takes the last one
        if option.value is not None and option.value.value == "unconfined":
            yield Finding(
                option.span,
                f"runs without an AppArmor profile{default_note(option)}",
                evidence="unconfined",
                fix=Fix(
                    "use the default AppArmor profile",
                    Remove(option.span),
                    breaks="stop a program that mounts file systems or writes to /proc",
                ),
            )
