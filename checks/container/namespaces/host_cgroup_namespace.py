from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Namespace, Remove, Severity, check, default_note


@check(
    Severity.MEDIUM,
    references=("CWE-653",),
    escapes=True,
    needs=("namespaces.cgroup.value.mode",),
)
def host_cgroup_namespace(container: Container) -> Iterator[Finding]:
    """Container sees the host's control groups

    ## Why

    The whole tree of control groups shows: which containers and services the host runs, by name and
    id. Together with a writable mount of /sys/fs/cgroup the limits of the neighbours, and on old
    engines a program that the host runs, are the container's to change.

    ## Fix

    ### In compose

    Remove `cgroup: host`; the engine's default on cgroup v2 is `private`.

    ### With docker run

    Create the container without `--cgroupns host`.

    ## When it is a false alarm

    Resource monitors and systemd inside a container ask for it; systemd runs in a private namespace
    as well. With cgroup v1 `host` is the engine's default, and only said explicitly a finding.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", cgroup: host}}
    ```

    ```yaml good
    services: {app: {image: "app:1", cgroup: private}}
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"CgroupnsMode": "private"}}]
    ```
    """
    # sources leave it unknown where the engine writes `host` by itself (cgroup v1)
    if container.namespaces.cgroup.value == Namespace("host"):
        yield Finding(
            container.namespaces.cgroup.span,
            f"runs in the host's cgroup namespace{default_note(container.namespaces.cgroup)}",
            evidence="host",
            fix=Fix(
                "do not join the host's cgroup namespace",
                Remove(container.namespaces.cgroup.span, "host"),
                breaks="hide the control groups of the host from it",
            ),
        )
