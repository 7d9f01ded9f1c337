"""What of the host a container sees: bind mounts, volumes, tmpfs and devices."""

from typing import NamedTuple

from .span import Field, Span


class Mount(NamedTuple):
    """One mount of a container.

    `type` is bind, volume, tmpfs, npipe, cluster or image. `volume` is the name of a named volume;
    for one that is a bind mount in disguise (local driver, `o: bind`) `type` is "bind" and
    `source` the device. `source` is as written after interpolation and `~` expansion;
    `host_path` is what to compare with. `propagation` is "" when nobody said. `options` are
    those of a tmpfs or a volume, as a list with commas. `related` are further places that decided:
    the volume behind a name, the service a mount is taken over from.
    """

    type: str
    source: str
    target: str
    read_only: bool = False
    propagation: str = ""
    selinux: str = ""
    volume: str = ""
    options: str = ""
    related: tuple[tuple[str, Span], ...] = ()

    @property
    def is_bind(self) -> bool:
        """Whether a path of the host shows through."""
        return self.type in ("bind", "npipe")

    @property
    def access(self) -> str:
        """How a message calls what it may do there."""
        return "read-only" if self.read_only else "read-write"

    @property
    def host_path(self) -> str:
        """The source as one spelling: normalised, `/var/run` as `/run`; "" for other types."""
        return normalised(self.source) if self.is_bind else ""

    @property
    def words(self) -> dict[str, str]:
        """The options by name; of two that say the same thing the last one counts."""
        return dict(word.strip().partition("=")[::2] for word in self.options.split(",") if word)

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


class Volume:
    """A named volume as it is defined; `options` are those of its driver, each with its place."""

    __slots__ = ("name", "options", "span")

    def __init__(self, name: str, span: Span, options: dict[str, Field[str]]) -> None:
        self.name = name
        self.span = span
        self.options = options


class VolumesFrom:
    """Whose mounts a container takes over.

    `kind` is "service", or "container" for one that the project does not define. What is
    taken over `read_only` cannot be written to, whatever the other one may do.
    """

    __slots__ = ("kind", "name", "read_only")

    def __init__(self, kind: str, name: str, *, read_only: bool) -> None:
        self.kind = kind
        self.name = name
        self.read_only = read_only

    @classmethod
    def parse(cls, text: str, kind: str) -> "VolumesFrom":
        """`name`, `name:ro`, `container:name:ro`; `kind` is what a bare name means."""
        first, _, rest = text.partition(":")
        if first == "container" and rest:
            kind, (first, _, rest) = "container", rest.partition(":")
        return cls(kind, first.removeprefix("/"), read_only="ro" in rest.split(","))


class Shown(NamedTuple):
    """What of the host a volume of the local driver shows: a folder, a disk, layers of folders."""

    path: str
    read_only: bool
    note: str


def shown_by_volume(kind: str, flags: str, device: str) -> Shown | None:
    """What the options of the local driver (type, o, device) put into a volume; None for nothing.

    It hands them to mount(2) as they are (moby volume/local/local_unix.go), so a volume is a bind
    mount, the file system of a disk, or an overlay whose lower layers are folders of the host.
    """
    words = flags.split(",")
    read_only = "ro" in words
    if {"bind", "rbind"} & {kind, *words}:
        return Shown(device, read_only, "the volume is a folder of the host") if device else None
    if kind == "overlay":
        lower = [word.removeprefix("lowerdir=") for word in words if word.startswith("lowerdir=")]
        folders = [path for each in lower for path in each.split(":") if path.startswith("/")]
        # The upper layer has what is written, so the others stay as they are.
        note = "the volume lies over folders of the host"
        return Shown(min(folders, key=len), True, note) if folders else None
    is_disk = device.startswith("/dev/") and kind not in ("tmpfs", "nfs", "nfs4", "cifs", "")
    return Shown(device, read_only, "the volume is a disk of the host") if is_disk else None


def normalised(path: str) -> str:
    """One spelling for a host path: no `//`, `.`, `..`, trailing slash; `/var/run` is `/run`.

    Relative paths and `~` stay relative: they name no fixed place of the host. What climbs above
    the folder of all homes does: `~/../../etc` is `/etc`, from /root too.
    """
    if path.startswith("~/"):
        climbed = _above_homes(path)
        path = path if climbed is None else climbed
    # A path of Windows: its drives, and the pipes of its engine.
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
    # A link to /run on all current distributions; both names reach the same sockets.
    if parts[:2] == ["var", "run"]:
        del parts[0]
    return "/" + "/".join(parts)


def _above_homes(path: str) -> str | None:
    parts = ["home", "~"]
    for part in path.split("/")[1:]:
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts) if parts[:1] != ["home"] else None
