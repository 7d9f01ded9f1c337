"""The table of what a compose file may hold; `validate` tells how to read it."""

from typing import Any

from .validate_names import (
    is_container_name,
    is_limit_name,
    is_name,
    is_pull_policy,
)

_TEXTS: Any = ["s", "unique"]
_TEXT_OR_TEXTS: Any = ("s", _TEXTS)
_PAIRS: Any = ({"*": "snb0", "x-": False}, _TEXTS)
_BOOL, _INT, _NUMBER = "bs", "is", "ns"
_AMOUNT = range(10**400)
"""Any integer that is not negative: no number of a file is larger."""
_COMMAND: Any = ("0", "s", ["s"])
_OPTIONS: Any = {"*": "sn"}
_HOSTS: Any = ({"*": ("s", ["s"]), "x-": False}, _TEXTS)
_FILES: Any = [("s", {"source": "s", "target": "s", "uid": "s", "gid": "s", "mode": _NUMBER})]
_ULIMITS: Any = {
    "?": is_limit_name, "+": True, "*": (_INT, {"hard": _INT, "soft": _INT, "!": ("soft", "hard")}),
}  # fmt: skip
_HOOK: Any = {
    "command": _COMMAND, "user": "s", "privileged": _BOOL, "working_dir": "s",
    "environment": _PAIRS,
}  # fmt: skip
_DEVICE_REQUEST: Any = {
    "capabilities": _TEXTS, "count": _INT, "device_ids": _TEXTS, "driver": "s", "options": _PAIRS,
}  # fmt: skip
_BUILD: Any = {
    "context": "s", "dockerfile": "s", "dockerfile_inline": "s", "entitlements": ["s"],
    "args": _PAIRS, "ssh": _PAIRS, "labels": _PAIRS, "cache_from": ["s"], "cache_to": ["s"],
    "no_cache": _BOOL, "no_cache_filter": _TEXT_OR_TEXTS, "additional_contexts": _PAIRS,
    "network": "s", "provenance": _BOOL, "sbom": _BOOL, "pull": _BOOL, "target": "s",
    "shm_size": _INT, "extra_hosts": _HOSTS, "isolation": "s", "privileged": _BOOL,
    "secrets": _FILES, "tags": ["s"], "ulimits": _ULIMITS, "platforms": ["s"],
}  # fmt: skip
_BLKIO: Any = [{"path": "s", "rate": _INT, "x-": False}]
_ROLLOUT: Any = {
    "parallelism": _INT, "delay": "s", "failure_action": "s", "monitor": "s",
    "max_failure_ratio": _NUMBER, "order": frozenset(("start-first", "stop-first")),
}  # fmt: skip
_DEPLOY: Any = {
    "mode": "s", "endpoint_mode": "s", "replicas": _INT, "labels": _PAIRS,
    "rollback_config": _ROLLOUT, "update_config": _ROLLOUT,
    "resources": {
        "limits": {"cpus": _NUMBER, "memory": "s", "pids": _INT},
        "reservations": {
            "cpus": _NUMBER, "memory": "s",
            "generic_resources": [{"discrete_resource_spec": {"kind": "s", "value": _NUMBER}}],
            "devices": [{**_DEVICE_REQUEST, "!": ("capabilities",)}],
        },
    },
    "restart_policy": {"condition": "s", "delay": "s", "max_attempts": _INT, "window": "s"},
    "placement": {
        "constraints": ["s"], "preferences": [{"spread": "s"}], "max_replicas_per_node": _INT,
    },
}  # fmt: skip
_VOLUME: Any = {
    "type": frozenset(("bind", "volume", "tmpfs", "cluster", "npipe", "image")),
    "source": "s", "target": "s", "read_only": _BOOL, "consistency": "s",
    "bind": {
        "propagation": "s", "create_host_path": _BOOL, "selinux": frozenset("zZ"),
        "recursive": frozenset(("enabled", "disabled", "writable", "readonly")),
    },
    "volume": {"labels": _PAIRS, "nocopy": _BOOL, "subpath": "s"},
    "tmpfs": {"size": (_AMOUNT, "s"), "mode": _NUMBER},
    "image": {"subpath": "s"},
    "!": ("type",),
}  # fmt: skip
_PORT: Any = {
    "name": "s", "mode": "s", "host_ip": "s", "target": _INT, "published": _INT, "protocol": "s",
    "app_protocol": "s",
}  # fmt: skip
_NETWORKS: Any = {
    "?": is_name, "x-": False,
    "*": ("0", {
        "aliases": _TEXTS, "interface_name": "s", "ipv4_address": "s", "ipv6_address": "s",
        "link_local_ips": _TEXTS, "mac_address": "s", "driver_opts": _OPTIONS, "priority": "n",
        "gw_priority": "n",
    }),
}  # fmt: skip
_DEPENDENCY: Any = {
    "restart": _BOOL, "required": "b", "!": ("condition",),
    "condition": frozenset(
        ("service_started", "service_healthy", "service_completed_successfully")
    ),
}  # fmt: skip
_WATCH: Any = {
    "ignore": _TEXT_OR_TEXTS, "include": _TEXT_OR_TEXTS, "path": "s", "target": "s",
    "action": frozenset(("rebuild", "sync", "restart", "sync+restart", "sync+exec")),
    "exec": {**_HOOK, "!": ("command",)}, "initial_sync": "b", "!": ("path", "action"),
}  # fmt: skip

