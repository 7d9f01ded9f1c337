"""A container, as compose declares it or an engine describes it: an image that runs."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from .capability import Capabilities
from .image import Image
from .source import Source
from .span import Field, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from .build import Build
    from .build_link import BuildLink
    from .host import Host
    from .image_ref import ImageRef
    from .lifecycle import Hook
    from .lost import Lost
    from .mount import Device, Mount, Volume, VolumesFrom
    from .namespace import Namespace
    from .network import Network
    from .port import Port, PublishedPort
    from .process import ExecSession, Process
    from .project import Project
    from .project_files import EnvFile, SecretMount
    from .publishing import OpenPort
    from .resources import DeviceRequest, DeviceRule, Logging, Ulimit
    from .restart import RestartPolicy
    from .seccomp import SeccompProfile
    from .security_opt import SecurityOpt


class Container(Image):
    """A container as declared by a compose service or as the engine describes it.

    Sizes are bytes. A limit of 0 is "no limit".

    Privileges: what the kernel lets it do

    masked_paths     False when /proc and /sys show what engines normally hide
    apparmor_profile what the engine applied
    profile_text     reads the seccomp profile of a name: "" when there is no such file, None when
                     nobody can know

    Namespaces and networks

    pid, ipc, uts, userns, cgroup, network   which namespace it has
    host_joins       the namespaces ("pid") of another container that it joins and that are the
                     host's, where they are told as joined; compose tells them as the host's
    networks         those that it names; `implicit_network` is True when a service joins the
                     project's default network unasked
    found_networks   by name, where an inspect document describes them too
    published_all    `docker run -P`
    dns, extra_hosts resolvers by address; (name, address)
    links            the containers of `--link` and `links:`, external ones included

    Mounts and files

    mounts           with what `volumes_from` brings, at the place that says so
    volumes          definitions of the named ones, as far as they are known
    api_socket       compose's `use_api_socket`
    secrets          what it is given as files
    env_files        where compose takes variables of `env` from; those have their place there

    Limits and life

    memory_swap      -1 where swap is unlimited
    cpu_rt_runtime   microseconds
    ulimits          by name (`nofile`)
    restart          the strongest policy; `weaker_restarts` are those that are stated besides
    hooks            commands that compose runs around its life
    state            as the engine says it, "" for declarations
    processes        those that run in it, None when nobody asked
    exec_sessions    the `docker exec` that run

    Its image

    pull_policy      compose's, "" when nobody said
    image_id         the image that runs; `reference_id` the one that `reference` names now
    image_labels, image_exposed   names of labels and ports that the image brings, None when nobody
                     read it
    build_link       how a service names its Dockerfile; `bases` are the images that its arguments
                     put there

    Who it is, and what is around it

    service          its name in compose; `container_name` what compose is told to call it
    profiles         compose's, without which it always takes part
    annotations      compose's and the engine's
    declared         the compose service that a running container was created from
    found_peers      the other containers of an inspect document
    lost             hardening that was written for it and that merging took away again
    """

    __slots__ = (  # noqa: RUF023 - by subject
        # Privileges: what the kernel lets it do
        "privileged", "read_only", "capabilities", "security_opts", "masked_paths",
        "apparmor_profile", "profile_text", "runtime", "group_add", "devices", "device_rules",
        "device_requests", "sysctls",
        # Namespaces and networks
        "pid", "ipc", "uts", "userns", "cgroup", "cgroup_parent", "network", "host_joins",
        "networks", "implicit_network", "found_networks", "ports", "published_all", "dns",
        "extra_hosts", "links",
        # Mounts and files
        "mounts", "volumes", "volumes_from", "api_socket", "secrets", "env_files",
        # Limits and life
        "memory", "memory_swap", "cpus", "cpu_rt_runtime", "pids", "ulimits", "oom_kill_disabled",
        "oom_score_adj", "restart", "weaker_restarts", "logging", "hooks", "state", "processes",
        "exec_sessions",
        # Its image
        "pull_policy", "image_id", "reference_id", "image_labels", "image_exposed", "build_link",
        "bases",
        # Who it is, and what is around it
        "service", "container_name", "profiles", "annotations", "project", "host", "declared",
        "found_peers", "lost",
    )  # fmt: skip
    kind: ClassVar[str] = "container"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        # A Field never changes, so one serves for all of them.
        unknown: Field[Any] = Field(None, span, "defaulted")
        # Privileges: what the kernel lets it do
        self.privileged: Field[bool] = unknown
        self.read_only: Field[bool] = unknown
        self.capabilities = Capabilities(span)
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
        # Namespaces and networks
        self.pid: Field[Namespace] = unknown
        self.ipc: Field[Namespace] = unknown
        self.uts: Field[Namespace] = unknown
        self.userns: Field[Namespace] = unknown
        self.cgroup: Field[Namespace] = unknown
        self.cgroup_parent: Field[str] = unknown
        self.network: Field[Namespace] = unknown
        self.host_joins: frozenset[str] = frozenset()
        self.networks: dict[str, Field[str]] = {}
        self.implicit_network: Field[bool] = unknown
        self.found_networks: dict[str, Network] = {}
        self.ports: tuple[Field[PublishedPort], ...] = ()
        self.published_all: Field[bool] = unknown
        self.dns: tuple[Field[str], ...] = ()
        self.extra_hosts: tuple[Field[tuple[str, str]], ...] = ()
        self.links: tuple[Field[str], ...] = ()
        # Mounts and files
        self.mounts: tuple[Field[Mount], ...] = ()
        self.volumes: dict[str, Volume] = {}
        self.volumes_from: tuple[Field[VolumesFrom], ...] = ()
        self.api_socket: Field[bool] = unknown
        self.secrets: tuple[Field[SecretMount], ...] = ()
        self.env_files: tuple[EnvFile, ...] = ()
        # Limits and life
        self.memory: Field[int] = unknown
        self.memory_swap: Field[int] = unknown
        self.cpus: Field[float] = unknown
        self.cpu_rt_runtime: Field[int] = unknown
        self.pids: Field[int] = unknown
        self.ulimits: Field[dict[str, Field[Ulimit]]] = unknown
        self.oom_kill_disabled: Field[bool] = unknown
        self.oom_score_adj: Field[int] = unknown
        self.restart: Field[RestartPolicy] = unknown
        self.weaker_restarts: tuple[Field[RestartPolicy], ...] = ()
        self.logging: Field[Logging] = unknown
        self.hooks: tuple[Hook, ...] = ()
        self.state = ""
        self.processes: Field[tuple[Process, ...]] = unknown
        self.exec_sessions: tuple[Field[ExecSession], ...] = ()
        # Its image
        self.pull_policy: Field[str] = unknown
        self.image_id: Field[str] = unknown
        self.reference_id: Field[str] = unknown
        self.image_labels: frozenset[str] | None = None
        self.image_exposed: tuple[Field[Port], ...] | None = None
        self.build_link: BuildLink | None = None
        self.bases: tuple[Field[ImageRef], ...] = ()
        # Who it is, and what is around it
        self.service = ""
        self.container_name: Field[str] = unknown
        self.profiles: frozenset[str] = frozenset()
        self.annotations: dict[str, Field[str]] = {}
        self.project: Project | None = None
        self.host: Host | None = None
        self.declared: Container | None = None
        self.found_peers: tuple[Container, ...] = ()
        self.lost: tuple[Lost, ...] = ()

    @cached_property
    def references(self) -> "tuple[Field[ImageRef], ...]":
        """Also the images that its build gets as additional contexts and by its arguments.

        What another service of the project builds is pulled from nowhere.
        """
        link = self.build_link
        given = (*(link.images if link is not None else ()), *self.bases)
        return (*super().references, *(field for field in given if not self._is_local(field)))

    def _is_local(self, field: "Field[ImageRef]") -> bool:
        ref = field.value
        # What compose builds has a name and a tag; a digest can only be that of a pulled image.
        if ref is None or ref.digest or self.project is None:
            return False
        return (ref.repository, ref.tag or "latest") in self.project.built

    @property
    def own_build(self) -> "Build | None":
        """The Dockerfile inside the compose file; one beside it is a subject of its own."""
        link = self.build_link
        return self.build if link is not None and link.inline.value is not None else None

    @cached_property
    def is_built(self) -> bool:
        """Whether the image is built on the spot instead of pulled, so that its name is local.

        Either the service says how, or another service of the project builds that name, or the
        name is the one that compose gives to what it builds (`project-service`).
        """
        if self.build_link is not None:
            return True
        ref = self.reference.value
        if ref is None:
            return False
        if self._is_local(self.reference):
            return True
        project, service = (
            self.labels.get(f"com.docker.compose.{key}") for key in ("project", "service")
        )
        if project is None or service is None:
            return False
        # Compose v2 joins the two with a hyphen, v1 did it with an underscore.
        return ref.text in (f"{project.value}-{service.value}", f"{project.value}_{service.value}")

    @cached_property
    def own_processes(self) -> "tuple[Process, ...] | None":
        """What runs in it of itself, without what `docker exec` has started."""
        processes = self.processes.value
        if processes is None:
            return None
        from .process import without_trees  # noqa: PLC0415 - only where an engine told them

        sessions = (item.value for item in self.exec_sessions)
        roots = {item.pid for item in sessions if item is not None and item.pid is not None}
        return without_trees(processes, roots)

    @property
    def gave_root_up(self) -> bool:
        """Whether it runs, and nothing in it but an init is root; False when that is not known."""
        if self.host is None or self.host.maps_root is not False:
            return False  # the ids of the host are not those inside
        own = self.own_processes or ()
        workers = [process for process in own if not process.is_shim]
        return bool(workers) and all(process.uid != 0 for process in workers)

    @property
    def joined_networks(self) -> dict[str, Field[str]]:
        """The networks it is on, a project's default one included when nobody named it."""
        if self.implicit_network.value is not True:
            return self.networks
        return {"default": Field("default", self.implicit_network.span, "defaulted")}

    @property
    def known_networks(self) -> "dict[str, Network]":
        """The networks that are defined around it, by the name by which it joins them."""
        owner = self.project or self.host
        return self.found_networks if owner is None else owner.networks

    @property
    def peers(self) -> "tuple[Container, ...]":
        """The containers it runs beside, itself included: its project's, or its engine's."""
        return self.found_peers if self.project is None else self.project.services

    def is_first(self, shares: "Callable[[Container], bool]") -> bool:
        """Whether it is the first of those that share something, which is then told once."""
        return next((peer for peer in self.peers if shares(peer)), self) is self

    @cached_property
    def open_ports(self) -> "tuple[OpenPort, ...]":
        """What it publishes to others than the host, item by item as written."""
        from .publishing import open_ports  # noqa: PLC0415 - only where a check asks

        return tuple(open_ports(self))

    @cached_property
    def published(self) -> "tuple[OpenPort, ...]":
        """What it publishes, on loopback too, item by item as written."""
        from .publishing import published  # noqa: PLC0415 - only where a check asks

        return tuple(published(self))

    @cached_property
    def seccomp_profile(self) -> "Field[SeccompProfile] | None":
        """The seccomp profile that it names, None when it names none; the value None is unknown."""
        from .seccomp import profile_of  # noqa: PLC0415 - only where a check asks

        return profile_of(self)

    def options(self, name: str) -> "tuple[Field[SecurityOpt], ...]":
        """The security options of that name, in order."""
        return tuple(
            opt for opt in self.security_opts if opt.value is not None and opt.value.name == name
        )

    @property
    def unknown_options(self) -> bool:
        """Whether a security option could not be resolved."""
        return any(opt.value is None for opt in self.security_opts)


class Service(Container):
    """A container as a compose file declares it."""

    __slots__ = ()
    kind: ClassVar[str] = "service"
