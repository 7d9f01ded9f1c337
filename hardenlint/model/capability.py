"""Linux capabilities and the effective set that an engine computes."""

from .span import Field, Span

DOCKER = frozenset(
    """CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP
    NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE""".split()
)
"""What Docker grants when nobody says anything (moby oci/caps/defaults.go)."""

PODMAN = DOCKER - {"AUDIT_WRITE", "MKNOD", "NET_RAW"}
"""What Podman grants from 4.0 on (containers/common pkg/config/default.go)."""

ALL = DOCKER | frozenset(
    """AUDIT_CONTROL AUDIT_READ BLOCK_SUSPEND BPF CHECKPOINT_RESTORE DAC_READ_SEARCH IPC_LOCK
    IPC_OWNER LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE NET_ADMIN NET_BROADCAST PERFMON
    SYS_ADMIN SYS_BOOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME
    SYS_TTY_CONFIG SYSLOG WAKE_ALARM""".split()
)
"""All capabilities of Linux 6.x (capabilities(7))."""


def canonical(text: str) -> str:
    """`cap_sys_admin`, `SYS_ADMIN` and `CAP_SYS_ADMIN` are one capability: `SYS_ADMIN`.

    ALL is no capability, so CAP_ALL is none either: engines refuse it.
    """
    name = text.strip().upper()
    return name if name == "CAP_ALL" else name.removeprefix("CAP_")


class Capabilities:
    """What a container adds and drops, item by item, and what remains.

    Each item is a Field whose value is the canonical name (or "ALL"), None when unknown.
    `span` is the `cap_drop` key, or the service when there is none. `default` is what the engine
    grants when nobody says anything; `bounding` is what it says that the container has, None where
    it does not say.
    """

    __slots__ = ("add", "bounding", "default", "drop", "span")

    def __init__(
        self,
        span: Span,
        add: tuple[Field[str], ...] = (),
        drop: tuple[Field[str], ...] = (),
        *,
        default: frozenset[str] = DOCKER,
        bounding: frozenset[str] | None = None,
    ) -> None:
        self.span = span
        self.add = add
        self.drop = drop
        self.default = default
        self.bounding = bounding

    @property
    def added(self) -> dict[str, Field[str]]:
        """What is added by name, each where it is written first; unknown items are left out."""
        first: dict[str, Field[str]] = {}
        for item in self.add:
            if item.value is not None:
                first.setdefault(item.value, item)
        return first

    @property
    def drops_all(self) -> bool:
        """Whether all defaults are dropped, by `ALL` or (as Podman writes it) by name."""
        named = {item.value for item in self.drop}
        return "ALL" in named or named >= self.default or self.bounding == frozenset()

    @property
    def unknown(self) -> bool:
        """Whether any item could not be resolved, so that the set is a guess."""
        return any(item.value is None for item in (*self.add, *self.drop))

    def effective(self, *, privileged: bool = False) -> frozenset[str]:
        """The bounding set as moby's TweakCapabilities computes it."""
        add = {item.value for item in self.add if item.value}
        drop = {item.value for item in self.drop if item.value}
        if self.bounding is not None:
            return self.bounding
        if privileged:
            return ALL
        # Named drops still count here, but a drop of ALL does not: with ALL in both lists, a
        # container of Docker has everything.
        if "ALL" in add:
            return ALL - drop
        if "ALL" in drop:
            return ALL & add
        # A capability that is in both lists stays.
        return (self.default - drop) | (ALL & add)