SERVICE: Any = {
    "annotations": _PAIRS, "attach": _BOOL, "build": ("s", _BUILD),
    "blkio_config": {
        "device_read_bps": _BLKIO, "device_read_iops": _BLKIO, "device_write_bps": _BLKIO,
        "device_write_iops": _BLKIO, "weight": _INT,
        "weight_device": [{"path": "s", "weight": _INT, "x-": False}], "x-": False,
    },
    "cap_add": _TEXTS, "cap_drop": _TEXTS, "cgroup": frozenset(("host", "private")),
    "cgroup_parent": "s", "command": _COMMAND, "configs": _FILES,
    "container_name": is_container_name,
    "cpu_count": ("s", _AMOUNT), "cpu_percent": ("s", range(101)), "cpu_shares": _NUMBER,
    "cpu_quota": _NUMBER, "cpu_period": _NUMBER, "cpu_rt_period": _NUMBER,
    "cpu_rt_runtime": _NUMBER, "cpus": _NUMBER, "cpuset": "s",
    "credential_spec": {"config": "s", "file": "s", "registry": "s"},
    "depends_on": (_TEXTS, {"?": is_name, "*": _DEPENDENCY, "x-": False}),
    "deploy": ("0", _DEPLOY), "develop": ("0", {"watch": [_WATCH]}),
    "device_cgroup_rules": _TEXTS,
    "devices": [("s", {"source": "s", "target": "s", "permissions": "s", "!": ("source",)})],
    "dns": _TEXT_OR_TEXTS, "dns_opt": _TEXTS, "dns_search": _TEXT_OR_TEXTS, "domainname": "s",
    "entrypoint": _COMMAND,
    "env_file": ("s", [("s", {
        "path": "s", "format": "s", "required": _BOOL, "!": ("path",), "x-": False,
    })]),
    "label_file": ("s", ["s"]), "environment": _PAIRS, "expose": ["sn", "unique"],
    "extends": ("s", {"service": "s", "file": "s", "!": ("service",), "x-": False}),
    "provider": {
        "type": "s", "options": {"*": ("snb", ["snb"])}, "!": ("type",),
    },
    "external_links": _TEXTS, "extra_hosts": _HOSTS,
    "gpus": (frozenset(("all",)), [{**_DEVICE_REQUEST, "*": None}]),
    "group_add": ["sn", "unique"],
    "healthcheck": {
        "disable": _BOOL, "interval": "s", "retries": _NUMBER, "test": ("s", ["s"]),
        "timeout": "s", "start_period": "s", "start_interval": "s",
    },
    "hostname": "s", "image": "s", "init": _BOOL, "ipc": "s", "isolation": "s",
    "labels": _PAIRS, "links": _TEXTS,
    "logging": {"driver": "s", "options": {"*": "sn0"}}, "mac_address": "s",
    "mem_limit": _NUMBER, "mem_reservation": _INT, "mem_swappiness": _INT,
    "memswap_limit": _NUMBER, "network_mode": "s",
    "models": (_TEXTS, {
        "?": is_name, "+": True, "*": ("0", {"endpoint_var": "s", "model_var": "s"}),
    }),
    "networks": (_TEXTS, _NETWORKS), "oom_kill_disable": _BOOL,
    "oom_score_adj": ("s", range(-1000, 1001)), "pid": "s0", "pids_limit": _NUMBER,
    "platform": "s", "ports": [("ns", _PORT), "unique"],
    "pre_start": [{**_HOOK, "image": "s", "per_replica": _BOOL}],
    "post_start": [{**_HOOK, "!": ("command",)}], "pre_stop": [{**_HOOK, "!": ("command",)}],
    "privileged": _BOOL, "profiles": _TEXTS, "pull_policy": is_pull_policy,
    "pull_refresh_after": "s",
    "read_only": _BOOL, "restart": "s", "runtime": "s", "scale": _INT, "security_opt": _TEXTS,
    "shm_size": _NUMBER, "secrets": _FILES, "sysctls": _PAIRS, "stdin_open": _BOOL,
    "stop_grace_period": "s", "stop_signal": "s", "storage_opt": {"*": None},
    "tmpfs": _TEXT_OR_TEXTS, "tty": _BOOL, "ulimits": _ULIMITS, "use_api_socket": "b",
    "user": "s", "uts": "s", "userns_mode": "s", "volumes": [("s", _VOLUME), "unique"],
    "volumes_from": _TEXTS, "working_dir": "s",
}  # fmt: skip
_EXTERNAL: Any = ("bs", {"name": "s"})
_NETWORK: Any = {
    "name": "s", "driver": "s", "driver_opts": _OPTIONS,
    "ipam": {
        "driver": "s", "options": {"*": "s", "x-": False},
        "config": [{
            "subnet": "s", "ip_range": "s", "gateway": "s",
            "aux_addresses": {"*": "s", "x-": False},
        }],
    },
    "external": _EXTERNAL, "internal": _BOOL, "enable_ipv4": _BOOL, "enable_ipv6": _BOOL,
    "attachable": _BOOL, "labels": _PAIRS,
}  # fmt: skip
_STORE: Any = {
    "name": "s", "driver": "s", "driver_opts": _OPTIONS, "external": _EXTERNAL, "labels": _PAIRS,
}  # fmt: skip
_CONTENT: Any = {
    "name": "s", "environment": "s", "file": "s", "labels": _PAIRS, "template_driver": "s",
    "external": ("bs", {"name": "s", "+": True}),
}  # fmt: skip

COMPOSE: Any = {
    "version": "s", "name": "s",
    "include": [("s", {
        "path": _TEXT_OR_TEXTS, "env_file": _TEXT_OR_TEXTS, "project_directory": "s", "x-": False,
    })],
    "services": {"?": is_name, "*": SERVICE, "x-": False},
    "models": {"?": is_name, "+": True, "*": {
        "name": "s", "model": "s", "context_size": "i", "runtime_flags": ["s"], "!": ("model",),
    }},
    "networks": {"?": is_name, "+": True, "*": ("0", _NETWORK)},
    "volumes": {"?": is_name, "*": ("0", _STORE), "x-": False},
    "secrets": {
        "?": is_name, "x-": False, "*": {**_CONTENT, "driver": "s", "driver_opts": _OPTIONS},
    },
    "configs": {"?": is_name, "x-": False, "*": {**_CONTENT, "content": "s"}},
}  # fmt: skip
