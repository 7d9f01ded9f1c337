from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, NoNewPrivileges, Severity, check


@check(
    Severity.MEDIUM,
    "restricted",
    cis=("5.26",),
    references=("CWE-269", "OWASP Docker rule 4"),
    without=("windows",),
)
def no_new_privileges_missing(container: Container) -> Iterator[Finding]:
    """Process may gain privileges

    ## Why

    A program with the setuid bit (su, sudo, mount, a forgotten helper) makes root out of any user
    who can start it, so running as a user protects only as far as every such file in the image is
    free of flaws. With no-new-privileges the kernel ignores these bits and file capabilities.

    ## Fix

    ### In compose

    Add `security_opt: ["no-new-privileges:true"]`.

    ### With docker run

    Add `--security-opt no-new-privileges`; or set `"no-new-privileges": true` in the engine's
    daemon.json, for all containers at once.

    ## When it is a false alarm

    The engine's daemon.json sets it for all containers (a file cannot tell), or the service needs
    sudo or another setuid program to work.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1"}}
    ```

    ```yaml good
    services: {app: {image: "app:1", security_opt: ["no-new-privileges=true"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"SecurityOpt": null}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["no-new-privileges"]}}]
    ```
    """
    # any spelling of the option, even a false one, is a decision: no-new-privileges-disabled
    if container.privileges.unknown_options or container.privileges.options("no-new-privileges"):
        return
    host = container.host
    options = host.security_options if host is not None else None
    if options is not None and "no-new-privileges" in options:
        return
    yield Finding(
        container.span,
        "does not set no-new-privileges, so setuid programs may make its process root",
        fix=_fix(container),
    )


def _fix(container: Container) -> Fix | None:
    """Safe only where nothing is seen that lives on gaining privileges."""
    if not container.source.is_fixable:
        return None
    from hardenlint.facts import gaining  # noqa: PLC0415 - only where it could be written

    program = gaining.program(container)
    breaks = f"stop {program}, which gains privileges" if program else ""
    return Fix("add no-new-privileges:true", NoNewPrivileges(), safe=not program, breaks=breaks)
