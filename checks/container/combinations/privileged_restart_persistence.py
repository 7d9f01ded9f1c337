from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check
from hardenlint.knowledge import host_paths

_MANAGED = (
    "com.docker.compose.",
    "com.docker.stack.",
    "com.docker.swarm.",
    "io.kubernetes.",
    "io.podman.",
    "net.unraid.",
    "io.hass.",
)
"""How labels start by which something else says that it created the container."""

_HOST = ("host-root", "docker-socket", "runtime-socket", "runtime-data-root", "persistence")


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-250", "MITRE ATT&CK T1610"),
    without=("compose",),
)
def privileged_restart_persistence(container: Container) -> Iterator[Finding]:
    """A container with power over the host comes back after every start and belongs to nobody

    ## Why

    Who has reached a Docker API leaves a container behind: privileged or with the host's disk in
    it, restarted for ever, and in no compose file that anybody would read. It survives reboots and
    updates, and looks like a leftover.

    ## Fix

    ### With docker run

    Find out who created it (`docker inspect -f '{{.Created}} {{.Path}} {{.Args}}'`, `docker
    history`); move it into a compose file under version control, or remove it and look at how it
    came there.

    ## When it is a false alarm

    Agents that administrators start by hand. Declaring them in a compose file says whose they are.

    ## Examples

    ```json bad
    [{"Id": "1", "Name": "/x", "Config": {"Image": "alpine:3.20", "Labels": {}},
      "HostConfig": {"Privileged": true, "RestartPolicy": {"Name": "always"}}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/x",
      "Config": {"Image": "agent:1", "Labels": {"com.docker.compose.project": "agents"}},
      "HostConfig": {"Privileged": true, "RestartPolicy": {"Name": "always"}}}]
    ```
    """
    restart = container.lifecycle.restart.value
    if restart is None or restart.name != "always":
        return  # an engine refuses to remove by itself what it restarts always
    if any(name.startswith(_MANAGED) for name in container.labels):
        return
    power = "runs privileged" if container.privileges.privileged.value is True else ""
    for field in () if power else container.storage.mounts:
        path = field.value.host_path if field.value is not None else ""
        if host_paths.classify(path) in _HOST:
            power = f"mounts {path} of the host"
            break
    if power:
        yield Finding(
            container.lifecycle.restart.span,
            f"{power}, is restarted always and was created by hand or by a program:"
            " it belongs to no project",
            evidence=power.split()[1],
        )
