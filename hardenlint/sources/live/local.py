"""What only the host itself can tell: files of the engine, its settings, accounts, audit rules.

Read for `hardenlint audit --local`, from the machine that hardenlint runs on, so only for an
engine behind a unix socket. Nothing is executed and nothing is written; what may not be read is
left out and stays unknown. The result is a document that `inspect.read_local` reads.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from hardenlint.knowledge import daemon_files

from .. import host_file
from .local_settings import settings_of

_MOST_FILES = 1000
_RULES_MAX = 16 << 20  # bytes of all audit rules together
_LINKS_MAX = 10_000  # mounted paths that are looked at
_STATUS = ("CapEff", "NoNewPrivs", "Seccomp")

UNSEEN = (
    "not visible remotely: settings of dockerd (iptables, userland proxy, log level, default "
    "ulimits, build entitlements), owners and modes of its files and sockets, members of the "
    "group docker, audit rules, the partition of its data; `--local` reads them on the host itself"
)
"""What an audit without local facts says that it cannot know."""


def document(url: str, info: Mapping[str, Any], sources: Iterable[str]) -> dict[str, object]:
    """Collect the facts; `sources` are paths of this host that containers mount."""
    socket = url.removeprefix("unix://")
    settings, complete = settings_of(socket)
    found: dict[str, object] = {
        "Files": dict(_files(socket, settings or {})),
        "Auditable": [path for path in daemon_files.AUDITABLE if os.path.exists(path)],
        "ContentTrust": os.environ.get("DOCKER_CONTENT_TRUST") == "1",
        "Links": list(_links(sources)),
    }
    optional = {
        "Daemon": settings,
        "DockerGroup": _members("docker"),
        "Audited": _audited(),
        "DataPartition": _own_file_system(info.get("DockerRootDir")),
    }
    found.update({key: value for key, value in optional.items() if value is not None})
    if settings is not None:
        found["DaemonComplete"] = complete
    return {"LocalHost": found}


def process_status(pids: Iterable[int]) -> dict[str, dict[str, str]]:
    """Read rights of processes from /proc/PID/status: CapEff, NoNewPrivs, Seccomp."""
    found = {}
    for pid in pids:
        text = read(f"/proc/{pid}/status") or ""
        lines = (line.partition(":") for line in text.splitlines())
        fields = {name: value.strip() for name, _, value in lines if name in _STATUS}
        if fields:
            found[str(pid)] = fields
    return found


def read(path: str) -> str | None:
    """Return the text of a regular file of at most 1 MiB; None when there is none to read."""
    try:
        return host_file.read(path).decode("utf-8", "replace")
    except (OSError, ValueError):
        return None


def _files(socket: str, settings: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Owner and mode of the sockets, the configuration and the certificates, each file once."""
    named = [settings.get(key) for key in ("tlscacert", "tlscert", "tlskey")]
    paths = [socket, *daemon_files.RUNTIME_SOCKETS, *daemon_files.MODES]
    seen = set()
    for path in (*paths, *(name for name in named if isinstance(name, str))):
        try:
            real = os.path.realpath(path)
            facts = os.stat(real)
        except (OSError, ValueError):
            continue
        # /var/run leads to /run: one socket is not to be told twice.
        if real not in seen:
            seen.add(real)
            yield path, _facts(facts)


def _facts(facts: os.stat_result) -> dict[str, str]:
    kind = "file"
    if stat.S_ISSOCK(facts.st_mode):
        kind = "socket"
    elif stat.S_ISDIR(facts.st_mode):
        kind = "folder"
    return {
        "Kind": kind,
        "Owner": _user(facts.st_uid),
        "Group": _group(facts.st_gid),
        "Mode": f"{stat.S_IMODE(facts.st_mode):04o}",
    }


def _user(uid: int) -> str:
    import pwd  # noqa: PLC0415 - not on Windows, where there is no unix socket either

    try:
        return "root" if uid == 0 else pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group(gid: int) -> str:
    import grp  # noqa: PLC0415 - see above

    try:
        return "root" if gid == 0 else grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _members(group: str) -> list[str] | None:
    """Members of a group by /etc/group; no such group has none."""
    text = read("/etc/group")
    if text is None:
        return None
    for line in text.splitlines():
        parts = line.split(":")
        if len(parts) == 4 and parts[0] == group:
            return [name for name in parts[3].split(",") if name]
    return []


def _audited() -> list[str] | None:
    """Paths that audit rules watch; none without auditd, unknown where they may not be read."""
    if not os.path.isdir("/etc/audit"):
        return []
    try:
        names = sorted(os.listdir("/etc/audit/rules.d"))[:_MOST_FILES]
    except FileNotFoundError:
        names = []
    except OSError:
        return None
    files = [f"/etc/audit/rules.d/{name}" for name in names if name.endswith(".rules")]
    found: dict[str, None] = {}
    is_read, size = False, 0
    for path in (*files, "/etc/audit/audit.rules"):
        text = read(path)
        if text is not None and size <= _RULES_MAX:
            is_read, size = True, size + len(text)
            found |= dict.fromkeys(_watched(text))
    return list(found) if is_read else None


def _watched(rules: str) -> Iterator[str]:
    """Paths of `-w PATH` and `-F path=PATH`, `-F dir=PATH` (auditctl(8))."""
    for line in rules.splitlines():
        for option, value in pairwise(line.split()):
            if option == "-w":
                yield value
            elif option == "-F" and value.startswith(("path=", "dir=")):
                yield value.partition("=")[2]


def _own_file_system(root: object) -> bool | None:
    """Whether the data root or a folder above it, but for /, is a mount point."""
    if not isinstance(root, str) or not root.startswith("/"):
        return None
    try:
        return os.stat(root).st_dev != os.stat("/").st_dev
    except (OSError, ValueError):
        return None


def _links(sources: Iterable[str]) -> Iterator[dict[str, str]]:
    """Mounted paths that are (or lie below) symbolic links, and where they lead."""
    for path in sorted(set(sources))[:_LINKS_MAX]:
        if not path.startswith("/") or "\0" in path or not os.path.lexists(path):
            continue
        target = os.path.realpath(path)
        if target != os.path.normpath(path):
            yield {"Path": path, "Target": target}
