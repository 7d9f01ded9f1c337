"""Services in long form to the containers of the model."""

from collections.abc import Iterator
from typing import Any

from hardenlint.model import (
    Capabilities,
    Field,
    Healthcheck,
    ImageRef,
    Namespace,
    Port,
    SecurityOpt,
    Span,
    User,
    VolumesFrom,
)
from hardenlint.model.capability import canonical
from hardenlint.model.container import Service
from hardenlint.model.container_parts import Namespaces, Networking, Privileges
from hardenlint.model.span import whole
from hardenlint.text.pointer import joined

from . import limits, mounts, settings
from .builds import build_link
from .command_line import to_words
from .fields import Reader, boolean, text
from .log import RefusedError, named
from .nodes import Node
from .ports import PortError, exposed_range

_HOOKS = ("pre_start", "post_start", "pre_stop")
"""When compose runs commands around the life of a service."""


def fill(service: Service, reader: Reader, volumes: Node | None, folder: str) -> None:
    """Assign every field of a service; `volumes` are those of the project."""
    _identity(service, reader, folder)
    _isolation(service.privileges, reader)
    service.is_windows = _is_windows(reader)
    _namespaces(service.namespaces, reader)
    _network(service.networking, reader)
    service.privileges.devices = mounts.devices(reader)
    service.storage.mounts = mounts.mounts(reader, volumes)
    service.storage.volumes = mounts.volumes(service.storage.mounts, volumes)
    service.storage.volumes_from = reader.each(
        "volumes_from", lambda value: VolumesFrom.parse(text(value), "service")
    )
    service.storage.api_socket = reader.scalar("use_api_socket", boolean, False)
    service.profiles = _profiles(reader)
    service.networking.ports = mounts.ports(reader)
    limits.fill(service, reader)
    settings.fill(service, reader)
    if any(event in reader.node.entries for event in (*_HOOKS, "develop")):
        from .hooks import hooks  # noqa: PLC0415 - few services have any

        service.lifecycle.hooks = hooks(reader, _HOOKS, _words)
    if "security_opt" in reader.node.entries:
        from .seccomp_files import profile_reader  # noqa: PLC0415 - it may name a profile

        service.privileges.profile_text = profile_reader(folder, reader.log.workspace)


def _identity(service: Service, reader: Reader, folder: str) -> None:
    service.reference = reader.scalar("image", _reference, None)
    service.container_name = reader.scalar("container_name", text, "")
    service.provenance.pull_policy = reader.scalar("pull_policy", text, "")
    service.user = reader.scalar("user", lambda value: User.parse(text(value)), User(""))
    service.workdir = reader.scalar("working_dir", text, None)
    service.entrypoint = reader.scalar("entrypoint", _words, None)
    service.command = reader.scalar("command", _words, None)
    service.word_places = dict(_word_places(reader))
    service.env = reader.pairs(reader.node.get("environment"), "/environment")
    service.labels = reader.pairs(reader.node.get("labels"), "/labels")
    service.annotations = reader.pairs(reader.node.get("annotations"), "/annotations")
    service.healthcheck = _healthcheck(reader)
    service.exposed = tuple(p for p in reader.each("expose", _exposed))
    service.provenance.build_link = build_link(reader, folder)


def _word_places(reader: Reader) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    for key in ("entrypoint", "command"):
        node = reader.node.get(key)
        if node is not None and node.items:
            pointer = f"{reader.pointer}/{key}"
            places = (item.span(f"{pointer}/{index}") for index, item in enumerate(node.items))
            yield node.span(pointer), tuple(places)


def _reference(value: Any) -> ImageRef:
    return ImageRef.parse(text(value))


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(text(item.value) for item in value)
    return to_words(text(value))


def _exposed(value: Any) -> Port:
    """`80`, `80/udp` or `8000-8010`."""
    try:
        first, last, protocol = exposed_range(text(value))
    except PortError as error:
        raise RefusedError(str(error)) from None
    return Port(first, protocol, last if last > first else 0)


def _healthcheck(reader: Reader) -> Field[Healthcheck]:
    node = reader.node.get("healthcheck")
    if node is None or not isinstance(node.value, dict):
        return reader.missing(Healthcheck())
    test, disable = node.get("test"), node.get("disable")
    # Whatever the test says: compose gives the engine NONE then.
    if disable is not None and disable.value is True:
        shown = disable.span(reader.pointer + "/healthcheck/disable")
        return Field(Healthcheck(disabled=True), shown, "stated", disable.causes)
    if test is None:
        return reader.missing(Healthcheck())
    if not test.known or any(not item.known for item in test.items):
        return Field(None, test.span(reader.pointer + "/healthcheck/test"), "stated", test.causes)
    return reader.field(test, "/healthcheck/test", _test)


