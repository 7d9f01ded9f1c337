"""A container, as compose declares it or an engine describes it: an image that runs."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from .container_parts import (
    Lifecycle,
    Limits,
    Namespaces,
    Networking,
    Privileges,
    Provenance,
    Storage,
)
from .image import Image
from .source import Source
from .span import Field, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from .build import Build
    from .host import Host
    from .image_ref import ImageRef
    from .lost import Lost
    from .network import Network
    from .process import Process
    from .project import Project
    from .publishing import OpenPort
    from .seccomp import SeccompProfile


class Container(Image):
    """A container as declared by a compose service or as the engine describes it.

    privileges, namespaces, networking, storage, limits, lifecycle, provenance
                     its parts; what each of their fields means is said there
    service          its name in compose; `container_name` what compose is told to call it
    profiles         compose's, without which it always takes part
    annotations      compose's and the engine's
    declared         the compose service that a running container was created from
    found_peers      the other containers of an inspect document
    lost             hardening that was written for it and that merging took away again
    """

    __slots__ = (
        "annotations", "container_name", "declared", "found_peers", "host", "lifecycle", "limits",
        "lost", "namespaces", "networking", "privileges", "profiles", "project", "provenance",
        "service", "storage",
    )  # fmt: skip
    kind: ClassVar[str] = "container"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
        # A Field never changes, so one serves for all of them.
        unknown: Field[Any] = Field(None, span, "defaulted")
        self.privileges = Privileges(unknown)
        self.namespaces = Namespaces(unknown)
        self.networking = Networking(unknown)
        self.storage = Storage(unknown)
        self.limits = Limits(unknown)
        self.lifecycle = Lifecycle(unknown)
        self.provenance = Provenance(unknown)
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
        link = self.provenance.build_link
        given = (*(link.images if link is not None else ()), *self.provenance.bases)
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
        link = self.provenance.build_link
        return self.build if link is not None and link.inline.value is not None else None

    @cached_property
    def is_built(self) -> bool:
        """Whether the image is built on the spot instead of pulled, so that its name is local.

        Either the service says how, or another service of the project builds that name, or the
        name is the one that compose gives to what it builds (`project-service`).
        """
        if self.provenance.build_link is not None:
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
        processes = self.lifecycle.processes.value
        if processes is None:
            return None
        from .process import without_trees  # noqa: PLC0415 - only where an engine told them

        sessions = (item.value for item in self.lifecycle.exec_sessions)
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
        if self.networking.implicit_network.value is not True:
            return self.networking.networks
        return {"default": Field("default", self.networking.implicit_network.span, "defaulted")}

    @property
    def known_networks(self) -> "dict[str, Network]":
        """The networks that are defined around it, by the name by which it joins them."""
        owner = self.project or self.host
        return self.networking.found_networks if owner is None else owner.networks

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


class Service(Container):
    """A container as a compose file declares it."""

    __slots__ = ()
    kind: ClassVar[str] = "service"
