from collections.abc import Iterator

from hardenlint import Container, Finding, Namespace, Severity, check, default_note


@check(Severity.HIGH, cis=("5.3",), references=("CWE-693", "OWASP Docker rule 6"))
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
    if container.privileged.value is True or Namespace("host") in (
        container.pid.value,
        container.ipc.value,
    ):
        return  # the engine adds label=disable to these, whether anybody writes it or not
    for option in container.options("label"):
        if option.value is not None and option.value.value == "disable":
            host = container.host
            options = host.security_options if host is not None else None
            idle = options is not None and "selinux" not in options
            note = ", which changes nothing on this engine: it has no SELinux" if idle else ""
            yield Finding(
                option.span,
                f"runs without an SELinux label{default_note(option)}{note}",
                severity=Severity.INFO if idle else None,
                evidence="disable",
            )
            return
