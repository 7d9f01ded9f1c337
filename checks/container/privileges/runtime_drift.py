from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Namespace, Severity, User, check


@check(Severity.MEDIUM, "restricted", references=("CWE-1188",), without=("compose",))
def runtime_drift(container: Container) -> Iterator[Finding]:
    """Container runs with less protection than its compose file declares

    ## Why

    Whoever reviewed the compose file believes in a protection that is not there. Either the file
    was hardened and the container never made anew, or somebody changed or started it by hand.

    ## Fix

    Run `docker compose up -d --force-recreate SERVICE` where the file lies, and find out who
    started the container otherwise.

    ## When it is a false alarm

    The file was changed on purpose and the container waits for its next maintenance window.

    ## Examples

    ```compose.yaml beside
    services: {web: {image: "app:1", user: "10001", read_only: true}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/web", "Config": {"Image": "app:1", "User": "0", "Labels": {
      "com.docker.compose.project.config_files": "compose.yaml",
      "com.docker.compose.service": "web"}}, "HostConfig": {"ReadonlyRootfs": false}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/web", "Config": {"Image": "app:1", "User": "10001", "Labels": {
      "com.docker.compose.project.config_files": "compose.yaml",
      "com.docker.compose.service": "web"}}, "HostConfig": {"ReadonlyRootfs": true}}]
    ```
    """
    declared = container.declared
    once = container.labels.get("com.docker.compose.oneoff")
    if declared is None or (once is not None and once.value == "True"):
        return  # `docker compose run` is meant to differ
    weaker = [
        *_privileges(container, declared),
        *_spaces(container, declared),
        *_limits(container, declared),
        *_reach(container, declared),
    ]
    if weaker:
        yield Finding(
            container.span,
            f"is weaker than its compose file says: {', '.join(weaker)}",
            evidence=", ".join(weaker),
        )


def _privileges(running: Container, declared: Container) -> Iterator[str]:
    """What the processes may do."""
    runs, says = running.privileges, declared.privileges
    if runs.privileged.value is True and says.privileged.value is False:
        yield "privileged"
    if _loses_user(running.user.value, declared.user.value):
        yield "runs as root"
    if runs.read_only.value is False and says.read_only.value is True:
        yield "root file system is writable"
    yield from _capabilities(running, declared)
    yield from _options(running, declared)
    if runs.masked_paths.value is False and says.masked_paths.value is True:
        yield "sees all of /proc and /sys"


def _options(running: Container, declared: Container) -> Iterator[str]:
    """Security options."""
    if running.privileges.unknown_options or declared.privileges.unknown_options:
        return
    if _no_gains(declared) and not _no_gains(running):
        yield "no no-new-privileges"
    for name, value in (("seccomp", "unconfined"), ("apparmor", "unconfined")):
        if _has(running, name, value) and not _has(declared, name, value):
            yield f"{name}={value}"


def _loses_user(user: User | None, said: User | None) -> bool:
    if user is None or said is None or said.is_root or not said.is_set:
        return False
    return user.is_root or not user.is_set


def _capabilities(running: Container, declared: Container) -> Iterator[str]:
    runs, says = running.privileges, declared.privileges
    unknown = runs.capabilities.unknown or says.capabilities.unknown
    if unknown or runs.privileged.value is True:
        return
    privileged = says.privileged.value is not False  # not known, it may have been declared so
    allowed = says.capabilities.effective(privileged=privileged)
    more = sorted(runs.capabilities.effective() - allowed)
    if len(more) > 3:
        yield f"{len(more)} more capabilities"
    elif more:
        yield f"capability {' '.join(more)}"


def _no_gains(container: Container) -> bool:
    return any(
        option.value is not None and option.value.enabled is True
        for option in container.privileges.options("no-new-privileges")
    )


def _has(container: Container, name: str, value: str) -> bool:
    return any(
        option.value is not None and option.value.value == value
        for option in container.privileges.options(name)
    )


def _spaces(running: Container, declared: Container) -> Iterator[str]:
    """Namespaces of the host that nobody asked for."""
    pairs: tuple[tuple[str, Field[Namespace], Field[Namespace]], ...] = (
        ("processes", running.namespaces.pid, declared.namespaces.pid),
        ("IPC", running.namespaces.ipc, declared.namespaces.ipc),
        ("network", running.namespaces.network, declared.namespaces.network),
        ("name", running.namespaces.uts, declared.namespaces.uts),
        ("users", running.namespaces.userns, declared.namespaces.userns),
        ("control groups", running.namespaces.cgroup, declared.namespaces.cgroup),
    )
    for name, here, there in pairs:
        if here.value is None or there.value is None:
            continue
        if here.value.mode == "host" and there.value.mode != "host":
            yield f"shares the host's {name}"


def _limits(running: Container, declared: Container) -> Iterator[str]:
    """Limits that are not there."""
    for name, here, there in (
        ("memory", running.limits.memory.value, declared.limits.memory.value),
        ("CPU", running.limits.cpus.value, declared.limits.cpus.value),
        ("process", running.limits.pids.value, declared.limits.pids.value),
    ):
        if here == 0 and there:
            yield f"no {name} limit"


def _reach(running: Container, declared: Container) -> Iterator[str]:
    """Parts of the host, and ports, that nobody declared."""
    from hardenlint.knowledge import host_paths  # noqa: PLC0415 - only where there is a file

    mounts = [field.value for field in declared.storage.mounts]
    known = {mount.host_path for mount in mounts if mount is not None}
    # Where a declared mount is not known, any that is found may be that one.
    for field in running.storage.mounts if None not in mounts else ():
        mount = field.value
        path = mount.host_path if mount is not None else ""
        read_only = mount is not None and mount.read_only
        if path and path not in known and host_paths.classify(path, read_only=read_only):
            yield f"mounts {path}"
    yield from _devices(running, declared)
    yield from _ports(running, declared)


def _devices(running: Container, declared: Container) -> Iterator[str]:
    known = [field.value for field in declared.privileges.devices]
    if None in known or running.privileges.privileged.value is not False:
        return
    paths = {device.host_path for device in known if device is not None}
    for field in running.privileges.devices:
        if field.value is not None and field.value.host_path not in paths:
            yield f"device {field.value.host_path}"


def _ports(running: Container, declared: Container) -> Iterator[str]:
    ports = [field.value for field in declared.networking.ports]
    open_ports = {port.target for port in ports if port is not None and not port.is_loopback}
    if None in ports or declared.namespaces.network.value is None:
        return
    found = (field.value for field in running.networking.ports)
    more = {port.target for port in found if port is not None and not port.is_loopback}
    for target in sorted(more - open_ports):
        yield f"publishes port {target}"
