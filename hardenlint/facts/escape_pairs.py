"""Pairs of settings that together give away the host though each is milder by itself.

Sources: capabilities(7), cgroups(7) on release_agent, ptrace(2), open_by_handle_at(2), mknod(2),
Documentation/admin-guide/cgroup-v1/devices.rst.
"""

from collections.abc import Iterator
from typing import Any

from hardenlint.knowledge import capabilities, devices, host_paths
from hardenlint.model import Container, Field, Mount
from hardenlint.model.causes import remark
from hardenlint.model.span import Span

_V1_CONTROLLERS = tuple(
    f"/sys/fs/cgroup/{name}"
    for name in """blkio cpu cpuacct cpu,cpuacct cpuset devices freezer hugetlb memory misc net_cls
    net_cls,net_prio net_prio perf_event pids rdma systemd""".split()
)
"""Folders of which cgroup v2 knows none."""


class Pair:
    """Two settings and what they add up to; `parts` are the places, each with what is there.

    `covers` are the checks that speak of the parts, `names` what of them belongs to the pair
    (capabilities, paths, rules). `takes_host` is False where only the host's network is lost.
    """

    __slots__ = ("covers", "gain", "names", "parts", "takes_host", "text")

    def __init__(
        self,
        text: str,
        gain: str,
        parts: tuple[tuple[str, Field[Any]], tuple[str, Field[Any]]],
        covers: tuple[str, ...],
        *names: str,
        takes_host: bool = True,
    ) -> None:
        self.text = text
        self.gain = gain
        self.parts = parts
        self.covers = covers
        self.names = names
        self.takes_host = takes_host


def pairs(container: Container) -> Iterator[Pair]:
    """Yield the pairs of a container, the worst first."""
    added = container.privileges.capabilities.added
    if container.namespaces.pid.value is not None and container.namespaces.pid.value.mode == "host":
        yield from _with_host_processes(container, added)
    if "SYS_ADMIN" in added:
        yield from _with_sys_admin(container, added["SYS_ADMIN"])
    if "DAC_READ_SEARCH" in added:
        yield from _with_read_search(container, added["DAC_READ_SEARCH"])
    yield from _with_mknod(container)
    yield from _with_root(container)
    network = container.namespaces.network.value
    if network is not None and network.mode == "host":
        yield from _with_host_network(container, added)


def covered(container: Container, found: list[Pair]) -> tuple[str, ...]:
    """The checks of which the pairs leave nothing unsaid."""
    names = {name for pair in found for name in pair.names}
    others = {
        "dangerous-capability-added": any(
            name in table and name not in names
            for name in container.privileges.capabilities.added
            for table in (capabilities.CRITICAL, capabilities.HIGH, capabilities.MEDIUM)
        ),
        "sensitive-host-path-mounted": any(
            _is_sensitive(field.value) and field.value.host_path not in names
            for field in container.storage.mounts
            if field.value is not None
        ),
        "device-cgroup-rule-broad": any(
            str(field.value) not in names for field in container.privileges.device_rules
        ),
    }
    ids = dict.fromkeys(name for pair in found for name in pair.covers)
    return tuple(name for name in ids if not others.get(name, False))


def _with_host_processes(container: Container, added: dict[str, Field[str]]) -> Iterator[Pair]:
    if "SYS_PTRACE" in added:
        yield Pair(
            "the host's PID namespace and SYS_PTRACE",
            "a debugger's call puts code into any process of the host that runs as root",
            (
                ("joins the host's PID namespace", container.namespaces.pid),
                ("adds SYS_PTRACE", added["SYS_PTRACE"]),
            ),
            ("host-pid-namespace", "dangerous-capability-added"),
            "SYS_PTRACE",
        )


def _with_sys_admin(container: Container, admin: Field[str]) -> Iterator[Pair]:
    part = ("adds SYS_ADMIN", admin)
    for name, gain in (
        ("apparmor", "no profile stops it from mounting the host's file systems"),
        (
            "seccomp",
            "no filter stops it from mounting, and from the calls that kernel exploits use",
        ),
    ):
        for option in container.privileges.options(name)[-1:]:  # the engine takes the last one
            if option.value is not None and option.value.value == "unconfined":
                yield Pair(
                    f"SYS_ADMIN and {name} unconfined",
                    gain,
                    (part, (f"switches {name} off", option)),
                    ("dangerous-capability-added", f"{name}-unconfined"),
                    "SYS_ADMIN",
                )
    for path, field in _writable_cgroups_v1(container):
        yield Pair(
            f"SYS_ADMIN and {path} writable",
            "a program named in release_agent of cgroup v1 is run by the host, as root",
            (part, (f"mounts {path} writable", field)),
            ("dangerous-capability-added", "host-cgroupfs-mounted"),
            "SYS_ADMIN",
        )


