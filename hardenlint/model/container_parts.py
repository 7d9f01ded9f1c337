"""What a container is made of: each part is about one subject, and a reader fills it at one place.

Sizes are bytes. A limit of 0 is "no limit". Whatever nobody said is a field whose value is None.
"""

from typing import TYPE_CHECKING, Any

from .capability import Capabilities

if TYPE_CHECKING:
    from collections.abc import Callable

    from .build_link import BuildLink
    from .image_ref import ImageRef
    from .lifecycle import Hook
    from .mount import Device, Mount, Volume, VolumesFrom
    from .namespace import Namespace
    from .network import Network
    from .port import Port, PublishedPort
    from .process import ExecSession, Process
    from .project_files import EnvFile, SecretMount
    from .resources import DeviceRequest, DeviceRule, Logging, Ulimit
    from .restart import RestartPolicy
    from .security_opt import SecurityOpt
    from .span import Field


class Privileges:
    """What the kernel lets it do.

    masked_paths      False when /proc and /sys show what engines normally hide
    apparmor_profile  what the engine applied
    profile_text      reads the seccomp profile of a name: "" when there is no such file, None when
                      nobody can know
    """

    __slots__ = (
        "apparmor_profile", "capabilities", "device_requests", "device_rules", "devices",
        "group_add", "masked_paths", "privileged", "profile_text", "read_only", "runtime",
        "security_opts", "sysctls",
    )  # fmt: skip

    def __init__(self, unknown: "Field[Any]") -> None:
        self.privileged: Field[bool] = unknown
        self.read_only: Field[bool] = unknown
        self.capabilities = Capabilities(unknown.span)
        self.security_opts: tuple[Field[SecurityOpt], ...] = ()
        self.masked_paths: Field[bool] = unknown
        self.apparmor_profile: Field[str] = unknown
        self.profile_text: Callable[[str], str | None] | None = None
        self.runtime: Field[str] = unknown
        self.group_add: tuple[Field[str], ...] = ()
        self.devices: tuple[Field[Device], ...] = ()
        self.device_rules: tuple[Field[DeviceRule], ...] = ()
        self.device_requests: tuple[Field[DeviceRequest], ...] = ()
        self.sysctls: dict[str, Field[str]] = {}

    def options(self, name: str) -> "tuple[Field[SecurityOpt], ...]":
        """The security options of that name, in order."""
        return tuple(
            opt for opt in self.security_opts if opt.value is not None and opt.value.name == name
        )

    @property
    def unknown_options(self) -> bool:
        """Whether a security option could not be resolved."""
        return any(opt.value is None for opt in self.security_opts)


class Namespaces:
    """Which namespaces it has, and which cgroup it is below.

    host_joins  the namespaces ("pid") of another container that it joins and that are the host's,
                where they are told as joined; compose tells them as the host's
    """

    __slots__ = (
        "cgroup", "cgroup_parent", "host_joins", "ipc", "network", "pid", "userns", "uts",
    )  # fmt: skip

    def __init__(self, unknown: "Field[Any]") -> None:
        self.pid: Field[Namespace] = unknown
        self.ipc: Field[Namespace] = unknown
        self.uts: Field[Namespace] = unknown
        self.userns: Field[Namespace] = unknown
        self.cgroup: Field[Namespace] = unknown
        self.network: Field[Namespace] = unknown
        self.host_joins: frozenset[str] = frozenset()
        self.cgroup_parent: Field[str] = unknown


class Networking:
    """Whom it can reach, and who can reach it.

    networks        those that it names; `implicit_network` is True when a service joins the
                    project's default network unasked
    found_networks  by name, where an inspect document describes them too
    published_all   `docker run -P`
    dns             resolvers by address; `extra_hosts` are names and their addresses
    links           the containers of `--link` and `links:`, external ones included
    """

    __slots__ = (
        "dns", "extra_hosts", "found_networks", "implicit_network", "links", "networks", "ports",
        "published_all",
    )  # fmt: skip

    def __init__(self, unknown: "Field[Any]") -> None:
        self.networks: dict[str, Field[str]] = {}
        self.implicit_network: Field[bool] = unknown
        self.found_networks: dict[str, Network] = {}
        self.ports: tuple[Field[PublishedPort], ...] = ()
        self.published_all: Field[bool] = unknown
        self.dns: tuple[Field[str], ...] = ()
        self.extra_hosts: tuple[Field[tuple[str, str]], ...] = ()
        self.links: tuple[Field[str], ...] = ()


