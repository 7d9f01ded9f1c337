"""Mounts, devices and published ports of a service in long form."""

from collections.abc import Callable
from typing import TypeVar

from hardenlint.model import Device, Field, Mount, PublishedPort, Span, Volume
from hardenlint.model.mount import shown_by_volume
from hardenlint.model.span import Cause
from hardenlint.text.numbers import whole
from hardenlint.text.pointer import joined

from .fields import Reader
from .longform import ADDED
from .nodes import Node
from .ports import PortError, split_port
from .scalars import text_of

T = TypeVar("T")


def _text(node: Node, key: str) -> str:
    value = node.get(key)
    return text_of(value.value) if value is not None else ""


def _flaw(node: Node) -> Node | None:
    """The part of an item that a variable leaves unknown."""
    for child in node.entries.values():
        if not child.known:
            return child
        flaw = _flaw(child) if child.entries else None
        if flaw is not None:
            return flaw
    return None


def _causes(node: Node) -> tuple[Cause, ...]:
    """Where an item comes from: first the part that decides who gets at what."""
    deciding = (node.get("host_ip"), node.get("source"), node, *node.entries.values())
    parts = [part for part in deciding if part is not None]
    inner = [child for part in parts for child in part.entries.values()]
    causes = (found.causes for found in (*parts, *inner))
    return next((each for each in causes if each not in ((), ADDED)), ())


def _fields(
    reader: Reader,
    key: str,
    make: Callable[[Node], T],
    guess: Callable[[Node], T | None] = lambda _: None,
    causes: Callable[[Node], tuple[Cause, ...]] = _causes,
) -> tuple[Field[T], ...]:
    """The items of a list as fields; an item with an unknown part is what `guess` makes of it."""
    found: list[Field[T]] = []
    for index, item in enumerate(reader.node.items_at(key)):
        # Of several lines that of the source says what is mounted.
        span = (item.get("source") or item).span(f"{reader.pointer}/{key}/{index}")
        flaw = None if item.known else item
        flaw = flaw or _flaw(item)
        if flaw is not None:
            found.append(Field(guess(item), span, "stated", flaw.causes))
        elif isinstance(item.value, dict):
            found.append(Field(make(item), span, "stated", causes(item)))
    return tuple(found)


def devices(reader: Reader) -> tuple[Field[Device], ...]:
    """The devices of the host that the service sees."""
    return _fields(reader, "devices", _device)


def _device(node: Node) -> Device:
    source = _text(node, "source")
    return Device(source, _text(node, "target") or source, _text(node, "permissions") or "rwm")


def ports(reader: Reader) -> tuple[Field[PublishedPort], ...]:
    """The ports that the service publishes."""
    found = _fields(reader, "ports", _port, _port_of_some_number)
    return tuple(_refused(p) for p in found if p.value is None or p.value.target)


def _refused(field: Field[PublishedPort]) -> Field[PublishedPort]:
    """What has no number for its port on the host is refused by the engine: nobody knows it."""
    port = field.value
    numbers = port.published.split("-") if port is not None and port.published else []
    is_one = len(numbers) < 3 and all(each.isascii() and each.isdigit() for each in numbers)
    return field if is_one else Field(None, field.span, field.origin, field.causes)


def _port_of_some_number(node: Node) -> PublishedPort | None:
    """What is known of a port whose number on the host, and nothing else, hangs on a variable."""
    if isinstance(node.value, dict):
        known = all(child.known for key, child in node.entries.items() if key != "published")
        return _port(node)._replace(published="") if known else None
    text = str(node.value)
    if text.startswith("${"):  # one without which compose refuses to start stays as it is written
        text = text.partition("}")[2]
    ip, colons, container = text.rpartition("::")
    if not ip:
        # `${WEB_PORT}:80` is a number; `${WEB}:80` may hold an address as well
        name, _, container = text.partition(":")
        unset = next((cause.name for cause in node.causes if cause.kind == "unset"), "")
        if colons or name or ":" in container or not unset.upper().endswith("PORT"):
            return None
    try:
        port, *others = split_port(f"{ip}::{container}" if ip else container)
    except PortError:
        return None
    return None if others else PublishedPort(port.target, "", port.ip, port.protocol)


def _port(node: Node) -> PublishedPort:
    number = whole(_text(node, "target"), 5) or 0
    protocol = _text(node, "protocol").lower() or "tcp"
    return PublishedPort(number, _text(node, "published"), _text(node, "host_ip"), protocol)


def mounts(reader: Reader, volumes: Node | None) -> tuple[Field[Mount], ...]:
    """The mounts of the service, `tmpfs` included."""

    def causes(item: Node) -> tuple[Cause, ...]:
        """Those of the item, else those of the volume which is a folder of the host."""
        source = item.get("source")
        volume = volumes.get(str(source.value)) if volumes is not None and source else None
        options = volume.get("driver_opts") if volume is not None else None
        named = options is not None and _text(item, "type") == "volume"
        return _causes(item) or (_causes(options) if options is not None and named else ())

    named = _fields(reader, "volumes", lambda item: _mount(item, volumes), causes=causes)
    return named + _of_unknown_source(reader) + _tmpfs(reader)


