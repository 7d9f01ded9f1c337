from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note


@check(Severity.LOW, "restricted", cis=("5.25",), references=("CWE-770",), without=("windows",))
def custom_cgroup_parent(container: Container) -> Iterator[Finding]:
    """Container is placed in a control group of its own choice

    ## Why

    Limits are inherited down the tree of control groups. A parent outside the engine's puts the
    container beyond the limits set there, or among the host's own services, with which it then
    competes for memory and CPU.

    ## Fix

    ### In compose

    Remove `cgroup_parent` and set the limits on the service: `mem_limit`, `cpus`, `pids_limit`.

    ### With docker run

    Create the container without `--cgroup-parent`; use `--memory`, `--cpus` and `--pids-limit`.

    ## When it is a false alarm

    A systemd slice that an administrator made, with limits, for a group of containers.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", cgroup_parent: system.slice}}
    ```

    ```yaml good
    services: {app: {image: "app:1", mem_limit: 512m}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CgroupParent": "/custom"}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {"CgroupParent": ""}}]
    ```
    """
    parent = container.namespaces.cgroup_parent
    if parent.value:
        yield Finding(
            parent.span,
            f"runs below the control group {parent.value!r}{default_note(parent)}",
            evidence=parent.value,
        )
