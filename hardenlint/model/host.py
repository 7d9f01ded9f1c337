"""A Docker engine and the host it runs on."""

from typing import Any, ClassVar

from .network import Network
from .source import Source
from .span import Field, Span
from .subject import Subject


class Listener:
    """A TCP address at which an engine takes orders.

    `encrypted` is whether it speaks TLS, `verified` whether it asks for a client certificate.
    """

    __slots__ = ("address", "encrypted", "verified")

    def __init__(self, address: str, *, encrypted: bool, verified: bool) -> None:
        self.address = address
        self.encrypted = encrypted
        self.verified = verified

    @property
    def is_loopback(self) -> bool:
        """Whether only the host itself can reach it."""
        host = self.address.rpartition(":")[0].strip("[]")
        return host in ("localhost", "::1") or host.startswith("127.")


class Swarm:
    """What an engine is in a swarm; numbers and settings are None where only managers know.

    `state` is inactive, pending, active, error or locked; `cert_days` how long the certificates
    of nodes are valid, `autolock` whether the managers' keys are locked at rest.
    """

    __slots__ = ("autolock", "cert_days", "managers", "nodes", "span", "state")

    def __init__(self, state: str, span: Span) -> None:
        self.state = state
        self.span = span
        unknown: Field[Any] = Field(None, span, "defaulted")
        self.managers: Field[int] = unknown
        self.nodes: Field[int] = unknown
        self.autolock: Field[bool] = unknown
        self.cert_days: Field[float] = unknown


class HostFile:
    """A file of the host: `kind` is file, folder or socket; owner and group as names."""

    __slots__ = ("group", "kind", "mode", "owner", "path")

    def __init__(self, path: str, kind: str, owner: str, group: str, mode: int) -> None:
        self.path = path
        self.kind = kind
        self.owner = owner
        self.group = group
        self.mode = mode


class Daemon:
    """How dockerd is configured, by daemon.json and its own options together.

    Only the host itself can tell: everything is unknown when it was not asked.
    """

    __slots__ = (
        "allow_direct_routing", "cgroup_parent", "content_trust", "default_ulimits", "icc",
        "insecure_entitlement", "ip6tables", "ip_forward_no_drop", "iptables", "listeners",
        "log_level", "no_new_privileges", "userland_proxy",
    )  # fmt: skip

    def __init__(self, span: Span) -> None:
        unknown: Field[Any] = Field(None, span, "defaulted")
        self.iptables: Field[bool] = unknown
        self.ip6tables: Field[bool] = unknown
        self.ip_forward_no_drop: Field[bool] = unknown
        self.allow_direct_routing: Field[bool] = unknown
        self.icc: Field[bool] = unknown
        self.userland_proxy: Field[bool] = unknown
        self.no_new_privileges: Field[bool] = unknown
        self.insecure_entitlement: Field[bool] = unknown
        self.log_level: Field[str] = unknown
        self.cgroup_parent: Field[str] = unknown
        self.default_ulimits: Field[tuple[str, ...]] = unknown
        self.content_trust: Field[bool] = unknown
        self.listeners: tuple[Field[Listener], ...] = ()


class Host(Subject):
    """A Docker engine, as `docker info` and `docker version` describe it, and its host.

    `security_options` are the names of its SecurityOptions that are in force (seccomp, apparmor,
    selinux, userns, rootless, no-new-privileges, …), None when the engine did not say, and
    `security_span` their place. `cgroup_version` is "1", "2" or "". `networks` are its networks
    by name. `is_linux` and `is_podman` tell what kind of engine it is; `server`, `containerd`
    and `runc` are versions. `seccomp_profile` is "" where seccomp is not supported. `runtimes`
    are names and programs of the runtimes. `listeners` are those that the engine warns of.
    `insecure_registries` are addresses and networks that it speaks to without (verified) TLS.
    `stopped`, `dangling_images` are numbers of containers and of images without a name.

    What only the host itself can tell (unknown otherwise): `daemon`, `files` by path,
    `docker_group` (its members), `data_partition` (whether the data root is a file system of its
    own), `audited` and `auditable` (paths that audit rules watch, and Docker's paths that are
    there to watch), `links` (where mounted paths that are symbolic links lead).
    """

    __slots__ = (
        "auditable", "audited", "authorization", "cgroup_version", "containerd",
        "daemon", "dangling_images", "data_partition", "data_root", "default_runtime",
        "docker_group", "endpoint", "experimental", "files", "insecure_registries", "is_linux",
        "is_podman", "links", "listeners", "live_restore", "logging_driver", "networks", "runc",
        "runtimes", "seccomp_profile", "security_options", "security_span", "server", "stopped",
        "storage_driver", "storage_on_loop", "swarm", "version", "warnings",
    )  # fmt: skip
    kind: ClassVar[str] = "host"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        unknown: Field[Any] = Field(None, span, "defaulted")
        self.endpoint = ""
        self.version = ""
        self.cgroup_version = ""
        self.is_linux = True
        self.is_podman = False
        self.security_options: frozenset[str] | None = None
        self.security_span = span
        self.networks: dict[str, Network] = {}
        self.server: Field[str] = unknown
        self.containerd: Field[str] = unknown
        self.runc: Field[str] = unknown
        self.seccomp_profile: Field[str] = unknown
        self.default_runtime: Field[str] = unknown
        self.runtimes: dict[str, Field[str]] = {}
        self.storage_driver: Field[str] = unknown
        self.storage_on_loop: Field[bool] = unknown
        self.logging_driver: Field[str] = unknown
        self.data_root: Field[str] = unknown
        self.live_restore: Field[bool] = unknown
        self.experimental: Field[bool] = unknown
        self.authorization: Field[tuple[str, ...]] = unknown
        self.insecure_registries: tuple[Field[str], ...] = ()
        self.listeners: tuple[Field[Listener], ...] = ()
        self.warnings: tuple[Field[str], ...] = ()
        self.swarm: Swarm | None = None
        self.stopped: Field[int] = unknown
        self.dangling_images: Field[int] = unknown
        self.daemon = Daemon(span)
        self.files: dict[str, Field[HostFile]] = {}
        self.docker_group: Field[tuple[str, ...]] = unknown
        self.data_partition: Field[bool] = unknown
        self.audited: Field[tuple[str, ...]] = unknown
        self.auditable: tuple[str, ...] = ()
        self.links: dict[str, str] = {}

    @property
    def is_rootless(self) -> bool | None:
        """Whether the engine runs without root; None when it did not say."""
        return None if self.security_options is None else "rootless" in self.security_options

    @property
    def maps_root(self) -> bool | None:
        """Whether root in a container is somebody else on the host; None when not known."""
        options = self.security_options
        return None if options is None else not options.isdisjoint(("rootless", "userns"))