def volumes(found: tuple[Field[Mount], ...], defined: Node | None) -> dict[str, Volume]:
    """The definitions of the named volumes among these mounts."""
    result: dict[str, Volume] = {}
    for field in found:
        name = field.value.volume if field.value is not None else ""
        node = defined.get(name) if defined is not None and name else None
        if node is None or defined is None or name in result:
            continue
        pointer = joined("/volumes", name)
        options = node.entries_at("driver_opts")
        result[name] = Volume(name, defined.key_span(name, pointer), {
            key: _option(item, joined(pointer, "driver_opts", key))
            for key, item in options.items()
        })  # fmt: skip
    return result


def _option(node: Node, pointer: str) -> Field[str]:
    value = text_of(node.value) if node.known and node.value is not None else None
    return Field(value, node.span(pointer), "stated", node.causes)


def _of_unknown_source(reader: Reader) -> tuple[Field[Mount], ...]:
    """What is known of a bind mount that hangs on a variable: that it is a socket, or is shared."""
    found: list[Field[Mount]] = []
    for index, item in enumerate(reader.node.items_at("volumes")):
        if item.known and _flaw(item) is None:
            continue
        bind, span = item.get("bind"), item.span(f"{reader.pointer}/volumes/{index}")
        socket = _socket(item)
        if socket is not None:
            found.append(Field(socket, span, "stated", item.causes or _causes(item)))
        elif not _known(item, "source") and bind is not None and _flaw(bind) is None:
            mount = Mount("bind", "", _text(item, "target"), propagation=_text(bind, "propagation"))
            found.append(Field(mount, span))
    return tuple(found)


def _known(item: Node, key: str) -> bool:
    value = item.get(key)
    return value is None or value.known


def _socket(item: Node) -> Mount | None:
    """The socket of an engine, which its name gives away in whatever folder it lies.

    What is mounted at the place of such a socket, by a variable that says all of it, is one.
    """
    from hardenlint.knowledge import host_paths  # noqa: PLC0415 - rarely hangs on a variable

    if isinstance(item.value, str):
        source, colon, rest = item.value.partition(":")
        target = rest.partition(":")[0]
        source = (source or target) if colon else ""
    else:
        source = _text(item, "source") or _text(item, "target")
        source = source if _text(item, "type") == "bind" else ""
    mount = Mount("bind", source, "")
    is_socket = host_paths.classify(mount.host_path) in ("docker-socket", "runtime-socket")
    return mount if "/" in source and is_socket else None


def _mount(node: Node, volumes: Node | None) -> Mount:
    kind, source, target = (_text(node, key) for key in ("type", "source", "target"))
    read_only = node.get("read_only")
    mount = Mount(
        kind, source, target, read_only is not None and read_only.value is True,
        _text(node.get("bind") or node, "propagation"), _text(node.get("bind") or node, "selinux"),
    )  # fmt: skip
    if kind == "tmpfs":
        return mount._replace(options=_sized(node.get("tmpfs")))
    if kind != "volume":
        return mount
    volume = volumes.get(source) if volumes is not None and source else None
    if volume is None or volumes is None:
        return mount._replace(volume=source)
    place = volumes.key_span(source, joined("/volumes", source))
    return _disguised(mount, volume, place)


def _sized(tmpfs: Node | None) -> str:
    size = _text(tmpfs, "size") if tmpfs is not None else ""
    return f"size={size}" if size else ""


def _disguised(mount: Mount, volume: Node, place: Span) -> Mount:
    """A named volume of the local driver may show a folder or a disk of the host."""
    options = volume.get("driver_opts")
    driver = _text(volume, "driver")
    if options is None or driver not in ("", "local"):
        return mount._replace(volume=mount.source)
    flags, device = _text(options, "o"), _text(options, "device")
    mount = mount._replace(volume=mount.source, options=flags)
    unknown = any(not child.known for child in options.entries.values())
    shown = None if unknown else shown_by_volume(_text(options, "type"), flags, device)
    if shown is None:
        return mount
    read_only = mount.read_only or shown.read_only
    related = ((shown.note, place),)
    return mount._replace(type="bind", source=shown.path, read_only=read_only, related=related)


def _tmpfs(reader: Reader) -> tuple[Field[Mount], ...]:
    node = reader.node.get("tmpfs")
    if node is None:
        return ()
    items = node.items or ([node] if isinstance(node.value, str) else [])
    found: list[Field[Mount]] = []
    for index, item in enumerate(items):
        pointer = f"/tmpfs/{index}" if node.items else "/tmpfs"  # noqa: S108 - a key
        span = item.span(reader.pointer + pointer)
        target, _, options = text_of(item.value).partition(":")
        mount = Mount("tmpfs", "", target, "ro" in options.split(","), options=options)
        found.append(Field(mount if item.known else None, span, "stated", item.causes))
    return tuple(found)