def _test(value: Any) -> Healthcheck:
    if isinstance(value, list):
        return Healthcheck.of(tuple(text(item.value) for item in value))
    return Healthcheck.of(("CMD-SHELL", text(value)))


def _isolation(privileges: Privileges, reader: Reader) -> None:
    privileges.privileged = reader.scalar("privileged", boolean, False)
    privileges.read_only = reader.scalar("read_only", boolean, False)
    add, drop = (reader.each(key, _capability) for key in ("cap_add", "cap_drop"))
    unknown: Field[Any] = reader.missing(None)
    opts = reader.each("security_opt", lambda value: SecurityOpt.parse(text(value)))
    if reader.partial:
        # What is not here may add to both lists.
        drop, opts = (*drop, unknown), (*opts, unknown)
    place = reader.span
    if reader.node.get("cap_drop") is not None:
        place = reader.node.key_span("cap_drop", reader.pointer + "/cap_drop")
    privileges.capabilities = Capabilities(place, add, drop)
    # Docker's client takes systempaths out as well, and sends empty lists of paths instead.
    privileges.security_opts = tuple(o for o in opts if not _is_systempaths(o))
    privileges.masked_paths = _masked(opts, reader)
    privileges.group_add = reader.each("group_add", text)
    privileges.runtime = reader.scalar("runtime", text, "")


def _is_windows(reader: Reader) -> bool:
    """Whether its platform or its isolation says so: Linux knows no other than the default one."""
    platform, isolation = (
        str(reader.scalar(key, text, "").value or "").lower() for key in ("platform", "isolation")
    )
    return platform.startswith("windows") or isolation in ("process", "hyperv")


def _capability(value: Any) -> str:
    return canonical(text(value))


def _is_systempaths(opt: Field[SecurityOpt]) -> bool:
    return opt.value is not None and opt.value.name == "systempaths"


def _masked(opts: tuple[Field[SecurityOpt], ...], reader: Reader) -> Field[bool]:
    """Whether /proc and /sys are masked: `systempaths=unconfined` shows them."""
    for opt in opts:
        if opt.value == SecurityOpt("systempaths", "unconfined"):
            return Field(False, opt.span, "stated", opt.causes)
    return reader.missing(None if any(opt.value is None for opt in opts) else True)


def _namespaces(namespaces: Namespaces, reader: Reader) -> None:
    def namespace(key: str) -> Field[Namespace]:
        return reader.scalar(key, lambda value: Namespace.parse(text(value)), Namespace(""))

    namespaces.pid = namespace("pid")
    namespaces.ipc = namespace("ipc")
    namespaces.uts = namespace("uts")
    namespaces.userns = namespace("userns_mode")
    namespaces.cgroup = namespace("cgroup")
    namespaces.network = namespace("network_mode")
    namespaces.cgroup_parent = reader.scalar("cgroup_parent", text, "")


def _network(networking: Networking, reader: Reader) -> None:
    node = reader.node.get("networks")
    for key, entry in reader.node.entries_at("networks").items():
        name = named(key)
        pointer = f"{reader.pointer}/networks/{name}"
        place = entry.span(pointer)
        if node is not None and key in node.keys and not isinstance(entry.value, list):
            place = node.key_span(key, pointer)
        networking.networks[name] = Field(name, place)
    networking.links = (*reader.each("links", _linked), *reader.each("external_links", _linked))
    networking.dns = reader.each("dns", text)
    networking.extra_hosts = _hosts(reader)
    mode = reader.node.get("network_mode")
    said = bool(networking.networks) or (mode is not None and mode.value not in (None, ""))
    if said:
        networking.implicit_network = Field(False, reader.span, "defaulted")
    elif mode is not None and not mode.known:
        networking.implicit_network = reader.missing(None)
    else:
        networking.implicit_network = reader.missing(True)


def _profiles(reader: Reader) -> frozenset[str]:
    values = (item.value for item in reader.node.items_at("profiles"))
    return frozenset(value for value in values if isinstance(value, str))


def _linked(value: Any) -> str:
    """The container of `name:alias`."""
    return text(value).partition(":")[0]


def _hosts(reader: Reader) -> tuple[Field[tuple[str, str]], ...]:
    """`name=address`, `name:address` or a mapping, whose addresses may be a list."""
    found = list(reader.each("extra_hosts", _host))
    for name, entry in reader.node.entries_at("extra_hosts").items():
        for item in entry.items or [entry]:
            field = reader.field(item, joined("/extra_hosts", name), text)
            pair = (name, field.value) if field.value is not None else None
            # The parts of a text are those of the address alone.
            found.append(Field(pair, field.span, field.origin, whole(field.causes)))
    return tuple(found)


def _host(value: Any) -> tuple[str, str]:
    whole = text(value)
    name, _, address = whole.partition("=" if "=" in whole else ":")
    return name.strip(), address.strip().strip("[]")
