from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Remove, Severity, check, default_note


@check(
    Severity.HIGH,
    cis=("5.22",),
    references=("CWE-693", "OWASP Docker rule 6"),
    escapes=True,
    needs=("privileges.security_opts",),
)
def seccomp_unconfined(container: Container) -> Iterator[Finding]:
    """System calls are not filtered

    ## Why

    Docker's profile blocks some fifty system calls that services never use and exploits do: keyctl,
    bpf, userfaultfd, unshare and mount inside new user namespaces. Without it the whole surface of
    the kernel is open, and most recent kernel escapes work from here.

    ## Fix

    ### In compose

    Remove `seccomp=unconfined` from `security_opt`; if one call is missing, name a profile that
    allows it beside the default ones: `seccomp=./profile.json`.

    ### With docker run

    Drop `--security-opt seccomp=unconfined`, or name a profile of your own.

    ## When it is a false alarm

    Debuggers and sanitizers on old engines, and programs newer than the engine's profile, ask for
    it: update the engine first.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", security_opt: ["seccomp:unconfined"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", security_opt: ["no-new-privileges:true"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["seccomp=unconfined"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["seccomp=builtin"]}}]
    ```
    """
    for option in container.privileges.options("seccomp")[-1:]:  # the engine takes the last one
        if option.value is not None and option.value.value == "unconfined":
            yield Finding(
                option.span,
                f"runs without a seccomp filter{default_note(option)}",
                evidence="unconfined",
                fix=Fix(
                    "use the default seccomp filter",
                    Remove(option.span),
                    breaks="stop a program that makes unusual system calls",
                ),
            )
