"""What of the host a container sees: bind mounts, volumes, tmpfs and devices."""

from typing import NamedTuple


class Mount(NamedTuple):
    """One mount of a container.

    `type` is bind, volume, tmpfs, npipe, cluster or image. For a named volume that is a bind
    mount in disguise (local driver, `o: bind`) `type` is "bind", `source` the device and
    `volume` the volume's name. `source` is as written after interpolation and `~` expansion;
    `host_path` is what to compare with. `propagation` is "" when nobody said.
    """

    type: str
    source: str
    target: str
    read_only: bool = False
    propagation: str = ""
    selinux: str = ""
    volume: str = ""
    options: str = ""

    @property
    def is_bind(self) -> bool:
        """Whether a path of the host shows through."""
        return self.type in ("bind", "npipe")

    @property
    def host_path(self) -> str:
        """The source as one spelling: normalised, `/var/run` as `/run`; "" for other types."""
        return normalised(self.source) if self.is_bind else ""

    def __str__(self) -> str:
        return f"{self.source}:{self.target}" if self.source else self.target


class Device(NamedTuple):
    """A host device given to a container; permissions default to `rwm`."""

    source: str
    target: str
    permissions: str = "rwm"

    @property
    def host_path(self) -> str:
        """The source as one spelling, as for a mount."""
        return normalised(self.source)


def normalised(path: str) -> str:
    """One spelling for a host path: no `//`, `.`, `..`, trailing slash; `/var/run` is `/run`.

    Relative paths and `~` stay relative: they name no fixed place of the host.
    """
    if path[1:3] in (":\\", ":/") or path.startswith("\\\\"):
        return path.replace("\\", "/").rstrip("/") or path
    if path[:1] != "/":
        return path
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    if parts[:2] == ["var", "run"]:
        del parts[0]
    return "/" + "/".join(parts)
