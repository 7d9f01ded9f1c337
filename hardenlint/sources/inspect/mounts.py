"""Mounts and devices of a container.

`.Mounts` is what is really mounted, `--volumes-from` and `--mount` included; only `--tmpfs` and
the options of a volume are found elsewhere.
"""

from collections.abc import Mapping

from hardenlint.model import Device, Field, Mount

from .node import Node

Volumes = Mapping[str, Mapping[str, str]]
"""The driver options of volumes by name (GET /volumes)."""


def mounts(document: Node, volumes: Volumes) -> tuple[Field[Mount], ...]:
    """The effective mounts, then those of `--tmpfs`."""
    found = [_mount(item, volumes) for item in document.get("Mounts").items()]
    tmpfs = document.get("HostConfig").get("Tmpfs").entries()
    found += [Field(_tmpfs(target, item.text()), item.span) for target, item in tmpfs]
    return tuple(found)


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
    flags = driver.get("o", "").split(",")
    if driver.get("device", "").startswith("/") and ("bind" in flags or "rbind" in flags):
        read_only = mount.read_only or "ro" in flags
        return mount._replace(
            type="bind", source=driver["device"], volume=name, read_only=read_only
        )
    return mount._replace(source="" if _is_anonymous(name) else name)


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
