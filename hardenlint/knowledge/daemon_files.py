"""Files that decide what an engine does, and who may write or read them.

Sources: CIS Docker Benchmark 1.6, sections 1.1 and 3; the paths are those of Docker's packages. As
of 2026-11.
"""

MODES: dict[str, int] = {
    "/etc/docker": 0o755,
    "/etc/docker/daemon.json": 0o644,
    "/etc/default/docker": 0o644,
    "/etc/sysconfig/docker": 0o644,
    "/etc/systemd/system/docker.service": 0o644,
    "/etc/systemd/system/docker.socket": 0o644,
    "/lib/systemd/system/docker.service": 0o644,
    "/lib/systemd/system/docker.socket": 0o644,
    "/usr/lib/systemd/system/docker.service": 0o644,
    "/usr/lib/systemd/system/docker.socket": 0o644,
    "/etc/systemd/system/docker.service.d": 0o755,
    "/etc/docker/certs.d": 0o755,
}
"""The widest mode that is safe, of files that belong to root."""

CERTIFICATE, KEY = 0o644, 0o400
"""The same for what `tlscacert`/`tlscert` and `tlskey` name."""

RUNTIME_SOCKETS = ("/run/containerd/containerd.sock",)
SOCKET_MODE = 0o660

AUDITABLE = tuple(
    """/usr/bin/dockerd /usr/bin/containerd /usr/bin/containerd-shim-runc-v2 /usr/bin/runc
    /usr/sbin/runc /etc/docker /etc/docker/daemon.json /etc/default/docker /var/lib/docker
    /run/containerd /run/containerd/containerd.sock /run/docker.sock
    /lib/systemd/system/docker.service /lib/systemd/system/docker.socket""".split()
)
"""What audit rules should watch, where it is there."""

RUNTIMES = frozenset(
    """runc crun youki runsc gvisor kata kata-runtime kata-qemu kata-fc sysbox-runc nvidia oci
    nvidia-container-runtime wasmtime io.containerd.runc.v2 io.containerd.runtime.v1.linux
    io.containerd.runsc.v1 io.containerd.kata.v2 io.containerd.wasmtime.v1
    com.docker.hcsshim.v1 io.containerd.runhcs.v1""".split()
)
"""Names under which runtimes are usually known."""


def widest(path: str) -> int:
    """Return the widest safe mode of a file of the engine."""
    if path.endswith("key.pem") or path.endswith(".key"):
        return KEY
    return MODES.get(path, CERTIFICATE)
