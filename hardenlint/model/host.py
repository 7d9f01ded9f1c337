"""A Docker engine and the host it runs on."""

from typing import ClassVar, NamedTuple

from .span import Field, Span
from .subject import Source, Subject


class Network(NamedTuple):
    """A network of a project or an engine.

    `settings` are its driver's `options` again, each with its place (the value None: unknown).
    `attachable` is None when nobody said. `owner` is the compose project that made it, "" for
    none and None when that is not known.
    """

    name: str
    span: Span
    driver: str = ""
    internal: Field[bool] | None = None
    external: bool = False
    options: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, Field[str]], ...] = ()
    attachable: Field[bool] | None = None
    owner: str | None = None

    @property
    def encloses(self) -> bool:
        """Whether it publishes nothing; a swarm's does, through its ingress network."""
        if self.external or self.driver not in ("", "bridge"):
            return False
        return self.internal is not None and self.internal.value is True

    def setting(self, name: str) -> Field[str] | None:
        """One of the driver's options with its place."""
        return next((field for key, field in self.settings if key == name), None)


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
        self.managers: Field[int] = Field(None, span, "defaulted")
        self.nodes: Field[int] = Field(None, span, "defaulted")
        self.autolock: Field[bool] = Field(None, span, "defaulted")
        self.cert_days: Field[float] = Field(None, span, "defaulted")


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
        self.iptables: Field[bool] = Field(None, span, "defaulted")
        self.ip6tables: Field[bool] = Field(None, span, "defaulted")
        self.ip_forward_no_drop: Field[bool] = Field(None, span, "defaulted")
        self.allow_direct_routing: Field[bool] = Field(None, span, "defaulted")
        self.icc: Field[bool] = Field(None, span, "defaulted")
        self.userland_proxy: Field[bool] = Field(None, span, "defaulted")
        self.no_new_privileges: Field[bool] = Field(None, span, "defaulted")
        self.insecure_entitlement: Field[bool] = Field(None, span, "defaulted")
        self.log_level: Field[str] = Field(None, span, "defaulted")
        self.cgroup_parent: Field[str] = Field(None, span, "defaulted")
        self.default_ulimits: Field[tuple[str, ...]] = Field(None, span, "defaulted")
        self.content_trust: Field[bool] = Field(None, span, "defaulted")
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
        "auditable",
        "audited",
        "authorization",
        "cgroup_driver",
        "cgroup_version",
        "containerd",
        "daemon",
        "dangling_images",
        "data_partition",
        "data_root",
        "default_runtime",
        "docker_group",
        "endpoint",
        "experimental",
        "files",
        "insecure_registries",
        "is_linux",
        "is_podman",
        "links",
        "listeners",
        "live_restore",
        "logging_driver",
        "networks",
        "runc",
        "runtimes",
        "seccomp_profile",
        "security_options",
        "security_span",
        "server",
        "stopped",
        "storage_driver",
        "storage_on_loop",
        "swarm",
        "version",
        "warnings",
    )  # fmt: skip
    kind: ClassVar[str] = "host"
    folder: ClassVar[str] = "host"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        self.endpoint = ""
        self.version = ""
        self.cgroup_version = ""
        self.is_linux = True
        self.is_podman = False
        self.security_options: frozenset[str] | None = None
        self.security_span = span
        self.networks: dict[str, Network] = {}
        self.server: Field[str] = Field(None, span, "defaulted")
        self.containerd: Field[str] = Field(None, span, "defaulted")
        self.runc: Field[str] = Field(None, span, "defaulted")
        self.seccomp_profile: Field[str] = Field(None, span, "defaulted")
        self.default_runtime: Field[str] = Field(None, span, "defaulted")
        self.runtimes: dict[str, Field[str]] = {}
        self.storage_driver: Field[str] = Field(None, span, "defaulted")
        self.storage_on_loop: Field[bool] = Field(None, span, "defaulted")
        self.logging_driver: Field[str] = Field(None, span, "defaulted")
        self.cgroup_driver: Field[str] = Field(None, span, "defaulted")
        self.data_root: Field[str] = Field(None, span, "defaulted")
        self.live_restore: Field[bool] = Field(None, span, "defaulted")
        self.experimental: Field[bool] = Field(None, span, "defaulted")
        self.authorization: Field[tuple[str, ...]] = Field(None, span, "defaulted")
        self.insecure_registries: tuple[Field[str], ...] = ()
        self.listeners: tuple[Field[Listener], ...] = ()
        self.warnings: tuple[Field[str], ...] = ()
        self.swarm: Swarm | None = None
        self.stopped: Field[int] = Field(None, span, "defaulted")
        self.dangling_images: Field[int] = Field(None, span, "defaulted")
        self.daemon = Daemon(span)
        self.files: dict[str, Field[HostFile]] = {}
        self.docker_group: Field[tuple[str, ...]] = Field(None, span, "defaulted")
        self.data_partition: Field[bool] = Field(None, span, "defaulted")
        self.audited: Field[tuple[str, ...]] = Field(None, span, "defaulted")
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
