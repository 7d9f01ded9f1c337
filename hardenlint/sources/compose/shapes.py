"""The table of what a compose file may hold; `validate` tells how to read it.

Written by `python -m tests.refresh.shapes` from schema.json beside it; a test compares the two.
A table costs nothing to load; where it is not met, the schema itself explains why. A shape is
- a string: the kinds of a scalar, `s` text, `b` boolean, `i` integer, `n` number, `0` null
- a list: a list of that shape; a second entry "unique" forbids repetitions
- a dict: a mapping with these keys; `*` is the shape of any other key, `!` the required keys,
  `x-` False forbids extensions, `?` tells whether `*` is for a key, `+` allows all the rest
- a tuple: one of these shapes; a frozenset: one of these words; a range: an integer within it
- a function: whether a scalar is right; None: anything
"""

from typing import Any

from .validate_names import is_container_name, is_limit_name, is_name, is_pull_policy

_AMOUNT = range(10**400)
"""Any integer that is not negative: no number of a file is larger."""

_LIST_OF_STRINGS: Any = ["s", "unique"]
_STRING_OR_LIST: Any = ("s", _LIST_OF_STRINGS)
_COMMAND: Any = ("0s", ["s"])
_LIST_OR_DICT: Any = ({"*": "snb0", "x-": False}, ["s", "unique"])
_SERVICE_HOOK: Any = {
    "command": _COMMAND,
    "user": "s",
    "privileged": "bs",
    "working_dir": "s",
    "environment": _LIST_OR_DICT,
    "!": ("command",),
}
_DEVELOPMENT: Any = (
    "0",
    {
        "watch": [
            {
                "ignore": _STRING_OR_LIST,
                "include": _STRING_OR_LIST,
                "path": "s",
                "action": frozenset("rebuild sync restart sync+restart sync+exec".split()),
                "target": "s",
                "exec": _SERVICE_HOOK,
                "initial_sync": "b",
                "!": ("path", "action"),
            },
        ],
    },
)
_GENERIC_RESOURCES: Any = [{"discrete_resource_spec": {"kind": "s", "value": "ns"}}]
_DEVICES: Any = [
    {
        "capabilities": _LIST_OF_STRINGS,
        "count": "si",
        "device_ids": _LIST_OF_STRINGS,
        "driver": "s",
        "options": _LIST_OR_DICT,
        "!": ("capabilities",),
    },
]
_DEPLOYMENT: Any = (
    "0",
    {
        "mode": "s",
        "endpoint_mode": "s",
        "replicas": "is",
        "labels": _LIST_OR_DICT,
        "rollback_config": {
            "parallelism": "is",
            "delay": "s",
            "failure_action": "s",
            "monitor": "s",
            "max_failure_ratio": "ns",
            "order": frozenset("start-first stop-first".split()),
        },
        "update_config": {
            "parallelism": "is",
            "delay": "s",
            "failure_action": "s",
            "monitor": "s",
            "max_failure_ratio": "ns",
            "order": frozenset("start-first stop-first".split()),
        },
        "resources": {
            "limits": {"cpus": "ns", "memory": "s", "pids": "is"},
            "reservations": {
                "cpus": "ns",
                "memory": "s",
                "generic_resources": _GENERIC_RESOURCES,
                "devices": _DEVICES,
            },
        },
        "restart_policy": {"condition": "s", "delay": "s", "max_attempts": "is", "window": "s"},
        "placement": {
            "constraints": ["s"],
            "preferences": [{"spread": "s"}],
            "max_replicas_per_node": "is",
        },
    },
)
_EXTRA_HOSTS: Any = ({"*": ("s", ["s"]), "x-": False}, ["s", "unique"])
_SERVICE_CONFIG_OR_SECRET: Any = [
    ("s", {"source": "s", "target": "s", "uid": "s", "gid": "s", "mode": "ns"}),
]
_ULIMITS: Any = {
    "?": is_limit_name,
    "*": ("is", {"hard": "is", "soft": "is", "!": ("soft", "hard")}),
    "+": True,
}
_BLKIO_LIMIT: Any = {"path": "s", "rate": "is", "x-": False}
_BLKIO_WEIGHT: Any = {"path": "s", "weight": "is", "x-": False}
_ENV_FILE: Any = (
    "s",
    [("s", {"path": "s", "format": "s", "required": "bs", "x-": False, "!": ("path",)})],
)
_LABEL_FILE: Any = ("s", ["s"])
_GPUS: Any = (
    frozenset("all".split()),
    [
        {
            "capabilities": _LIST_OF_STRINGS,
            "count": "si",
            "device_ids": _LIST_OF_STRINGS,
            "driver": "s",
            "options": _LIST_OR_DICT,
            "+": True,
        },
    ],
)
_HEALTHCHECK: Any = {
    "disable": "bs",
    "interval": "s",
    "retries": "ns",
    "test": ("s", ["s"]),
    "timeout": "s",
    "start_period": "s",
    "start_interval": "s",
}
_PRE_START_HOOK: Any = {
    "command": _COMMAND,
    "image": "s",
    "user": "s",
    "privileged": "bs",
    "working_dir": "s",
    "environment": _LIST_OR_DICT,
    "per_replica": "bs",
}
_SERVICE: Any = {
    "develop": _DEVELOPMENT,
    "deploy": _DEPLOYMENT,
    "annotations": _LIST_OR_DICT,
    "attach": "bs",
    "build": (
        "s",
        {
            "context": "s",
            "dockerfile": "s",
            "dockerfile_inline": "s",
            "entitlements": ["s"],
            "args": _LIST_OR_DICT,
            "ssh": _LIST_OR_DICT,
            "labels": _LIST_OR_DICT,
            "cache_from": ["s"],
            "cache_to": ["s"],
            "no_cache": "bs",
            "no_cache_filter": _STRING_OR_LIST,
            "additional_contexts": _LIST_OR_DICT,
            "network": "s",
            "provenance": "sb",
            "sbom": "sb",
            "pull": "bs",
            "target": "s",
            "shm_size": "is",
            "extra_hosts": _EXTRA_HOSTS,
            "isolation": "s",
            "privileged": "bs",
            "secrets": _SERVICE_CONFIG_OR_SECRET,
            "tags": ["s"],
            "ulimits": _ULIMITS,
            "platforms": ["s"],
        },
    ),
    "blkio_config": {
        "device_read_bps": [_BLKIO_LIMIT],
        "device_read_iops": [_BLKIO_LIMIT],
        "device_write_bps": [_BLKIO_LIMIT],
        "device_write_iops": [_BLKIO_LIMIT],
        "weight": "is",
        "weight_device": [_BLKIO_WEIGHT],
        "x-": False,
    },
    "cap_add": ["s", "unique"],
    "cap_drop": ["s", "unique"],
    "cgroup": frozenset("host private".split()),
    "cgroup_parent": "s",
    "command": _COMMAND,
    "configs": _SERVICE_CONFIG_OR_SECRET,
    "container_name": is_container_name,
    "cpu_count": ("s", _AMOUNT),
    "cpu_percent": ("s", range(0, 101)),
    "cpu_shares": "ns",
    "cpu_quota": "ns",
    "cpu_period": "ns",
    "cpu_rt_period": "ns",
    "cpu_rt_runtime": "ns",
    "cpus": "ns",
    "cpuset": "s",
    "credential_spec": {"config": "s", "file": "s", "registry": "s"},
    "depends_on": (
        _LIST_OF_STRINGS,
        {
            "?": is_name,
            "*": {
                "restart": "bs",
                "required": "b",
                "condition": frozenset(
                    "service_started service_healthy service_completed_successfully".split()
                ),
                "!": ("condition",),
            },
            "x-": False,
        },
    ),
    "device_cgroup_rules": _LIST_OF_STRINGS,
    "devices": [("s", {"source": "s", "target": "s", "permissions": "s", "!": ("source",)})],
    "dns": _STRING_OR_LIST,
    "dns_opt": ["s", "unique"],
    "dns_search": _STRING_OR_LIST,
    "domainname": "s",
    "entrypoint": _COMMAND,
    "env_file": _ENV_FILE,
    "label_file": _LABEL_FILE,
    "environment": _LIST_OR_DICT,
    "expose": ["sn", "unique"],
    "extends": ("s", {"service": "s", "file": "s", "x-": False, "!": ("service",)}),
    "provider": {"type": "s", "options": {"*": ("snb", ["snb"])}, "!": ("type",)},
    "external_links": ["s", "unique"],
    "extra_hosts": _EXTRA_HOSTS,
    "gpus": _GPUS,
    "group_add": ["sn", "unique"],
    "healthcheck": _HEALTHCHECK,
    "hostname": "s",
    "image": "s",
    "init": "bs",
    "ipc": "s",
    "isolation": "s",
    "labels": _LIST_OR_DICT,
    "links": ["s", "unique"],
    "logging": {"driver": "s", "options": {"*": "sn0"}},
    "mac_address": "s",
    "mem_limit": "ns",
    "mem_reservation": "si",
    "mem_swappiness": "is",
    "memswap_limit": "ns",
    "network_mode": "s",
    "models": (
        _LIST_OF_STRINGS,
        {"?": is_name, "*": ("0", {"endpoint_var": "s", "model_var": "s"}), "+": True},
    ),
    "networks": (
        _LIST_OF_STRINGS,
        {
            "?": is_name,
            "*": (
                "0",
                {
                    "aliases": _LIST_OF_STRINGS,
                    "interface_name": "s",
                    "ipv4_address": "s",
                    "ipv6_address": "s",
                    "link_local_ips": _LIST_OF_STRINGS,
                    "mac_address": "s",
                    "driver_opts": {"*": "sn"},
                    "priority": "n",
                    "gw_priority": "n",
                },
            ),
            "x-": False,
        },
    ),
    "oom_kill_disable": "bs",
    "oom_score_adj": ("s", range(-1000, 1001)),
    "pid": "s0",
    "pids_limit": "ns",
    "platform": "s",
    "ports": [
        (
            "ns",
            {
                "name": "s",
                "mode": "s",
                "host_ip": "s",
                "target": "is",
                "published": "si",
                "protocol": "s",
                "app_protocol": "s",
            },
        ),
        "unique",
    ],
    "pre_start": [_PRE_START_HOOK],
    "post_start": [_SERVICE_HOOK],
    "pre_stop": [_SERVICE_HOOK],
    "privileged": "bs",
    "profiles": _LIST_OF_STRINGS,
    "pull_policy": is_pull_policy,
    "pull_refresh_after": "s",
    "read_only": "bs",
    "restart": "s",
    "runtime": "s",
    "scale": "is",
    "security_opt": ["s", "unique"],
    "shm_size": "ns",
    "secrets": _SERVICE_CONFIG_OR_SECRET,
    "sysctls": _LIST_OR_DICT,
    "stdin_open": "bs",
    "stop_grace_period": "s",
    "stop_signal": "s",
    "storage_opt": {"+": True},
    "tmpfs": _STRING_OR_LIST,
    "tty": "bs",
    "ulimits": _ULIMITS,
    "use_api_socket": "b",
    "user": "s",
    "uts": "s",
    "userns_mode": "s",
    "volumes": [
        (
            "s",
            {
                "type": frozenset("bind volume tmpfs cluster npipe image".split()),
                "source": "s",
                "target": "s",
                "read_only": "bs",
                "consistency": "s",
                "bind": {
                    "propagation": "s",
                    "create_host_path": "bs",
                    "recursive": frozenset("enabled disabled writable readonly".split()),
                    "selinux": frozenset("z Z".split()),
                },
                "volume": {"labels": _LIST_OR_DICT, "nocopy": "bs", "subpath": "s"},
                "tmpfs": {"size": ("s", _AMOUNT), "mode": "ns"},
                "image": {"subpath": "s"},
                "!": ("type",),
            },
        ),
        "unique",
    ],
    "volumes_from": ["s", "unique"],
    "working_dir": "s",
}
_INCLUDE: Any = (
    "s",
    {"path": _STRING_OR_LIST, "env_file": _STRING_OR_LIST, "project_directory": "s", "x-": False},
)
_NETWORK: Any = (
    "0",
    {
        "name": "s",
        "driver": "s",
        "driver_opts": {"*": "sn"},
        "ipam": {
            "driver": "s",
            "config": [
                {
                    "subnet": "s",
                    "ip_range": "s",
                    "gateway": "s",
                    "aux_addresses": {"*": "s", "x-": False},
                },
            ],
            "options": {"*": "s", "x-": False},
        },
        "external": ("bs", {"name": "s"}),
        "internal": "bs",
        "enable_ipv4": "bs",
        "enable_ipv6": "bs",
        "attachable": "bs",
        "labels": _LIST_OR_DICT,
    },
)
_VOLUME: Any = (
    "0",
    {
        "name": "s",
        "driver": "s",
        "driver_opts": {"*": "sn"},
        "external": ("bs", {"name": "s"}),
        "labels": _LIST_OR_DICT,
    },
)
_SECRET: Any = {
    "name": "s",
    "environment": "s",
    "file": "s",
    "external": ("bs", {"name": "s", "+": True}),
    "labels": _LIST_OR_DICT,
    "driver": "s",
    "driver_opts": {"*": "sn"},
    "template_driver": "s",
}
_CONFIG: Any = {
    "name": "s",
    "content": "s",
    "environment": "s",
    "file": "s",
    "external": ("bs", {"name": "s", "+": True}),
    "labels": _LIST_OR_DICT,
    "template_driver": "s",
}
_MODEL: Any = {
    "name": "s",
    "model": "s",
    "context_size": "i",
    "runtime_flags": ["s"],
    "!": ("model",),
}
COMPOSE: Any = {
    "version": "s",
    "name": "s",
    "include": [_INCLUDE],
    "services": {"?": is_name, "*": _SERVICE, "x-": False},
    "models": {"?": is_name, "*": _MODEL, "+": True},
    "networks": {"?": is_name, "*": _NETWORK, "+": True},
    "volumes": {"?": is_name, "*": _VOLUME, "x-": False},
    "secrets": {"?": is_name, "*": _SECRET, "x-": False},
    "configs": {"?": is_name, "*": _CONFIG, "x-": False},
}
