from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check, default_note
from hardenlint.facts.mounted import mounted


@check(
    Severity.CRITICAL,
    cis=("5.32",),
    references=("CWE-250", "CWE-668", "OWASP Docker rule 1"),
    outranks=("project-escape-bind", "volumes-from-inherited"),
    escapes=True,
    needs=("storage.mounts",),
)
def runtime_socket_mounted(container: Container) -> Iterator[Finding]:
    """The socket of a container runtime is mounted

    ## Why

    containerd, CRI-O, Podman, BuildKit and LXD start whatever container they are asked for, a
    privileged one with the host's disk included. Who reaches their socket is root on the host (the
    user, for a rootless engine); mounting it read-only does not change that.

    ## Fix

    ### In compose

    Remove the mount. Let builds run in a BuildKit container of their own, and give monitoring the
    metrics endpoint of the runtime instead of its socket.

    ### With docker run

    Drop the `-v …/containerd.sock:…` or its like.

    ## When it is a false alarm

    Node agents (a CNI plugin, a node exporter of the runtime) need it on purpose: they are part of
    the host and should be kept as closely as the host.

    ## Examples

    ```yaml bad
    services:
      agent:
        image: agent:1
        volumes: ["/run/containerd/containerd.sock:/run/containerd/containerd.sock:ro"]
    ```

    ```yaml good
    services: {agent: {image: "agent:1", volumes: ["./containerd:/etc/containerd:ro"]}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/run/crio/crio.sock", "Destination": "/crio.sock", "RW": true}]}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"}, "HostConfig": {}, "Mounts":
      [{"Type": "bind", "Source": "/srv/podman", "Destination": "/data", "RW": true}]}]
    ```
    """
    for field, mount in mounted(container, "runtime-socket"):
        yield Finding(
            field.span,
            f"mounts the socket of a container runtime, {mount.source}{default_note(field)}",
            related=mount.related,
            evidence=mount.host_path,
        )
