"""What compose refuses though each part is well-formed."""

import posixpath
from collections.abc import Callable, Sequence

from .casts import to_float
from .consistency_parts import check_files, check_parts, check_volumes, known_text
from .dependencies import cycle, dependencies
from .log import Log, named
from .nodes import Node
from .profiles import is_active
from .scalars import text_of
from .units import to_bytes


class Definitions:
    """A tree in long form, and which of its services take part.

    `whole` is False for a fragment: what it names may be defined elsewhere.
    """

    __slots__ = ("active", "tree", "whole")

    def __init__(self, tree: Node, active: dict[str, Node], *, whole: bool) -> None:
        self.tree = tree
        self.active = active
        self.whole = whole

    def defines(self, section: str, name: str) -> bool:
        """Whether a section has that name; taken for granted in a fragment."""
        return not self.whole or name in self.tree.entries_at(section)


def check(tree: Node, profiles: Sequence[str], log: Log) -> None:
    """Report what does not fit together."""
    services = tree.entries_at("services")
    active = {
        name: node
        for name, node in services.items()
        if isinstance(node.value, dict) and is_active(node, profiles)
    }
    # A hook of pre-commit names files one by one: an override file or a base for `extends`, which
    # compose never reads alone, is not to fail for what it lacks.
    complete = log.is_whole and all(is_complete(node) for node in services.values())
    whole = log.strict or complete
    project = Definitions(tree, active, whole=whole)
    for name, node in services.items():
        if isinstance(node.value, dict):
            check_parts(node, log)
        if name in active:
            for rule in _RULES:
                rule(name, node, project, log)
    check_files(tree, log)
    check_volumes(tree, log)
    found = cycle(active)
    if found:
        log.invalid("dependency cycle: " + " > ".join(map(named, found)), active[found[0]])


def is_complete(service: Node) -> bool:
    """Whether a service says what it runs."""
    image = service.get("image")
    said = image is not None and (image.value != "" or not image.known)
    return said or any(service.get(key) is not None for key in ("build", "provider"))


def _check_source(name: str, service: Node, project: Definitions, log: Log) -> None:
    if project.whole and not is_complete(service):
        log.lacking(f"service {named(name)} has neither an image nor a build", service)
    build = service.get("build")
    if build is None:
        return
    inline = build.get("dockerfile_inline")
    if inline is not None and build.get("dockerfile") is not None:
        log.invalid("dockerfile and dockerfile_inline exclude each other", inline)
    for context in build.entries_at("additional_contexts").values():
        kind, colon, other = known_text(context).partition(":")
        if kind == "service" and colon and project.whole:
            target = project.active.get(other)
            if target is None or target.get("build") is None:
                log.lacking(f"there is no service {named(other)} that is built", context)
    platform, platforms = service.get("platform"), build.get("platforms")
    listed = [item.value for item in build.items_at("platforms")]
    if platform is not None and platforms is not None and listed and platform.value not in listed:
        log.invalid("build.platforms must include the platform of the service", platforms)


def _check_networks(name: str, service: Node, project: Definitions, log: Log) -> None:
    mode, networks = service.get("network_mode"), service.get("networks")
    joined = networks.entries if networks is not None else {}
    if mode is not None and mode.value and joined:
        log.invalid("network_mode and networks exclude each other", mode)
    for network, node in joined.items():
        # compose itself adds the network `default` where it is not defined.
        if network != "default" and not project.defines("networks", network):
            place = networks.keys.get(network, node) if networks is not None else node
            message = f"service {named(name)} joins the undefined network {named(network)}"
            log.lacking(message, place)


def _check_references(name: str, service: Node, project: Definitions, log: Log) -> None:
    for section, paths in (
        ("secrets", (("secrets",), ("build", "secrets"))),
        ("configs", (("configs",),)),
    ):
        for path in paths:
            for item in service.items_at(*path):
                source = known_text(item.get("source"))
                if source and not project.defines(section, source):
                    kind = section[:-1]
                    message = f"service {named(name)} uses the undefined {kind} {named(source)}"
                    log.lacking(message, item)
    for volume in service.items_at("volumes"):
        source = known_text(volume.get("source"))
        by_name = known_text(volume.get("type")) == "volume" and source
        if by_name and not project.defines("volumes", source):
            message = f"service {named(name)} uses the undefined volume {named(source)}"
            log.lacking(message, volume)
    for model, node in service.entries_at("models").items():
        if not project.defines("models", model):
            log.lacking(f"service {named(name)} uses the undefined model {named(model)}", node)


