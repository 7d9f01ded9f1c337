from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Remove, Severity, check, default_note


@check(
    Severity.HIGH, references=("CWE-668", "OWASP Docker rule 6"), escapes=True, without=("windows",)
)
def masked_paths_disabled(container: Container) -> Iterator[Finding]:
    """Dangerous parts of /proc and /sys are visible

    ## Why

    Engines hide /proc/kcore, /proc/keys and the firmware below /sys, and make /proc/sys and
    /proc/sysrq-trigger read-only. Uncovered, root in the container reads the kernel's memory,
    reboots the host, and has the kernel run a program on the host through core_pattern.

    ## Fix

    ### In compose

    Remove `systempaths=unconfined` from `security_opt`; set single kernel parameters with
    `sysctls`.

    ### With docker run

    Drop `--security-opt systempaths=unconfined`; use `--sysctl` for single parameters.

    ## When it is a false alarm

    Running containers inside a container without privileges (rootless Podman or BuildKit in Docker)
    needs it. Do that as a user, never as root.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", security_opt: ["systempaths=unconfined"]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", sysctls: {net.core.somaxconn: 1024}}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"MaskedPaths": [], "ReadonlyPaths": []}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"MaskedPaths": ["/proc/kcore"], "ReadonlyPaths": ["/proc/sys"]}}]
    ```
    """
    if container.privileges.masked_paths.value is False:
        yield Finding(
            container.privileges.masked_paths.span,
            "sees the parts of /proc and /sys that engines hide or protect"
            f"{default_note(container.privileges.masked_paths)}",
            evidence="unconfined",
            fix=Fix(
                "mask /proc and /sys again",
                Remove(container.privileges.masked_paths.span),
                breaks="stop a program that runs containers itself or sets kernel parameters",
            ),
        )
