"""What a path of the host gives away when it is mounted into a container.

Sources: the default sockets and data folders of Docker (docs.docker.com, dockerd and Desktop),
containerd, CRI-O, Podman, BuildKit, cri-dockerd, k3s, LXD, Incus, Colima, Rancher Desktop; hier(7);
systemd.unit(5), file-hierarchy(7), crontab(5), udev(7), modprobe.d(5), ssh-agent(1). As of
2025-11.
"""

from functools import lru_cache

_DOCKER = frozenset(
    "docker.sock docker.raw.sock docker.sock.raw docker.proxy.sock balena.sock".split()
)
_DOCKER_PIPES = frozenset("docker_engine docker_engine_linux dockerdesktoplinuxengine".split())
_RUNTIME = frozenset(
    """containerd.sock containerd.sock.ttrpc crio.sock podman.sock buildkitd.sock cri-dockerd.sock
    dockershim.sock finch.sock""".split()
)
_RUNTIME_PIPES = frozenset("containerd-containerd buildkitd cri-dockerd".split())
_RUNTIME_PATHS = frozenset(
    f"{folder}/unix.socket"
    for folder in ("/var/lib/lxd", "/var/snap/lxd/common/lxd", "/var/lib/incus")
)
_PARENTS = frozenset(
    """/run /var /run/user /run/docker /run/containerd /run/docker/containerd /run/podman /run/crio
    /run/buildkit /run/k3s /run/k3s/containerd /var/lib/lxd /var/snap/lxd/common/lxd /var/lib/incus
    """.split()
)
_HOME_PARENTS = frozenset(".docker/run .docker/desktop .colima .colima/default .rd .lima".split())
_USER_PARENTS = ("", "podman", "buildkit", "containerd", "docker")
"""What below /run/user/N holds the socket of a rootless engine."""

_SYSTEMD = frozenset(
    "/run/systemd /run/systemd/private /run/dbus /run/dbus/system_bus_socket".split()
)
_RUNTIME_DATA = (
    "/var/lib/docker",
    "/var/lib/containerd",
    "/var/lib/kubelet",
    "/var/lib/containers",
    "/var/lib/rancher",
    "/var/snap/docker/common/var-lib-docker",
)
_HOME_DATA = (".local/share/docker", ".local/share/containers")
_PERSISTENCE = tuple(
    """/var/spool/cron /etc/anacrontab /etc/systemd /usr/lib/systemd /lib/systemd
    /usr/local/lib/systemd /run/systemd/system /etc/init.d /etc/rc.local /etc/profile.d
    /etc/ld.so.preload /etc/sudoers /etc/sudoers.d /etc/pam.d /etc/udev /usr/lib/udev /lib/udev
    /etc/modprobe.d /etc/modules-load.d /root/.ssh /lib/modules /usr/lib/modules""".split()
)
_HOME_PERSISTENCE = (".config/systemd",)
_CREDENTIALS = (
    "/etc/shadow",
    "/etc/shadow-",
    "/etc/gshadow",
    "/etc/kubernetes",
    "/etc/rancher",
    "/run/host-services/ssh-auth.sock",
)
_HOME_CREDENTIALS = tuple(
    """.ssh .aws .azure .kube .gnupg .docker .config/gcloud .config/gh .config/rclone
    .config/containers/auth.json .config/sops .oci .netrc .git-credentials .npmrc .pypirc .pgpass
    .my.cnf .vault-token .terraform.d/credentials.tfrc.json .cargo/credentials
    .cargo/credentials.toml .password-store .local/share/keyrings""".split()
)
_SENSITIVE = tuple(
    "/etc /boot /bin /sbin /lib /lib32 /lib64 /libx32 /libexec /usr /root /var/log /dev".split()
)
_DESKTOP = ("/tmp/.X11-unix",)  # noqa: S108 - where X listens
_HOME_DESKTOP = (".Xauthority", ".ICEauthority")
_WINDOWS = ("c:/windows", "c:/program files", "c:/program files (x86)", "c:/programdata")
_APPLICATION_DATA = ("/usr/share", "/usr/local/share", "/var/log")
_SYSTEM_LOGS = tuple(
    f"/var/log/{name}"
    for name in """audit auth.log btmp dmesg faillog journal kern.log lastlog messages secure
    sudo.log syslog wtmp""".split()
)
_OWN_DEVICES = frozenset(
    f"/dev/{name}" for name in "full null random tty urandom zero ptmx".split()
)
"""Devices that every container has anyway."""