def _check_dependencies(name: str, service: Node, project: Definitions, log: Log) -> None:
    if not project.whole:
        return
    services = project.tree.entries_at("services")
    for other, place in dependencies(service).items():
        required = place.get("required")
        optional = required is not None and required.value is False
        if other in project.active:
            continue
        if optional and other in services:
            continue
        message = f"service {named(name)} depends on {named(other)}, which is not there"
        log.lacking(message, place)


def _check_healthcheck(_name: str, service: Node, _project: Definitions, log: Log) -> None:
    test = service.at("healthcheck", "test")
    if test is None or not isinstance(test.value, list) or not test.value:
        return
    first = test.value[0]
    if first.known and first.value not in ("CMD", "CMD-SHELL", "NONE"):
        log.invalid("a health check starts with CMD, CMD-SHELL or NONE", first)


def _check_mounts(_name: str, service: Node, _project: Definitions, log: Log) -> None:
    targets: set[str] = set()
    tmpfs = service.get("tmpfs")
    listed = tmpfs.items or [tmpfs] if tmpfs is not None else []
    places = [(item, known_text(item).partition(":")[0]) for item in listed]
    for volume in service.items_at("volumes"):
        target = known_text(volume.get("target"))
        places.append((volume, posixpath.normpath(target) if target else ""))
    for place, target in places:
        if target and target in targets:
            log.invalid("mounts something at this place twice", place)
        targets.add(target)


def _amount(convert: Callable[[str], float], node: Node | None) -> float:
    if node is None or not node.known:
        return 0
    try:
        # What is no number is told where it is read.
        return convert(text_of(node.value))
    except ValueError:
        return 0


def _check_limits(_name: str, service: Node, _project: Definitions, log: Log) -> None:
    for key, part, deployed, convert in (
        ("cpus", "limits", "cpus", to_float),
        ("mem_limit", "limits", "memory", to_bytes),
        ("mem_reservation", "reservations", "memory", to_bytes),
        ("pids_limit", "limits", "pids", to_float),
    ):
        group = service.at("deploy", "resources", part)
        own, other = service.get(key), group.get(deployed) if group is not None else None
        if own is None or group is None or not own.known or (other and not other.known):
            continue
        ours = _amount(convert, own)
        if ours and ours != _amount(convert, other):
            log.invalid(f"{key} and deploy.resources.{part}.{deployed} differ", own)


def _check_scale(_name: str, service: Node, _project: Definitions, log: Log) -> None:
    scale, replicas = service.get("scale"), service.at("deploy", "replicas")
    counts = {}
    for node in (scale, replicas):
        if node is not None and node.known and node.value is not None:
            counts[node] = _amount(to_float, node)
    if len(set(counts.values())) > 1:
        log.invalid("scale and deploy.replicas differ", next(iter(counts)))
    for node, count in counts.items():
        if count < 0:
            log.invalid("there cannot be fewer than 0 containers", node)
        if count > 1 and service.get("container_name") is not None:
            log.invalid("several containers cannot share one container_name", node)


def _check_watch(_name: str, service: Node, _project: Definitions, log: Log) -> None:
    for watch in service.items_at("develop", "watch"):
        action = known_text(watch.get("action"))
        if action not in ("rebuild", "restart") and watch.get("target") is None:
            log.invalid("watch needs a target, unless it is to rebuild or restart", watch)


_RULES: tuple[Callable[[str, Node, Definitions, Log], None], ...] = (
    _check_source, _check_networks, _check_references, _check_dependencies, _check_healthcheck,
    _check_mounts, _check_limits, _check_scale, _check_watch,
)  # fmt: skip
