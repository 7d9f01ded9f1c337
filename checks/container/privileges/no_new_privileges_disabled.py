from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Replace, Severity, check, default_note


@check(
    Severity.MEDIUM,
    cis=("5.26",),
    references=("CWE-269", "OWASP Docker rule 4"),
    needs=("privileges.security_opts",),
)
def no_new_privileges_disabled(container: Container) -> Iterator[Finding]:
    """Protection against gaining privileges is switched off

    ## Why

    An explicit false overrides the engine's own setting: even where an administrator protects all
    containers, here a program with the setuid bit makes root out of any user who can start it.
    Reviews that search for the words `no-new-privileges` read it as protection.

    ## Fix

    ### In compose

    Write `no-new-privileges:true` in `security_opt`.

    ### With docker run

    Write `--security-opt no-new-privileges`, without `=false`.

    ## When it is a false alarm

    The service needs sudo or another setuid program, and its image holds no others.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", security_opt: ["no-new-privileges:false"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", security_opt: ["no-new-privileges:true"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["no-new-privileges=false"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["no-new-privileges=true"]}}]
    ```
    """
    # The engine takes the last one.
    for option in container.privileges.options("no-new-privileges")[-1:]:
        if option.value is not None and option.value.enabled is False:
            host = container.host
            options = host.security_options if host is not None else None
            overrides = options is not None and "no-new-privileges" in options
            yield Finding(
                option.span,
                f"switches no-new-privileges off{default_note(option)}",
                why=(
                    "This engine protects its containers by default; here setuid programs make"
                    " root out of a user all the same."
                    if overrides
                    else ""
                ),
                evidence="false",
                fix=Fix(
                    "switch no-new-privileges on",
                    Replace(option.span, "no-new-privileges:true"),
                    # Mostly somebody has switched it off for a program that failed without.
                    breaks="stop a program that gains privileges, such as sudo, su or ping",
                ),
            )
