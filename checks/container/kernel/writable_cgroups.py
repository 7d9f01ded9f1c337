from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(
    Severity.HIGH,
    references=("CWE-732", "OWASP Docker rule 3"),
    escapes=True,
    needs=("privileges.security_opts",),
)
def writable_cgroups(container: Container) -> Iterator[Finding]:
    """Control groups are writable

    ## Why

    Limits on memory, CPU and processes live in /sys/fs/cgroup. Root in a container that may write
    there lifts its own limits, makes groups that escape the accounting, and on cgroup v1 sets a
    release_agent, a program that the host then runs.

    ## Fix

    ### In compose

    Remove `writable-cgroups` from `security_opt`.

    ### With docker run

    Drop `--security-opt writable-cgroups`.

    ## When it is a false alarm

    systemd or a nested engine inside the container manages groups of its own. Run it as a user, in
    a user namespace, with limits on the parent group.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", security_opt: [writable-cgroups]}}
    ```

    ```yaml good
    services: {app: {image: "app:1", security_opt: ["writable-cgroups=false"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"SecurityOpt": ["writable-cgroups=true"]}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"SecurityOpt": null}}]
    ```
    """
    # The engine takes the last one.
    for option in container.privileges.options("writable-cgroups")[-1:]:
        if option.value is not None and option.value.enabled is True:
            yield Finding(
                option.span, f"may write its control groups{default_note(option)}", evidence="true"
            )
