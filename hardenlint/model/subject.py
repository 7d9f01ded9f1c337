"""What is judged: an image, a container (an image that runs), a build, a project, a host.

Sources create these, assign what they know field by field, and nobody changes them afterwards.
A field that no source assigned is unknown (its value is None).
"""

from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from .capability import Capabilities
from .image_ref import ImageRef
from .mount import Device, Mount
from .port import Port, PublishedPort
from .process import Healthcheck, Namespace, RestartPolicy
from .security_opt import SecurityOpt
from .span import Field, Span
from .user import User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .build import Build, Command
    from .publishing import OpenPort

Source = Literal["dockerfile", "compose", "inspect", "live"]


class Subject:
    """Anything that findings can be about."""

    __slots__ = ("name", "source", "span")
    kind: ClassVar[str] = ""
    folder: ClassVar[str] = ""

    def __init__(self, name: str, span: Span, source: Source) -> None:
        self.name = name
        self.span = span
        self.source: Source = source

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes as what a report needs: kind, name, place and source."""
        return (_bare, (type(self), self.name, self.span, self.source))


def _bare(kind: type[Subject], name: str, span: Span, source: Source) -> Subject:
    subject = kind.__new__(kind)
    subject.name, subject.span, subject.source = name, span, source
    return subject


class Image(Subject):
    """The configuration that a process starts with: what a Dockerfile's last stage ships.

    span         the last FROM, the service's key, or the container
    reference    the image that runs or, for a Dockerfile, that the stage is built from
    user         who runs; `User("")` when it is known that nobody chose one in the whole chain
                 (then `base_user` says what that means)
    base_user    what the outermost base image runs as when nobody chooses: "root", "non-root",
                 "drops" (its entrypoint starts as root and gives it up), None when not known
    env          name -> value; a value of None is unknown (or passed through from the host)
    exposed      ports of EXPOSE and `expose:`
    healthcheck  value `Healthcheck()` when it is known that there is none
    workdir, entrypoint, command, labels
    build        the Dockerfile behind it, None when there is none to read
    allowed_images  patterns of the images that are trusted (`ImageRef.matches`), None when nobody
                 said which ones are
    """

    __slots__ = (
        "allowed_images", "base_user", "build", "command", "entrypoint", "env", "exposed",
        "healthcheck", "labels", "reference", "user", "workdir",
    )  # fmt: skip
    kind: ClassVar[str] = "image"
    folder: ClassVar[str] = "image"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        self.reference: Field[ImageRef] = Field(None, span, "defaulted")
        self.user: Field[User] = Field(None, span, "defaulted")
        self.base_user: Literal["root", "non-root", "drops"] | None = None
        self.env: dict[str, Field[str]] = {}
        self.exposed: tuple[Field[Port], ...] = ()
        self.healthcheck: Field[Healthcheck] = Field(None, span, "defaulted")
        self.workdir: Field[str] = Field(None, span, "defaulted")
        self.entrypoint: Field[tuple[str, ...]] = Field(None, span, "defaulted")
        self.command: Field[tuple[str, ...]] = Field(None, span, "defaulted")
        self.labels: dict[str, Field[str]] = {}
        self.build: Build | None = None
        self.allowed_images: tuple[str, ...] | None = None

    @property
    def started(self) -> "tuple[Command, ...]":
        """What the process starts with: the commands of `entrypoint` and `command` together.

        Only what this source states: () where a Dockerfile says it, whose instructions tell.
        """
        parts = [part for part in (self.entrypoint, self.command) if part.origin == "stated"]
        if self.source == "dockerfile" or not any(part.value for part in parts):
            return ()
        from hardenlint.shell import commands_of_argv  # noqa: PLC0415 - only where a check asks

        return commands_of_argv((word, part.span) for part in parts for word in part.value or ())

    @property
    def references(self) -> tuple[Field[ImageRef], ...]:
        """The images it is made of: what the stages of its Dockerfile are built from and copy.

        Without a Dockerfile, the image itself. Unknown references are among them.
        """
        if self.own_build is not None:
            return self.own_build.references
        return () if self.is_built or _is_image_id(self.reference) else (self.reference,)

    @property
    def own_build(self) -> "Build | None":
        """The Dockerfile that is judged as a part of this subject."""
        return self.build

    @property
    def is_built(self) -> bool:
        """Whether the image is built on the spot instead of pulled, so that its name is local."""
        return self.build is not None

    @property
    def texts(self) -> "Iterator[tuple[str, Field[str]]]":
        """Every text that may carry a secret: where it is ("the label a"), and the text.

        As written in a Dockerfile, so `$X` is still there. What a service inherits from its image
        is left out: it is told where that image is judged.
        """
        from .texts import texts_of  # noqa: PLC0415 - only where a check asks

        return texts_of(self)


def _is_image_id(reference: Field[ImageRef]) -> bool:
    return reference.value is not None and reference.value.is_image_id


class BuildLink(NamedTuple):
    """How a service names the Dockerfile it is built from.

    `path` is the Dockerfile ("" for `dockerfile_inline`), `target` the chosen stage with the span
    of the `target` value; `args` the build arguments, each with its place (the value None:
    taken from the environment, or unknown).
    """

    span: Span
    context: str
    path: str
    target: Field[str]
    args: dict[str, Field[str]]
    inline: Field[str]


class Container(Image):
    """A container as declared by a compose service or as the engine describes it.

    Limits are in bytes, CPUs and processes; 0 is "no limit". `pid`, `ipc`, `uts`, `userns`,
    `cgroup` and `network` are namespaces. `networks` are the names it joins; the value of
    `implicit_network` is True when a service joins the project's default network unasked.
    `masked_paths` is False when /proc and /sys show what engines normally hide.
    `published_all` is `docker run -P`. `state` is "" for declarations.
    `declared` is the compose service that a running container was created from, where its file
    could be read.
    """

    __slots__ = (
        "build_link", "capabilities", "cgroup", "cgroup_parent", "cpus", "declared", "devices",
        "group_add", "host", "implicit_network", "ipc", "masked_paths", "memory", "mounts",
        "network", "networks", "pid", "pids", "ports", "privileged", "project", "published_all",
        "read_only", "restart", "runtime", "security_opts", "service", "state", "userns", "uts",
    )  # fmt: skip
    kind: ClassVar[str] = "container"
    folder: ClassVar[str] = "container"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        self.privileged: Field[bool] = Field(None, span, "defaulted")
        self.read_only: Field[bool] = Field(None, span, "defaulted")
        self.capabilities = Capabilities(span)
        self.security_opts: tuple[Field[SecurityOpt], ...] = ()
        self.masked_paths: Field[bool] = Field(None, span, "defaulted")
        self.pid: Field[Namespace] = Field(None, span, "defaulted")
        self.ipc: Field[Namespace] = Field(None, span, "defaulted")
        self.uts: Field[Namespace] = Field(None, span, "defaulted")
        self.userns: Field[Namespace] = Field(None, span, "defaulted")
        self.cgroup: Field[Namespace] = Field(None, span, "defaulted")
        self.network: Field[Namespace] = Field(None, span, "defaulted")
        self.networks: dict[str, Field[str]] = {}
        self.implicit_network: Field[bool] = Field(None, span, "defaulted")
        self.cgroup_parent: Field[str] = Field(None, span, "defaulted")
        self.group_add: tuple[Field[str], ...] = ()
        self.devices: tuple[Field[Device], ...] = ()
        self.mounts: tuple[Field[Mount], ...] = ()
        self.ports: tuple[Field[PublishedPort], ...] = ()
        self.published_all: Field[bool] = Field(None, span, "defaulted")
        self.memory: Field[int] = Field(None, span, "defaulted")
        self.cpus: Field[float] = Field(None, span, "defaulted")
        self.pids: Field[int] = Field(None, span, "defaulted")
        self.restart: Field[RestartPolicy] = Field(None, span, "defaulted")
        self.runtime: Field[str] = Field(None, span, "defaulted")
        self.state = ""
        self.service = ""
        self.project: Project | None = None
        self.host: Host | None = None
        self.declared: Container | None = None
        self.build_link: BuildLink | None = None

    @property
    def own_build(self) -> "Build | None":
        """The Dockerfile inside the compose file; one beside it is a subject of its own."""
        link = self.build_link
        return self.build if link is not None and link.inline.value is not None else None

    @property
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
        if self.project is not None and (ref.repository, ref.tag or "latest") in self.project.built:
            return True
        project, service = (
            self.labels.get(f"com.docker.compose.{key}") for key in ("project", "service")
        )
        if project is None or service is None:
            return False
        return ref.text in (f"{project.value}-{service.value}", f"{project.value}_{service.value}")

    @property
    def joined_networks(self) -> dict[str, Field[str]]:
        """The networks it is on, a project's default one included when nobody named it."""
        if self.implicit_network.value is not True:
            return self.networks
        return {"default": Field("default", self.implicit_network.span, "defaulted")}

    @property
    def open_ports(self) -> "Iterator[OpenPort]":
        """What it publishes to others than the host, item by item as written."""
        from .publishing import open_ports  # noqa: PLC0415 - only where a check asks

        return open_ports(self)

    @property
    def published(self) -> "Iterator[OpenPort]":
        """What it publishes, on loopback too, item by item as written."""
        from .publishing import published  # noqa: PLC0415 - only where a check asks

        return published(self)

    def options(self, name: str) -> tuple[Field[SecurityOpt], ...]:
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


