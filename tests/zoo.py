"""Containers with exactly one flaw each, and hardened ones, for a real engine.

A specimen is what it says differently from a hardened container, in the words of the API, and the
one check that has to find it. `Zoo.open` makes all of it, `real_engine.sweep` removes it.
"""

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import real_engine
from .idle import IDLE

HEALTHY = {"Test": ["CMD", *IDLE, "once"]}
PROCESSES = 4096
"""The limit counts all processes of that user on the engine's machine, not those of a container."""


NOTHING: Mapping[str, Any] = {}


class Specimen(NamedTuple):
    """What one container says differently.

    `host` is merged into HostConfig, `config` into what lies beside it; `starts` when the flaw
    shows in a running container only, `beside` is what it takes to have the flaw, found as well.
    `needs` is what the engine's machine must have for the flaw to be one: a security option,
    "cgroup2", or "processes" where it tells what runs.
    """

    check: str
    host: Mapping[str, Any] = NOTHING
    config: Mapping[str, Any] = NOTHING
    starts: bool = False
    beside: str = ""
    needs: str = ""
    image: str = ""


def hardened(image: str, network: str) -> dict[str, Any]:
    """A container that the restricted profile is silent about, but for its image's origin."""
    return {
        "Image": image,
        "User": "10001:10001",
        "Cmd": IDLE,
        "Healthcheck": HEALTHY,
        "Env": ["APP_MODE=production"],
        "Labels": {"org.example.team": "platform"},
        "HostConfig": {
            "CapDrop": ["ALL"],
            "SecurityOpt": ["no-new-privileges:true"],
            "ReadonlyRootfs": True,
            "Memory": 64 << 20,
            "MemorySwap": 64 << 20,
            "NanoCpus": 250_000_000,
            "PidsLimit": 32,
            "NetworkMode": network,
            "IpcMode": "private",
            "CgroupnsMode": "private",
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "3"}},
            "Ulimits": [
                {"Name": "nofile", "Soft": 1024, "Hard": 2048},
                {"Name": "nproc", "Soft": PROCESSES, "Hard": PROCESSES},
            ],
        },
    }


def user(text: str) -> dict[str, Any]:
    return {"User": text}


def env(*texts: str) -> dict[str, Any]:
    return {"Env": list(texts)}


def binds(*texts: str) -> dict[str, Any]:
    return {"Binds": list(texts)}


def adds(*names: str) -> dict[str, Any]:
    return {"CapAdd": list(names)}


def options(*texts: str) -> dict[str, Any]:
    """Security options, beside the one that hardened containers have."""
    return {"SecurityOpt": ["no-new-privileges:true", *texts]}


def device(path: str, rights: str = "rw") -> dict[str, Any]:
    where = {"PathOnHost": path, "PathInContainer": path, "CgroupPermissions": rights}
    return {"Devices": [where]}


def publishes(port: int, address: str, host_port: int) -> dict[str, Any]:
    return {"PortBindings": {f"{port}/tcp": [{"HostIp": address, "HostPort": str(host_port)}]}}


def exposes(*ports: int) -> dict[str, Any]:
    return {"ExposedPorts": {f"{port}/tcp": {} for port in ports}}


def joins(slot: str, name: str) -> dict[str, Any]:
    """Join a namespace of another container of the zoo."""
    return {slot: f"container:{{{name}}}"}


TOKEN = "ghp_" + "R8kQ2vX7mN4tB9wL1cF6jH3sD5zY0pAe8gUi"

