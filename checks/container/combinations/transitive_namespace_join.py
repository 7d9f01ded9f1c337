from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Namespace, Severity, check, default_note
from hardenlint.facts import peers
from hardenlint.knowledge import host_paths

_LONGEST_CHAIN = 50

_DOMAIN = {
    "network": ("NET_ADMIN",),
    "pid": ("SYS_PTRACE", "SYS_ADMIN"),
    "ipc": ("IPC_OWNER", "SYS_ADMIN"),
}
"""The capabilities that rule over what is shared."""

_SHARED = {"network": "network", "pid": "process table", "ipc": "IPC namespace"}


@check(
    Severity.HIGH,
    references=("CWE-653", "OWASP Docker rule 5"),
    outranks=("shareable-ipc-namespace", "shared-network-namespace", "shared-pid-namespace"),
    escapes=True,
    needs=(
        "namespaces.network.value.target",
        "namespaces.pid.value.target",
        "namespaces.ipc.value.target",
    ),
)
def transitive_namespace_join(container: Container) -> Iterator[Finding]:
    """A namespace is shared with a container that reaches the host

    ## Why

    Nothing in this service's own settings looks dangerous, but it lives in the namespace of one
    that holds the host: it sees that one's processes, memory segments or loopback ports, and a
    break-in here is the first step there.

    ## Fix

    ### In compose

    Give the service its own namespace: remove `network_mode`, `pid` or `ipc`, and let the two talk
    over a network; or take the power from the service it joins.

    ### With docker run

    Drop `--network container:…`, `--pid container:…` or `--ipc container:…`.

    ## When it is a false alarm

    A debugging sidecar that is started by hand and removed again; a service whose traffic goes
    through a VPN container on purpose (reported in the restricted profile only).

    ## Examples

    ```yaml bad
    services:
      app: {image: "app:1", pid: "service:agent"}
      agent: {image: "agent:1", privileged: true}
    ```

    ```yaml good
    services:
      app: {image: "app:1", pid: "service:agent"}
      agent: {image: "agent:1"}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"NetworkMode": "container:2"}},
     {"Id": "2", "Name": "/agent", "Config": {"Image": "agent:1"},
      "HostConfig": {"Privileged": true}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"NetworkMode": "container:2"}},
     {"Id": "2", "Name": "/agent", "Config": {"Image": "agent:1"},
      "HostConfig": {"NetworkMode": "front"}}]
    ```
    """
    if container.privileges.privileged.value is True:
        return
    for slot in _DOMAIN:
        field: Field[Namespace] = getattr(container.namespaces, slot)
        for target in _chain(container, slot):
            power, place, capability = _power(target, slot)
            if not power:
                continue
            yield Finding(
                field.span,
                f"shares the {_SHARED[slot]} of {target.name}, which {power}{default_note(field)}",
                severity=Severity.MEDIUM if capability else None,
                related=((f"{target.name} {power}", place.span),),
                evidence=f"{slot} {target.name}",
                # Services are sent through a VPN's container on purpose.
                profile="restricted" if capability == "NET_ADMIN" else "",
            )
            break


def _chain(container: Container, slot: str) -> Iterator[Container]:
    """The containers whose namespace it joins, one behind the other."""
    own: Field[Namespace] = getattr(container.namespaces, slot)
    if own.value is None or not own.value.target:
        return  # nearly all: the peers are not gone through for each of them
    known = peers.by_name(container)
    seen = [container]
    while len(seen) < _LONGEST_CHAIN:
        field: Field[Namespace] = getattr(seen[-1].namespaces, slot)
        joined = field.value
        target = known.get((joined.mode, joined.target)) if joined and joined.target else None
        if target is None or any(target is other for other in seen):
            return
        yield target
        seen.append(target)


def _power(target: Container, slot: str) -> tuple[str, Field[object], str]:
    """How a container reaches the host ("" if not), where, and by which capability if by one."""
    if target.privileges.privileged.value is True:
        return "runs privileged", target.privileges.privileged.holding(None), ""
    mode: Field[Namespace] = getattr(target.namespaces, slot)
    if mode.value == Namespace("host"):
        return f"is in the host's {slot} namespace", mode.holding(None), ""
    for mount in target.storage.mounts:
        path = mount.value.host_path if mount.value is not None else ""
        if host_paths.classify(path) in ("docker-socket", "runtime-socket"):
            return f"mounts the engine's socket {path}", mount.holding(None), ""
    for name in _DOMAIN[slot]:
        item = target.privileges.capabilities.added.get(name)
        if item is not None:
            return f"adds {name}", item.holding(None), name
    return "", Field(None, target.span), ""