class Network(NamedTuple):
    """A network of a project or an engine."""

    name: str
    span: Span
    driver: str = ""
    internal: Field[bool] | None = None
    external: bool = False
    options: tuple[tuple[str, str], ...] = ()


class Project(Subject):
    """A compose project: its services and networks together."""

    __slots__ = ("_built", "networks", "services")
    kind: ClassVar[str] = "project"
    folder: ClassVar[str] = "project"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        self.services: tuple[Container, ...] = ()
        self.networks: dict[str, Network] = {}
        self._built: frozenset[tuple[str, str]] | None = None

    @property
    def built(self) -> frozenset[tuple[str, str]]:
        """The images that its services build: (repository, tag)."""
        if self._built is None:
            refs = (s.reference.value for s in self.services if s.build_link is not None)
            self._built = frozenset(
                (ref.repository, ref.tag or "latest") for ref in refs if ref is not None
            )
        return self._built


class Host(Subject):
    """A Docker engine, as `docker info` describes it.

    `security_options` are the names of its SecurityOptions (seccomp, apparmor, selinux, userns,
    rootless, no-new-privileges, …), None when the engine did not say. `cgroup_version` is "1",
    "2" or "". `networks` are its networks by name.
    """

    __slots__ = ("cgroup_version", "endpoint", "networks", "security_options", "version")
    kind: ClassVar[str] = "host"
    folder: ClassVar[str] = "host"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        self.endpoint = ""
        self.version = ""
        self.cgroup_version = ""
        self.security_options: frozenset[str] | None = None
        self.networks: dict[str, Network] = {}
