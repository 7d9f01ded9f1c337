"""The processes of a running container, and the sessions that others opened in it."""

from collections.abc import Collection

_SHIMS = frozenset("tini tini-static docker-init podman-init dumb-init catatonit".split())


class Process:
    """A process of a running container, as the host's `ps` shows it; ids are the host's.

    `groups` are the supplementary ones. `label` is that of AppArmor or SELinux. `capabilities`
    (the effective ones, as bits), `no_new_privileges` and `seccomp` (0 is off) are None unless
    the host itself was asked.
    """

    __slots__ = (
        "args", "capabilities", "gid", "groups", "label", "no_new_privileges", "parent", "pid",
        "seccomp", "uid",
    )  # fmt: skip

    def __init__(self, pid: int, parent: int | None, uid: int, gid: int | None) -> None:
        self.pid = pid
        self.parent = parent
        self.uid = uid
        self.gid = gid
        self.groups: tuple[str, ...] = ()
        self.label = ""
        self.args = ""
        self.capabilities: int | None = None
        self.no_new_privileges: bool | None = None
        self.seccomp: int | None = None

    @property
    def is_shim(self) -> bool:
        """Whether it is an init that only starts the program and reaps what that leaves behind."""
        program = self.args.partition(" ")[0]
        return program.rpartition("/")[2] in _SHIMS


def without_trees(processes: tuple[Process, ...], roots: Collection[int]) -> tuple[Process, ...]:
    """The processes that are neither one of `roots` nor started by one."""
    parents = {process.pid: process.parent for process in processes}
    kept = []
    for process in processes:
        pid: int | None = process.pid
        seen: set[int] = set()
        # Saved data may hold a cycle, or one chain of all processes: the bound keeps this linear.
        while pid is not None and pid not in roots and pid not in seen and len(seen) < 100:
            seen.add(pid)
            pid = parents.get(pid)
        if pid not in roots:
            kept.append(process)
    return tuple(kept)


class ExecSession:
    """A `docker exec` that runs; `user` is "" for that of the container."""

    __slots__ = ("command", "pid", "privileged", "user")

    def __init__(self, pid: int | None, user: str, *, privileged: bool, command: str) -> None:
        self.pid = pid
        self.user = user
        self.privileged = privileged
        self.command = command