FLAWED: dict[str, Specimen] = {
    # Who runs
    "user-0": Specimen("run-as-root", config=user("0")),
    "user-00": Specimen("run-as-root", config=user("00")),
    "user-0-0": Specimen("run-as-root", config=user("0:0")),
    "user-0-group": Specimen("run-as-root", config=user("0:10001")),
    "user-root": Specimen("run-as-root", config=user("root")),
    "user-root-root": Specimen("run-as-root", config=user("root:root")),
    "user-unset": Specimen("user-not-set", config=user("")),
    "group-0": Specimen("root-group", config=user("10001:0")),
    "group-add-0": Specimen("root-group", host={"GroupAdd": ["0"]}),
    "group-add-docker": Specimen("privileged-group-added", host={"GroupAdd": ["docker"]}),
    "user-by-variable": Specimen(
        "run-as-root-by-variable",
        config=user("") | env("PUID=0", "PGID=1000"),
        beside="user-not-set",
    ),
    "alias-of-root": Specimen(
        "process-uid-root", config=user("toor"), starts=True, needs="processes"
    ),
    # What it may do
    "privileged": Specimen("privileged-container", host={"Privileged": True}),
    "all-capabilities": Specimen("all-capabilities-added", host=adds("ALL")),
    "sys-admin": Specimen("dangerous-capability-added", host=adds("SYS_ADMIN")),
    "sys-ptrace": Specimen("dangerous-capability-added", host=adds("cap_sys_ptrace")),
    "sys-module": Specimen("dangerous-capability-added", host=adds("CAP_SYS_MODULE")),
    "extra-capability": Specimen("extra-capability-added", host=adds("AUDIT_READ")),
    "nothing-dropped": Specimen("capabilities-not-dropped", host={"CapDrop": []}),
    "gains": Specimen(
        "no-new-privileges-disabled", host={"SecurityOpt": ["no-new-privileges=false"]}
    ),
    "gains-by-default": Specimen("no-new-privileges-missing", host={"SecurityOpt": []}),
    "no-seccomp": Specimen("seccomp-unconfined", host=options("seccomp=unconfined")),
    "open-seccomp": Specimen(
        "seccomp-profile-permissive", host=options('seccomp={"defaultAction":"SCMP_ACT_ALLOW"}')
    ),
    "no-apparmor": Specimen(
        "apparmor-unconfined", host=options("apparmor=unconfined"), needs="apparmor"
    ),
    "no-selinux": Specimen("selinux-disabled", host=options("label=disable"), needs="selinux"),
    "spc": Specimen("selinux-privileged-type", host=options("label=type:spc_t"), needs="selinux"),
    "unmasked": Specimen("masked-paths-disabled", host={"MaskedPaths": [], "ReadonlyPaths": []}),
    "root-exec": Specimen("privileged-exec-session", starts=True),
    # What it sees of the host
    "socket": Specimen("docker-socket-mounted", host=binds("/var/run/docker.sock:/s.sock:ro")),
    "socket-folder": Specimen("socket-parent-mounted", host=binds("/var/run:/host/run:ro")),
    "containerd": Specimen(
        "runtime-socket-mounted", host=binds("/run/containerd/containerd.sock:/c.sock")
    ),
    "root-folder": Specimen("host-root-mounted", host=binds("/:/host:ro")),
    "etc": Specimen("sensitive-host-path-mounted", host=binds("/etc:/host/etc:ro")),
    "cron": Specimen("host-persistence-path-writable", host=binds("/etc/cron.d:/cron")),
    "ssh-keys": Specimen("credential-path-mounted", host=binds("/root/.ssh:/keys:ro")),
    "data-root": Specimen("runtime-data-root-mounted", host=binds("/var/lib/docker:/d:ro")),
    "proc": Specimen("host-proc-mounted", host=binds("/proc:/host/proc")),
    "sys": Specimen("host-sys-mounted", host=binds("/sys:/host/sys")),
    "cgroup": Specimen("host-cgroupfs-mounted", host=binds("/sys/fs/cgroup:/cg:rw")),
    "dbus": Specimen(
        "systemd-control-socket-mounted", host=binds("/run/dbus/system_bus_socket:/bus")
    ),
    "shared-mount": Specimen("mount-propagation-shared", host=binds("/srv:/data:ro,rshared")),
    "data-folder": Specimen("writable-bind-mount", host=binds("/srv/data:/data")),
    "mount-form": Specimen(
        "sensitive-host-path-mounted",
        host={"Mounts": [{"Type": "bind", "Source": "/etc", "Target": "/e", "ReadOnly": True}]},
    ),
    "disguised-volume": Specimen("sensitive-host-path-mounted", host=binds("{etc}:/data:ro")),
    "own-volume": Specimen(
        "sensitive-host-path-mounted",
        host={
            "Mounts": [
                {
                    "Type": "volume",
                    "Target": "/data",
                    "VolumeOptions": {
                        "DriverConfig": {
                            "Name": "local",
                            "Options": {"type": "none", "o": "bind", "device": "/etc"},
                        }
                    },
                }
            ]
        },
    ),
    "volume-password": Specimen("volume-driver-bind-escape", host=binds("{share}:/data:ro")),
    "inherited-volumes": Specimen("volumes-from-inherited", host={"VolumesFrom": ["{keeper}"]}),
    "tmpfs-exec": Specimen("tmpfs-exec-suid", host={"Tmpfs": {"/scratch": "exec,size=1m"}}),
    "tmpfs-endless": Specimen(
        "tmpfs-unbounded",
        host={"Tmpfs": {"/scratch": "noexec"}, "Memory": 0, "MemorySwap": 0},
        beside="memory-unlimited",
    ),
    "writable-root": Specimen("writable-root-filesystem", host={"ReadonlyRootfs": False}),
    # Which namespaces it shares
    "host-pid": Specimen("host-pid-namespace", host={"PidMode": "host"}),
    "host-ipc": Specimen("host-ipc-namespace", host={"IpcMode": "host"}),
    "host-uts": Specimen("host-uts-namespace", host={"UTSMode": "host"}),
    "host-network": Specimen("host-network", host={"NetworkMode": "host"}),
    "host-cgroup": Specimen(
        "host-cgroup-namespace", host={"CgroupnsMode": "host"}, needs="cgroup2"
    ),
    "host-user": Specimen("host-user-namespace", host={"UsernsMode": "host"}),
    "open-ipc": Specimen("shareable-ipc-namespace", host={"IpcMode": "shareable"}),
    "joined-pid": Specimen("shared-pid-namespace", host=joins("PidMode", "keeper")),
    "joined-network": Specimen("shared-network-namespace", host=joins("NetworkMode", "keeper")),
    "joined-host": Specimen("host-network", host=joins("NetworkMode", "host-network")),
    "joined-twice": Specimen("host-network", host=joins("NetworkMode", "joined-host")),
    "joined-pid-host": Specimen("host-pid-namespace", host=joins("PidMode", "host-pid")),
    "joined-power": Specimen("transitive-namespace-join", host=joins("PidMode", "sys-ptrace")),
    "cgroup-parent": Specimen("custom-cgroup-parent", host={"CgroupParent": "/system"}),
    # Devices and the kernel
    "disk": Specimen("sensitive-device-exposed", host=device("/dev/vda", "r")),
    "kmsg": Specimen("sensitive-device-exposed", host=device("/dev/kmsg")),
    "fuse": Specimen("device-exposed", host=device("/dev/fuse")),
    "device-rule": Specimen("device-cgroup-rule-broad", host={"DeviceCgroupRules": ["a *:* rwm"]}),
    "sysctl": Specimen("unsafe-sysctl", host={"Sysctls": {"net.ipv4.ip_forward": "1"}}),
    "realtime": Specimen(
        "realtime-priority",
        host={
            "Ulimits": [
                {"Name": "rtprio", "Soft": 99, "Hard": 99},
                {"Name": "nofile", "Soft": 1024, "Hard": 2048},
                {"Name": "nproc", "Soft": PROCESSES, "Hard": PROCESSES},
            ]
        },
    ),
    # Networks
    "open-port": Specimen(
        "port-bound-all-interfaces", host=publishes(8080, "0.0.0.0", 28080), config=exposes(8080)
    ),
    "open-port-6": Specimen(
        "port-bound-all-interfaces", host=publishes(8080, "::", 28081), config=exposes(8080)
    ),
    "database-port": Specimen(
        "sensitive-service-published", host=publishes(5432, "", 25432), config=exposes(5432)
    ),
    "api-port": Specimen(
        "docker-api-published", host=publishes(2375, "", 22375), config=exposes(2375)
    ),
    "low-port": Specimen(
        "privileged-port-published", host=publishes(8080, "127.0.0.1", 81), config=exposes(8080)
    ),
    "dash-p": Specimen("publish-all-ports", host={"PublishAllPorts": True}, config=exposes(8080)),
    "ssh": Specimen("ssh-port-exposed", config=exposes(22)),
    "bridge": Specimen("default-bridge-network", host={"NetworkMode": "bridge"}),
    "link": Specimen(
        "legacy-link",
        host={"NetworkMode": "bridge", "Links": ["{neighbour}:peer"]},
        beside="default-bridge-network",
    ),
    "resolver": Specimen("resolver-override", host={"Dns": ["8.8.8.8"]}),
    # Limits and life
    "no-memory-limit": Specimen("memory-unlimited", host={"Memory": 0, "MemorySwap": 0}),
    "endless-swap": Specimen("memory-swap-unlimited", host={"MemorySwap": -1}),
    "no-cpu-limit": Specimen("cpu-unlimited", host={"NanoCpus": 0}),
    "no-process-limit": Specimen("pids-unlimited", host={"PidsLimit": 0}),
    "endless-processes": Specimen("pids-unlimited", host={"PidsLimit": -1}),
    "restarts": Specimen("restart-policy-unbounded", host={"RestartPolicy": {"Name": "always"}}),
    "endless-restarts": Specimen(
        "restart-policy-unbounded", host={"RestartPolicy": {"Name": "on-failure"}}
    ),
    "no-oom": Specimen("oom-kill-disabled", host={"OomKillDisable": True}),
    "unkillable": Specimen("oom-kill-disabled", host={"OomScoreAdj": -1000}),
    "no-ulimits": Specimen("ulimits-unset", host={"Ulimits": []}),
    "no-health": Specimen("healthcheck-disabled", config={"Healthcheck": {"Test": ["NONE"]}}),
    "health-forgotten": Specimen("healthcheck-missing", config={"Healthcheck": {}}),
    "no-log": Specimen("logging-disabled", host={"LogConfig": {"Type": "none"}}),
    "endless-log": Specimen("log-rotation-missing", host={"LogConfig": {"Type": "json-file"}}),
    # Secrets
    "secret-env": Specimen("secret-in-env", config=env("DB_PASSWORD=c0rrect-h0rse-battery")),
    "token-env": Specimen("secret-token-pattern", config=env(f"NOTE={TOKEN}")),
    "default-login": Specimen("default-credential", config=env("POSTGRES_PASSWORD=postgres")),
    "secret-url": Specimen(
        "credential-in-url", config=env("DATABASE_URL=postgres://app:c0rrect-h0rse@db/app")
    ),
    "secret-command": Specimen(
        "secret-in-command", config={"Cmd": [*IDLE, "--password=c0rrect-h0rse-battery"]}
    ),
    "secret-label": Specimen(
        "secret-in-label-or-healthcheck", config={"Labels": {"app.db-password": "c0rrect-h0rse"}}
    ),
    "debug": Specimen("debug-mode-enabled", config=env("FLASK_DEBUG=1")),
    "no-tls-check": Specimen(
        "tls-verification-disabled", config=env("NODE_TLS_REJECT_UNAUTHORIZED=0")
    ),
    # Images
    "latest": Specimen("image-latest-tag", image="{repository}:latest"),
    "untagged": Specimen("image-untagged", image="{repository}"),
    "floating": Specimen("image-floating-tag", image="{repository}:stable"),
    "old-release": Specimen("eol-base-image", image="debian:9-{run}"),
}