class Storage:
    """Which files of the host, of volumes and of other containers are in it.

    mounts      with what `volumes_from` brings, at the place that says so
    volumes     definitions of the named ones, as far as they are known
    api_socket  compose's `use_api_socket`
    secrets     what it is given as files
    env_files   where compose takes variables of `env` from; those have their place there
    """

    __slots__ = ("api_socket", "env_files", "mounts", "secrets", "volumes", "volumes_from")

    def __init__(self, unknown: "Field[Any]") -> None:
        self.mounts: tuple[Field[Mount], ...] = ()
        self.volumes: dict[str, Volume] = {}
        self.volumes_from: tuple[Field[VolumesFrom], ...] = ()
        self.api_socket: Field[bool] = unknown
        self.secrets: tuple[Field[SecretMount], ...] = ()
        self.env_files: tuple[EnvFile, ...] = ()


class Limits:
    """How much of the machine it may use.

    memory_swap     -1 where swap is unlimited
    cpu_rt_runtime  microseconds
    ulimits         by name (`nofile`)
    """

    __slots__ = (
        "cpu_rt_runtime", "cpus", "memory", "memory_swap", "oom_kill_disabled", "oom_score_adj",
        "pids", "ulimits",
    )  # fmt: skip

    def __init__(self, unknown: "Field[Any]") -> None:
        self.memory: Field[int] = unknown
        self.memory_swap: Field[int] = unknown
        self.cpus: Field[float] = unknown
        self.cpu_rt_runtime: Field[int] = unknown
        self.pids: Field[int] = unknown
        self.ulimits: Field[dict[str, Field[Ulimit]]] = unknown
        self.oom_kill_disabled: Field[bool] = unknown
        self.oom_score_adj: Field[int] = unknown


class Lifecycle:
    """How it is started and watched, and what runs in it.

    restart        the strongest policy; `weaker_restarts` are those that are stated besides
    hooks          commands that compose runs around its life
    state          as the engine says it, "" for declarations
    processes      those that run in it, None when nobody asked
    exec_sessions  the `docker exec` that run
    """

    __slots__ = (
        "exec_sessions", "hooks", "logging", "processes", "restart", "state", "weaker_restarts",
    )  # fmt: skip

    def __init__(self, unknown: "Field[Any]") -> None:
        self.restart: Field[RestartPolicy] = unknown
        self.weaker_restarts: tuple[Field[RestartPolicy], ...] = ()
        self.logging: Field[Logging] = unknown
        self.hooks: tuple[Hook, ...] = ()
        self.state = ""
        self.processes: Field[tuple[Process, ...]] = unknown
        self.exec_sessions: tuple[Field[ExecSession], ...] = ()


class Provenance:
    """Where its image comes from.

    pull_policy    compose's, "" when nobody said
    image_id       the image that runs; `reference_id` the one that its reference names now
    image_labels   the names of the labels that the image brings, `image_exposed` its ports; None
                   when nobody read it
    build_link     how a service names its Dockerfile; `bases` are the images that its arguments
                   put there
    """

    __slots__ = (
        "bases", "build_link", "image_exposed", "image_id", "image_labels", "pull_policy",
        "reference_id",
    )  # fmt: skip

    def __init__(self, unknown: "Field[Any]") -> None:
        self.pull_policy: Field[str] = unknown
        self.image_id: Field[str] = unknown
        self.reference_id: Field[str] = unknown
        self.image_labels: frozenset[str] | None = None
        self.image_exposed: tuple[Field[Port], ...] | None = None
        self.build_link: BuildLink | None = None
        self.bases: tuple[Field[ImageRef], ...] = ()
