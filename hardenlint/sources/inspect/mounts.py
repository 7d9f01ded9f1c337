"""Mounts and devices of a container.

`.Mounts` is what is really mounted, `--volumes-from` and `--mount` included; only `--tmpfs` and
the options of a volume are found elsewhere.
"""

from collections.abc import Mapping

from hardenlint.model import Device, Field, Mount, Volume
from hardenlint.model.mount import shown_by_volume

from .node import Node

Volumes = Mapping[str, Mapping[str, str]]
"""The driver options of volumes by name (GET /volumes)."""


def mounts(document: Node, volumes: Volumes) -> tuple[Field[Mount], ...]:
    """The effective mounts, then those of `--tmpfs`."""
    found = [_mount(item, volumes) for item in document.get("Mounts").items()]
    asked = _tmpfs_options(document.get("HostConfig").get("Mounts"))
    found = [_with_options(field, asked) for field in found]
    tmpfs = document.get("HostConfig").get("Tmpfs").entries()
    found += [Field(_tmpfs(target, item.text()), item.span) for target, item in tmpfs]
    return tuple(found)


def definitions(found: tuple[Field[Mount], ...], volumes: Volumes) -> dict[str, Volume]:
    """The volumes among these mounts whose driver options are known."""
    result: dict[str, Volume] = {}
    for field in found:
        mount = field.value
        name = (mount.volume or mount.source) if mount is not None else ""
        if name in volumes and name not in result:
            options = {key: Field(value, field.span) for key, value in volumes[name].items()}
            result[name] = Volume(name, field.span, options)
    return result


def known_volumes(document: Node, volumes: Volumes) -> Volumes:
    """Add the volumes that came to be with the container: `--mount` says their options itself."""
    asked: dict[str, Mapping[str, str]] = {}
    for item in document.get("HostConfig").get("Mounts").items():
        config = item.get("VolumeOptions").get("DriverConfig").get("Options").entries()
        if config:
            options = {key: option.text() or "" for key, option in config}
            asked[item.get("Target").text() or ""] = options
    if not asked:
        return volumes
    places = {
        mount.get("Name").text() or "": mount.get("Destination").text() or ""
        for mount in document.get("Mounts").items()
    }
    named = {name: asked[target] for name, target in places.items() if name and target in asked}
    return {**named, **volumes}


def _tmpfs_options(asked: Node) -> dict[str, str]:
    """What `--mount type=tmpfs` asked for, by target; `.Mounts` does not tell."""
    found: dict[str, str] = {}
    for item in asked.items():
        options = item.get("TmpfsOptions")
        words = [pair.texts() or () for pair in options.get("Options").items()]
        size = options.get("SizeBytes").integer()
        text = ",".join("=".join(word) for word in words if word)
        found[item.get("Target").text() or ""] = f"{text},size={size}" if size else text
    return found


def _with_options(field: Field[Mount], asked: Mapping[str, str]) -> Field[Mount]:
    mount = field.value
    if mount is None or mount.type != "tmpfs" or mount.options:
        return field
    return field._replace(value=mount._replace(options=asked.get(mount.target, "")))


def _mount(node: Node, volumes: Volumes) -> Field[Mount]:
    kind, target = node.get("Type").text(), node.get("Destination").text()
    writable = node.get("RW").boolean()
    if target is None or kind is None:
        return Field(None, node.span)
    options = node.get("Mode").text() or ""
    words = options.split(",")
    mount = Mount(
        type=kind,
        source=node.get("Source").text() or "",
        target=target,
        read_only=writable is False,
        propagation=node.get("Propagation").text() or "",
        options=options,
    )
    if kind == "volume":
        return Field(_volume(mount, node.get("Name").text() or "", volumes), node.span)
    # The client writes a `z` on volumes of its own accord; only on binds does it relabel the host.
    selinux = next((word for word in words if word in ("z", "Z")), "")
    return Field(mount._replace(selinux=selinux), node.span)


def _volume(mount: Mount, name: str, volumes: Volumes) -> Mount:
    """A volume by its name, or the host folder that the local driver binds under that name."""
    driver = volumes.get(name, {})
    shown = shown_by_volume(driver.get("type", ""), driver.get("o", ""), driver.get("device", ""))
    if shown is not None and shown.path.startswith("/"):
        read_only = mount.read_only or shown.read_only
        return mount._replace(type="bind", source=shown.path, volume=name, read_only=read_only)
    # Engines make up 64 digits for a volume that nobody has named.
    name = "" if _is_anonymous(name) else name
    return mount._replace(source=name, volume=name)


def _is_anonymous(name: str) -> bool:
    return len(name) == 64 and not name.strip("0123456789abcdef")


def _tmpfs(target: str, options: str | None) -> Mount:
    options = options or ""
    return Mount("tmpfs", "", target, "ro" in options.split(","), options=options)


def devices(host_config: Node) -> tuple[Field[Device], ...]:
    """Host devices; Podman leaves the permissions empty, which means all."""
    found: list[Field[Device]] = []
    for item in host_config.get("Devices").items():
        source = item.get("PathOnHost").text()
        target = item.get("PathInContainer").text() or source or ""
        permissions = item.get("CgroupPermissions").text() or "rwm"
        device = Device(source, target, permissions) if source else None
        found.append(Field(device, item.span))
    return tuple(found)
