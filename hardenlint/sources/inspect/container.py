"""A container of an inspect document, field by field.

null, an empty value and a missing key are three statements: null and empty are what the engine
writes for "nobody said", a missing key is no statement at all, so that the fact stays unknown.
Source: moby api/types/container/hostconfig.go and docs/api; Podman's compatible API where it
differs.
"""

from hardenlint.facts import telling
from hardenlint.model import (
    Container,
    Field,
    Host,
    Image,
    ImageRef,
    Namespace,
    RestartPolicy,
    VolumesFrom,
)
from hardenlint.model.source import Source

from . import config, isolation, mounts, ports, running, settings
from .mounts import Volumes
from .node import Node

_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
_NAME_MAX = 255  # more is no name: each finding would repeat it


def container(
    document: Node, source: Source, host: Host | None, image: Image | None, volumes: Volumes
) -> Container:
    """Read one container.

    `host` is the engine when it is known, `image` the image that runs, `volumes` the driver
    options of volumes by name.
    """
    host_config = document.get("HostConfig")
    result = Container(name_of(document), document.span, source)
    result.host = host
    result.container_name = Field(result.name, document.span)
    config.configure(result, document.get("Config"), sparse=False)
    result.reference = _reference(document, image)
    if image is not None:
        config.inherit(result, image)
        result.provenance.image_exposed = image.exposed
    isolation.isolate(result, document, host)
    result.is_windows = _is_windows(document, image)
    volumes = mounts.known_volumes(document, volumes)
    result.storage.mounts = mounts.mounts(document, volumes)
    result.storage.volumes = mounts.definitions(result.storage.mounts, volumes)
    result.storage.volumes_from = tuple(
        Field(VolumesFrom.parse(item.text() or "", "container"), item.span)
        for item in host_config.get("VolumesFrom").items()
    )
    result.storage.api_socket = Field(False, document.span, "defaulted")  # its mount tells
    result.privileges.devices = mounts.devices(host_config)
    result.privileges.group_add = tuple(
        Field(item.text(), item.span) for item in host_config.get("GroupAdd").items()
    )
    _connect(result, document)
    _limit(result, host_config)
    settings.settle(result, document)
    running.read_running(result, document)
    result.lifecycle.state = document.get("State").get("Status").text() or ""
    result.annotations = {
        key: Field(item.text(), item.span) for key, item in host_config.get("Annotations").entries()
    }
    service = result.labels.get("com.docker.compose.service")
    result.service = (service.value or "") if service else ""
    return result


def _is_windows(document: Node, image: Image | None) -> bool:
    platform = document.get("Platform").text() or ""
    isolation = document.get("HostConfig").get("Isolation").text() or ""
    said = platform.lower() == "windows" or isolation.lower() in ("process", "hyperv")
    return said or (image is not None and image.is_windows)


def name_of(document: Node) -> str:
    """The container's name without its slash, else the short id."""
    name = document.get("Name").text() or ""
    identity = document.get("Id").text() or ""
    name = name.removeprefix("/")[:_NAME_MAX]
    # What is no name to an engine may be anything.
    name = name if _SIGNS.issuperset(name) else telling.name(name)
    return name or identity[:12] or "container"


def _reference(document: Node, image: Image | None) -> Field[ImageRef]:
    """The image as typed; for a bare id the tag that the image has, when it is known."""
    found = config.reference(document.get("Config").get("Image"))
    if found.value is None or found.value.name or image is None or image.reference.value is None:
        return found
    return found._replace(value=image.reference.value) if image.reference.value.name else found


def _connect(result: Container, document: Node) -> None:
    """Networks and ports; the network of the mode itself is no second statement."""
    host_config, settings = document.get("HostConfig"), document.get("NetworkSettings")
    networking = result.networking
    mode = result.namespaces.network.value
    own = mode.mode if mode is not None else ""
    networking.networks = {
        key: Field(key, item.span)
        for key, item in settings.get("Networks").entries()
        if key != own or own not in ("host", "none")
    }
    networking.links = _links(host_config, settings)
    networking.dns = tuple(Field(item.text(), item.span) for item in host_config.get("Dns").items())
    networking.extra_hosts = tuple(
        Field(_host(item.text()), item.span) for item in host_config.get("ExtraHosts").items()
    )
    networking.published_all = host_config.get("PublishAllPorts").switch()
    exposed = document.get("Config").get("ExposedPorts")
    networking.ports = ports.published(host_config, settings, exposed, mode)


def _links(host_config: Node, settings: Node) -> tuple[Field[str], ...]:
    """`/db:/app/alias` of the default bridge, `db:alias` of other networks; each container once."""
    items = host_config.get("Links").items()
    for _, network in settings.get("Networks").entries():
        items += network.get("Links").items()
    found: dict[str | None, Field[str]] = {}
    for item in items:
        text = item.text()
        name = text.partition(":")[0].removeprefix("/") if text is not None else None
        found.setdefault(name, Field(name, item.span))
    return tuple(found.values())


def _host(text: str | None) -> tuple[str, str] | None:
    """`name:address`, whose address may be in brackets."""
    name, colon, address = (text or "").partition("=" if "=" in (text or "") else ":")
    return (name, address.strip("[]")) if colon else None


def _limit(result: Container, host_config: Node) -> None:
    result.privileges.read_only = host_config.get("ReadonlyRootfs").switch()
    result.limits.memory = _amount(host_config.get("Memory"))
    result.limits.pids = _amount(host_config.get("PidsLimit"))
    result.limits.cpus = _cpus(host_config)
    result.lifecycle.restart = _restart(host_config.get("RestartPolicy"))
    parent = host_config.get("CgroupParent")
    result.namespaces.cgroup_parent = parent.field(parent.text(), "")
    # An engine leaves the runtime out where there is only one.
    runtime = host_config.get("Runtime")
    told = runtime.text()
    told = "" if told == "oci" else told  # Podman calls all so
    result.privileges.runtime = runtime.field(told, "runc")


def _amount(node: Node) -> Field[int]:
    """A limit; null, 0 and negative numbers are none (PidsLimit is null for "not set")."""
    if node.value is None:
        return node.field(0, 0)
    number = node.integer()
    return node.field(number if number is None else max(number, 0), 0)


def _cpus(host_config: Node) -> Field[float]:
    """`--cpus` or a CFS quota; shares are a weight and a cpuset a choice, neither is a limit."""
    nano, quota = host_config.get("NanoCpus"), host_config.get("CpuQuota")
    if nano.integer():
        return nano.field((nano.integer() or 0) / 1e9)
    ratio = max(quota.integer() or 0, 0)
    if ratio:
        period = host_config.get("CpuPeriod").integer() or 100_000
        return quota.field(ratio / period)
    known = nano.value in (0, None) or quota.value in (0, -1, None)
    return nano.field(0.0 if known else None, 0.0)


def _restart(node: Node) -> Field[RestartPolicy]:
    if node.value is None:
        return node.field(RestartPolicy(), RestartPolicy())
    name = node.get("Name").text()
    retries = node.get("MaximumRetryCount").integer() or 0
    if name is None:
        return Field(None, node.span, "defaulted")
    return node.field(RestartPolicy(name or "no", retries), RestartPolicy())


def joined(result: Container) -> tuple[tuple[str, Field[Namespace]], ...]:
    """The namespaces that a container takes from another one, by the name of their slot."""
    own = result.namespaces
    slots = (("network", own.network), ("pid", own.pid), ("ipc", own.ipc))
    return tuple(
        (slot, field) for slot, field in slots if field.value and field.value.mode == "container"
    )