def _writable_cgroups_v1(container: Container) -> Iterator[tuple[str, Field[Mount]]]:
    version = container.host.cgroup_version if container.host is not None else ""
    for field in container.storage.mounts:
        mount = field.value
        path = mount.host_path if mount is not None and not mount.read_only else ""
        # In a file nobody says which version the host has: the name of the folder tells.
        is_v1 = version == "1" or (version == "" and host_paths.below(path, *_V1_CONTROLLERS))
        if is_v1 and host_paths.classify(path) == "cgroupfs":
            yield path, field


def _with_read_search(container: Container, search: Field[str]) -> Iterator[Pair]:
    for field in container.storage.mounts:
        if field.value is not None and field.value.type == "bind":
            what = field.value.host_path or "a folder of the host"
            yield Pair(
                f"DAC_READ_SEARCH and {what} mounted",
                "files are opened by number past the mount, /etc/shadow and keys of the host too",
                (("adds DAC_READ_SEARCH", search), (f"mounts {what}", field)),
                ("dangerous-capability-added",),
                "DAC_READ_SEARCH",
            )
            return  # any mount leads to the same file system


def _with_mknod(container: Container) -> Iterator[Pair]:
    held = container.privileges.capabilities
    if held.unknown or "MKNOD" not in held.effective():
        return
    maker = held.added.get("MKNOD") or Field("MKNOD", held.span, "defaulted")
    has = "adds" if "MKNOD" in held.added else "keeps the default"
    for field in container.privileges.device_rules:
        rule = field.value
        if rule is None or rule.kind not in ("a", "b") or (rule.major, rule.minor) != ("*", "*"):
            continue
        # `m` alone is no matter: to make a node is allowed anyway.
        if set("rw").intersection(rule.permissions):
            yield Pair(
                f"MKNOD and the device rule {str(rule)!r}",
                "it makes itself a node for the host's disk and reads or rewrites it",
                ((f"allows {str(rule)!r}", field), (f"{has} MKNOD", maker)),
                ("device-cgroup-rule-broad",),
                str(rule),
            )


def is_root(container: Container) -> bool:
    """Whether the process is known to be uid 0."""
    user = container.user.value
    if user is None:
        return False
    # Where nobody chooses, the base image does.
    return user.is_root or (not user.is_set and container.base_user == "root")


def _is_sensitive(mount: Mount) -> bool:
    if mount.read_only and host_paths.harmless_read_only(mount.host_path):
        return False
    kind = host_paths.classify(mount.host_path, read_only=mount.read_only)
    return kind in ("sensitive", "runtime-dir")


def _is_run(path: str) -> bool:
    """Whether the host may run what is written here; a time zone or a name server it only reads."""
    return not (host_paths.harmless_read_only(path) or devices.is_harmless(path))


def _with_root(container: Container) -> Iterator[Pair]:
    if not is_root(container):
        return
    user = container.user
    # What the image decides is told of the image.
    own = ("run-as-root",) if user.origin == "stated" else ()
    for field in container.storage.mounts:
        mount = field.value
        if mount is None or mount.read_only:
            continue
        if host_paths.classify(mount.host_path) == "sensitive" and _is_run(mount.host_path):
            yield Pair(
                f"root and {mount.host_path} writable",
                "the process replaces files that the host runs or trusts",
                ((f"mounts {mount.host_path} writable", field), ("runs as root", user)),
                ("sensitive-host-path-mounted", *own),
                mount.host_path,
            )


def _with_host_network(container: Container, added: dict[str, Field[str]]) -> Iterator[Pair]:
    network = container.namespaces.network
    for name, gain in (
        ("NET_ADMIN", "firewall, routes and addresses of the host are its to change"),
        ("NET_RAW", "it reads and forges the traffic of the host and all its containers"),
    ):
        if name in added:
            yield Pair(
                f"the host's network and {name}",
                gain,
                ((f"adds {name}", added[name]), ("joins the host's network", network)),
                ("dangerous-capability-added", "host-network"),
                name,
                takes_host=False,
            )


def places(found: list[Pair]) -> dict[Span, str]:
    """The places of all parts, each once, in the order of the pairs; stated ones first."""
    parts = [part for pair in found for part in pair.parts]
    parts.sort(key=lambda part: not part[1].stated)
    result: dict[Span, str] = {}
    for text, field in parts:
        result.setdefault(field.span, text + remark(field.causes))
    return result