HARDENED: dict[str, Specimen] = {
    "plain": Specimen(""),
    "plain-running": Specimen("", starts=True),
    "loopback": Specimen("", publishes(8080, "127.0.0.1", 28082), exposes(8080)),
    "loopback-6": Specimen("", publishes(8080, "::1", 28083), exposes(8080)),
    "read-only-bind": Specimen("", binds("/srv/site:/site:ro")),
    "volume": Specimen("", {"Mounts": [{"Type": "volume", "Source": "{data}", "Target": "/data"}]}),
    "scratch": Specimen("", {"Tmpfs": {"/tmp": "rw,noexec,nosuid,nodev,size=16m"}}),
    "bind-service": Specimen("", adds("NET_BIND_SERVICE")),
    "offline": Specimen("", {"NetworkMode": "none"}),
    "named-user": Specimen("", {}, user("app")),
}
SILENT = ("plain", "plain-running")
"""What the restricted profile is silent about too."""


class Zoo:
    """The containers, and what they need; `client` is a docker.APIClient."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.run = uuid.uuid4().hex[:8]
        self.prefix = f"zoo-{self.run}"
        self.repository = f"registry.example.com/zoo-{self.run}/app"
        self.image = f"{self.repository}:1.2.3"
        self.ids: dict[str, str] = {}

    def open(self) -> None:
        """Make everything; what runs is started last."""
        self._make_images()
        labels = real_engine.LABELS
        self.client.create_network(self.prefix, driver="bridge", labels=labels)
        escape = {"type": "none", "o": "bind", "device": "/etc"}
        share = {"type": "cifs", "device": "//nas/x", "o": "username=app,password=c0rrect-h0rse"}
        for name, driver_opts in (("etc", escape), ("share", share), ("data", {}), ("kept", {})):
            volume = f"{self.prefix}-{name}"
            self.client.create_volume(volume, "local", driver_opts, labels=labels)
        self.add("keeper", Specimen("", binds("{kept}:/data")))
        self.add("neighbour", Specimen("", {"NetworkMode": "bridge"}))
        for name, specimen in (HARDENED | FLAWED).items():
            self.add(name, specimen)
        for name, specimen in (HARDENED | FLAWED).items():
            if specimen.starts:
                self.client.start(self.ids[name])
        session = self.client.exec_create(self.ids["root-exec"], IDLE, user="0")
        self.client.exec_start(session["Id"], detach=True)

    def _make_images(self) -> None:
        real_engine.image(self.client, self.image)
        others = [(self.repository, "latest"), (self.repository, "stable")]
        for repository, tag in [*others, ("debian", f"9-{self.run}")]:
            self.client.tag(self.image, repository, tag)

    def add(self, name: str, specimen: Specimen, labels: dict[str, str] | None = None) -> str:
        """Create one container."""
        image = self._filled(specimen.image) or self.image
        config = hardened(image, self.prefix)
        host = config["HostConfig"] | self._filled(dict(specimen.host))
        config |= {**self._filled(dict(specimen.config)), "HostConfig": host}
        config["Labels"] = {**config["Labels"], **(labels or {})}
        made = self.client.create_container_from_config(config, f"{self.prefix}-{name}")
        self.ids[name] = made["Id"]
        return str(made["Id"])

    def _filled(self, value: Any) -> Any:
        """Put the names of this run where specimens leave room for them."""
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        if not isinstance(value, str) or value.startswith("seccomp="):
            return value
        names = {
            **self.ids,
            "repository": self.repository,
            "run": self.run,
            **{name: f"{self.prefix}-{name}" for name in ("etc", "share", "data", "kept")},
        }
        for name, text in names.items():  # braces of JSON are none of these names
            value = value.replace(f"{{{name}}}", text)
        return value
