"""Which namespace a container has: its own, the host's, or that of another container."""

from typing import NamedTuple


class Namespace(NamedTuple):
    """A namespace setting: pid, ipc, uts, userns, cgroup or network mode.

    `mode` is "host", "private", "shareable", "none", "bridge", "default", "service", "container"
    or the name of a network; `target` names the service or container that is joined. An empty
    mode is the engine's default.
    """

    mode: str = ""
    target: str = ""

    @classmethod
    def parse(cls, text: str) -> "Namespace":
        """Read `host`, `service:web`, `container:id`, …."""
        mode, sep, target = text.partition(":")
        return cls(mode, target) if sep and mode in ("service", "container") else cls(text)

    def __str__(self) -> str:
        return f"{self.mode}:{self.target}" if self.target else self.mode