_HARMLESS_READ_ONLY = (
    "/etc/localtime",
    "/etc/timezone",
    "/etc/ssl/certs",
    "/etc/pki/ca-trust",
    "/etc/pki/tls/certs",
    "/etc/ca-certificates",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/usr/share/zoneinfo",
    "/etc/hosts",
    "/etc/hostname",
    "/etc/resolv.conf",
    "/etc/machine-id",
    "/etc/os-release",
    "/usr/lib/os-release",
    "/etc/lsb-release",
)


def below(path: str, *parents: str) -> bool:
    """Whether a path is one of these or lies under one of them."""
    return f"{path}/".startswith(_folders(parents))


@lru_cache(maxsize=64)  # the tables of this module, mostly
def _folders(parents: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{parent}/" for parent in parents)


@lru_cache(maxsize=65_536)  # a dozen checks ask about the same path, each of all mounts
def classify(path: str, *, read_only: bool = False) -> str:
    """Name the class of a normalised host path (`Mount.host_path`); "" for an ordinary one.

    The classes exclude each other, strongest first: docker-socket, runtime-socket,
    systemd-socket, socket-parent, host-root, runtime-data-root, persistence, credential, cgroupfs,
    proc, sys, sensitive, desktop, runtime-dir. Read-only, nothing is left behind on the host: what
    is "persistence" otherwise is then what it is by its content.
    """
    if path in ("", "."):
        return ""
    found = _socket(path) or _whole(path)
    if not found and not read_only and _persists(path):
        return "persistence"
    return found or _kernel(path) or _content(path)


def _content(path: str) -> str:
    return "credential" if _is_credential(path) else _system(path)


def _socket(path: str) -> str:
    folder, _, name = path.rpartition("/")
    is_pipe = folder.lower().endswith("/pipe")
    if name in _DOCKER or (is_pipe and name.lower() in _DOCKER_PIPES):
        return "docker-socket"
    if name in _RUNTIME or path in _RUNTIME_PATHS or (is_pipe and name.lower() in _RUNTIME_PIPES):
        return "runtime-socket"
    if path in _SYSTEMD:
        return "systemd-socket"
    parts = path.split("/")
    is_user = parts[:3] == ["", "run", "user"] and "/".join(parts[4:]) in _USER_PARENTS
    is_parent = path in _PARENTS or is_user or in_home(path) in _HOME_PARENTS
    return "socket-parent" if is_parent else ""


def _whole(path: str) -> str:
    if path == "/" or path.lower() in ("c:", "c:/", "c:\\"):
        return "host-root"
    if path.startswith("/var/lib/docker/volumes/"):
        return ""  # one volume, not the store of all
    is_data = path == "/var/lib" or below(path, *_RUNTIME_DATA)
    return "runtime-data-root" if is_data or below(in_home(path), *_HOME_DATA) else ""


def _persists(path: str) -> bool:
    """Whether what is written here runs on the host, at once, on a schedule or at a login."""
    is_cron = path.startswith("/etc/cron")
    return is_cron or below(path, *_PERSISTENCE) or below(in_home(path), *_HOME_PERSISTENCE)


def _is_credential(path: str) -> bool:
    home = in_home(path)
    # Public keys and settings hold no secret.
    if below(home, ".ssh") and home.endswith((".pub", "/known_hosts", "/config")):
        return False
    if below(path, *_CREDENTIALS) or below(home, *_HOME_CREDENTIALS):
        return True
    is_host_key = path.startswith("/etc/ssh/ssh_host_") and not path.endswith(".pub")
    return is_host_key or _is_agent(path)


def _is_agent(path: str) -> bool:
    """Whether this is where ssh-agent, gpg-agent or a desktop keyring listens."""
    parts = path.split("/")
    name = parts[-1]
    if parts[:2] == ["", "tmp"] and len(parts) == 4:  # /tmp/ssh-XXXXXXXXXX/agent.123
        return parts[2].startswith("ssh-") and name.startswith("agent.")
    if parts[:3] != ["", "run", "user"]:
        return False
    return (
        name.startswith(("ssh-agent", "openssh_agent", "S.gpg-agent"))
        or parts[4:] == ["keyring", "ssh"]
        or parts[4:] in (["keyring"], ["gnupg"])
    )


_HOMES = tuple(
    written
    for homes in ("/home/", "/Users/", "/var/home/", "c:/users/")
    for written in dict.fromkeys((homes, homes.upper(), homes.title()))
)


def in_home(path: str) -> str:
    """Return the part of a path below a home directory, "" outside of one."""
    first, _, rest = path.partition("/")
    if first.startswith("~"):
        return rest
    if path.startswith("/root/"):
        return path.removeprefix("/root/")
    if path.startswith(_HOMES):
        homes = next(homes for homes in _HOMES if path.startswith(homes))
        return path[len(homes) :].partition("/")[2]
    return ""


def _kernel(path: str) -> str:
    if below(path, "/sys/fs/cgroup"):
        return "cgroupfs"
    if below(path, "/proc"):
        return "proc"
    return "sys" if below(path, "/sys") else ""


def _system(path: str) -> str:
    if _is_desktop(path):
        return "desktop"
    if path == "/dev/log" or below(path, "/run"):
        # Engines' and systemd's are told apart before; any other socket speaks for one service.
        return "" if path.endswith((".sock", ".socket")) else "runtime-dir"
    if _is_whole_home(path) or below(path, *_SYSTEM_LOGS) or below(path.lower(), *_WINDOWS):
        return "sensitive"
    if path in _OWN_DEVICES or any(path.startswith(f"{top}/") for top in _APPLICATION_DATA):
        return ""
    return "sensitive" if below(path, *_SENSITIVE) else ""


def _is_desktop(path: str) -> bool:
    """Whether a desktop listens here, X or Wayland, or this is the key to it."""
    parts = path.split("/")
    is_wayland = parts[:3] == ["", "run", "user"] and parts[-1].startswith("wayland-")
    return is_wayland or below(path, *_DESKTOP) or in_home(path) in _HOME_DESKTOP


def _is_whole_home(path: str) -> bool:
    if path in ("/home", "/Users", "/var/home") or path.lower() == "c:/users":
        return True
    if path.startswith("~"):
        return "/" not in path.rstrip("/")
    homes = path.startswith(("/home/", "/Users/")) or path.lower().startswith("c:/users/")
    return homes and path.count("/") == 2


def harmless_read_only(path: str) -> bool:
    """Whether mounting this read-only tells nothing worth having: time zone, certificates, …."""
    return below(path, *_HARMLESS_READ_ONLY)


def kernel_source(path: str) -> bool:
    """Whether this is /lib/modules or /usr/src, which tools that build probes read."""
    return below(path, "/lib/modules", "/usr/lib/modules", "/usr/src")


_NEVER_RELABELLED = frozenset(
    """/ /bin /boot /dev /etc /etc/group /etc/passwd /etc/pki /etc/shadow /etc/ssh /etc/ssl /home
    /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /var /var/lib /var/log
    /var/home /var/tmp""".split()
)
"""What a host shares between its programs. That SELinux labels of such folders are not to be
changed is what opencontainers/selinux has refused since 2022 (label.Relabel)."""


def never_relabelled(path: str) -> bool:
    """Whether a new SELinux label on this path keeps programs of the host from their files."""
    if path in _NEVER_RELABELLED or _is_whole_home(path):
        return True
    tops = ("/bin", "/boot", "/dev", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr")
    is_application = any(path.startswith(f"{top}/") for top in _APPLICATION_DATA)
    return (below(path, *tops) and not is_application) or harmless_read_only(path)
