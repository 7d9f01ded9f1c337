"""What a container asks of the kernel and the engine: limits, devices, logs."""

from collections.abc import Mapping

from .span import Field


class Ulimit:
    """A resource limit of its processes (`nofile`, `nproc`); -1 is unlimited."""

    __slots__ = ("hard", "soft")

    def __init__(self, soft: int, hard: int) -> None:
        self.soft = soft
        self.hard = hard


class Logging:
    """Where its output goes: `driver` is "" for the engine's default, `options` the driver's."""

    __slots__ = ("driver", "options")

    def __init__(self, driver: str, options: Mapping[str, Field[str]]) -> None:
        self.driver = driver
        self.options = options


class DeviceRule:
    """A rule of the device cgroup, `c 189:* rwm`; `major` and `minor` are numbers or `*`.

    Source: moby daemon/daemon_unix.go, whose pattern wants all four parts.
    """

    __slots__ = ("kind", "major", "minor", "permissions")

    def __init__(self, kind: str, major: str, minor: str, permissions: str) -> None:
        self.kind = kind
        self.major = major
        self.minor = minor
        self.permissions = permissions

    @classmethod
    def parse(cls, text: str) -> "DeviceRule":
        """Read a rule; an odd text keeps its parts as they are."""
        kind, _, rest = text.strip().partition(" ")
        numbers, _, permissions = rest.strip().partition(" ")
        major, _, minor = numbers.partition(":")
        return cls(kind, major, minor, permissions.strip())

    def __str__(self) -> str:
        return f"{self.kind} {self.major}:{self.minor} {self.permissions}"


class DeviceRequest:
    """Devices asked of a driver (GPUs): by number, -1 for all of them, or by their ids."""

    __slots__ = ("capabilities", "count", "driver", "ids")

    def __init__(
        self, driver: str, count: int, ids: tuple[str, ...], capabilities: tuple[str, ...]
    ) -> None:
        self.driver = driver
        self.count = count
        self.ids = ids
        self.capabilities = capabilities
