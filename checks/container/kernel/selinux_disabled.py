from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Remove, Severity, check, default_note


@check(
    Severity.HIGH,
    cis=("5.3",),
    references=("CWE-693", "OWASP Docker rule 6"),
    escapes=True,
    needs=("privileges.security_opts",),
)
def selinux_disabled(container: Container) -> Iterator[Finding]:
    """SELinux separation is switched off

    ## Why

    On a host with SELinux a label keeps the container's processes from every file that is not its
    own, root or not, and has stopped several escapes on its own. Without it a mounted folder or an
    escape reaches whatever the uid may read.

    ## Fix

    ### In compose

    Remove `label:disable` from `security_opt`; let the engine relabel the volumes that are its own
    with `:Z` (private) or `:z` (shared).

    ### With docker run

    Drop `--security-opt label=disable`; mount with `-v ./data:/data:Z`.

    ## When it is a false alarm

    Relabelling a folder of the system (a home, /usr) would break the host, and containers that must
    read it run unlabelled. With the host's PID or IPC namespace the engine switches labels off by
    itself: then that is the finding, not this.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", security_opt: ["label:disable"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", volumes: ["./data:/data:Z"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["label=disable"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"PidMode": "host", "SecurityOpt": ["label=disable"]}}]
    ```
    """
    # Unlike other options, those of a label add up, so any of them counts.
    for option in container.privileges.options("label"):
        if option.value is not None and option.value.value == "disable":
            yield Finding(
                option.span,
                f"runs without an SELinux label{default_note(option)}",
                evidence="disable",
                fix=Fix(
                    "keep the SELinux label",
                    Remove(option.span),
                    breaks="take the access to host folders away that are mounted without :z or :Z",
                ),
            )
            return
