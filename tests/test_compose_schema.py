"""The table of shapes against the published schema: both refuse the same documents."""

import copy
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardenlint.sources import compose
from hardenlint.sources.compose.explain import plain, validator
from hardenlint.sources.compose.log import Log
from hardenlint.sources.compose.nodes import Node, top_of
from hardenlint.sources.compose.shapes import COMPOSE
from hardenlint.sources.compose.validate import fits
from hardenlint.workspace import Workspace
from tests.cli import ROOT
from tests.refresh import shapes
from tests.workspaces import holding

SCHEMA = validator()
PLACE = top_of("compose.yaml")

REQUEST = {"capabilities": ["gpu"], "count": 1, "driver": "nvidia", "options": {"a": "b"}}
HOOK = {
    "command": ["a"], "user": "0", "privileged": True, "working_dir": "/",
    "environment": {"A": "b"},
}  # fmt: skip
NAMED = {"source": "a", "target": "b", "uid": "1", "gid": "1", "mode": 292}
ROLLOUT = {
    "parallelism": 1, "delay": "1s", "failure_action": "pause", "monitor": "1s",
    "max_failure_ratio": 0.5, "order": "stop-first",
}  # fmt: skip
SERVICE: dict[str, Any] = {
    "annotations": {"a": "b"}, "attach": True, "blkio_config": {
        "device_read_bps": [{"path": "/dev/sda", "rate": 1}], "weight": 1,
        "weight_device": [{"path": "/dev/sda", "weight": 1}],
    },
    "build": {
        "context": ".", "dockerfile": "D", "args": {"A": "1"}, "ssh": ["default"],
        "labels": ["a=b"], "cache_from": ["a"], "cache_to": ["a"], "no_cache": True,
        "no_cache_filter": ["a"], "additional_contexts": {"a": "b"}, "network": "host",
        "provenance": True, "sbom": "true", "pull": False, "target": "t", "shm_size": "1g",
        "extra_hosts": {"a": ["::1"]}, "isolation": "i", "privileged": False, "secrets": ["a"],
        "tags": ["a"], "ulimits": {"nofile": 1}, "platforms": ["linux/amd64"],
        "entitlements": ["a"], "dockerfile_inline": "FROM a",
    },
    "cap_add": ["ALL"], "cap_drop": ["ALL"], "cgroup": "host", "cgroup_parent": "a",
    "command": "a b", "configs": ["a", NAMED], "container_name": "ab", "cpu_count": 1,
    "cpu_percent": 15, "cpu_shares": 1, "cpu_quota": 1, "cpu_period": 1, "cpu_rt_period": 1,
    "cpu_rt_runtime": 1, "cpus": 0.5, "cpuset": "0",
    "credential_spec": {"config": "a", "file": "b", "registry": "c"},
    "depends_on": {"db": {"condition": "service_started", "restart": True, "required": False}},
    "deploy": {
        "mode": "global", "endpoint_mode": "vip", "replicas": 1, "labels": {"a": "b"},
        "rollback_config": ROLLOUT, "update_config": ROLLOUT,
        "resources": {
            "limits": {"cpus": "0.5", "memory": "1g", "pids": 5},
            "reservations": {
                "cpus": 0.5, "memory": "1g", "devices": [REQUEST],
                "generic_resources": [{"discrete_resource_spec": {"kind": "a", "value": 1}}],
            },
        },
        "restart_policy": {"condition": "any", "delay": "1s", "max_attempts": 1, "window": "1s"},
        "placement": {
            "constraints": ["a"], "preferences": [{"spread": "a"}], "max_replicas_per_node": 1,
        },
    },
    "develop": {"watch": [{
        "path": ".", "action": "sync+exec", "target": "/", "ignore": ["a"], "include": "a",
        "exec": HOOK, "initial_sync": True,
    }]},
    "device_cgroup_rules": ["a"], "devices": ["/dev/a", {"source": "/dev/a", "target": "/dev/b"}],
    "dns": "1.1.1.1", "dns_opt": ["a"], "dns_search": ["a"], "domainname": "a",
    "entrypoint": ["a"], "env_file": [{"path": ".env", "required": False, "format": "raw"}, "a"],
    "environment": {"A": "b", "B": None, "C": 1}, "expose": [80, "81"],
    "extends": {"service": "a", "file": "b"}, "external_links": ["a"],
    "extra_hosts": ["a=1.1.1.1"], "gpus": [REQUEST], "group_add": ["a", 1],
    "healthcheck": {
        "disable": False, "interval": "1s", "retries": 3, "test": ["CMD", "a"], "timeout": "1s",
        "start_period": "1s", "start_interval": "1s",
    },
    "hostname": "a", "image": "a", "init": True, "ipc": "host", "isolation": "a",
    "labels": ["a=b"], "label_file": ["a"], "links": ["a"],
    "logging": {"driver": "json-file", "options": {"max-size": "1m", "max-file": 3}},
    "mac_address": "a", "mem_limit": "1g", "mem_reservation": 1, "mem_swappiness": 1,
    "memswap_limit": -1, "models": {"a": {"endpoint_var": "A", "model_var": "B"}},
    "network_mode": "host", "networks": {"a": {
        "aliases": ["b"], "interface_name": "eth0", "ipv4_address": "1.1.1.1",
        "ipv6_address": "::1", "link_local_ips": ["a"], "mac_address": "a",
        "driver_opts": {"a": 1}, "priority": 1, "gw_priority": 1,
    }},
    "oom_kill_disable": True, "oom_score_adj": 100, "pid": "host", "pids_limit": 1,
    "platform": "linux/amd64", "ports": ["80:80", 81, {
        "name": "a", "mode": "host", "host_ip": "127.0.0.1", "target": 80, "published": "8080",
        "protocol": "tcp", "app_protocol": "http",
    }],
    "post_start": [HOOK], "pre_stop": [HOOK], "privileged": True, "profiles": ["a"],
    "provider": {"type": "a", "options": {"a": "b", "c": [1]}}, "pull_policy": "always",
    "pull_refresh_after": "1d", "read_only": True, "restart": "no", "runtime": "runc", "scale": 1,
    "secrets": ["a", NAMED], "security_opt": ["a"], "shm_size": "1g", "stdin_open": True,
    "stop_grace_period": "1s", "stop_signal": "SIGINT", "storage_opt": {"size": "1g"},
    "sysctls": {"a": 1}, "tmpfs": ["/tmp"], "tty": True,
    "ulimits": {"nofile": {"soft": 1, "hard": 2}}, "use_api_socket": True, "user": "1000",
    "userns_mode": "host", "uts": "host", "volumes": ["a:/b", {
        "type": "bind", "source": "/a", "target": "/b", "read_only": True, "consistency": "cached",
        "bind": {
            "propagation": "rshared", "create_host_path": True, "selinux": "z",
            "recursive": "enabled",
        },
        "volume": {"labels": ["a"], "nocopy": True, "subpath": "a"},
        "tmpfs": {"size": "1m", "mode": 511}, "image": {"subpath": "a"},
    }],
    "volumes_from": ["a"], "working_dir": "/",
}  # fmt: skip
STORE = {"name": "a", "driver": "b", "driver_opts": {"a": 1}, "external": True, "labels": ["a"]}
CONTENT = {"name": "a", "file": "b", "environment": "C", "external": {"name": "d"}, "labels": {}}
OTHERS: dict[str, Any] = {
    "version": "3", "name": "a", "x-a": [1],
    "include": ["a", {"path": ["a"], "env_file": "b", "project_directory": "c"}],
    "models": {"a": {"name": "a", "model": "b", "context_size": 1, "runtime_flags": ["a"]}},
    "networks": {"a": {
        "name": "a", "driver": "bridge", "driver_opts": {"a": "b"}, "ipam": {
            "driver": "default", "options": {"a": "b"}, "config": [{
                "subnet": "a", "ip_range": "b", "gateway": "c", "aux_addresses": {"a": "b"},
            }],
        },
        "external": True, "internal": True, "enable_ipv4": True, "enable_ipv6": True,
        "attachable": True, "labels": ["a"],
    }, "b": None},
    "volumes": {"a": STORE, "b": None},
    "secrets": {"a": {**CONTENT, "driver": "a", "driver_opts": {"a": 1}, "template_driver": "a"}},
    "configs": {"a": {**CONTENT, "content": "a", "template_driver": "a"}},
}  # fmt: skip
DOCUMENTS: dict[str, Any] = {
    **{key: {"services": {"web": {key: value}}} for key, value in SERVICE.items()},
    **{f"/{key}": {key: value} for key, value in OTHERS.items()},
}
VALUES: list[Any] = [
    None, True, 0, 7, -1, 1.0, 1.5, "", "x", "true", [], ["x"], ["x", "x"], [1, 1], [1, True],
    [None], [[]], {}, {"x": "y"}, {"x": None}, {"x": {}}, {"x": ["y"]}, {"x-a": 1}, {"a b": "c"},
]  # fmt: skip


def tree(value: Any) -> Node:
    node = Node(value, PLACE)
    if isinstance(value, dict):
        node.value = {key: tree(inner) for key, inner in value.items()}
    elif isinstance(value, list):
        node.value = [tree(inner) for inner in value]
    return node


def containers(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (collection, key) in a document."""
    keys = value if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        yield value, key
        if isinstance(value[key], (dict, list)):
            yield from containers(value[key])


def variants(document: Any) -> Iterator[Any]:
    """The document with one value replaced, left out, repeated or with an unknown key beside."""
    count = len(list(containers(document)))
    for number in range(count):
        for value in VALUES:
            changed = copy.deepcopy(document)
            parent, key = list(containers(changed))[number]
            parent[key] = value
            yield changed
        changed = copy.deepcopy(document)
        parent, key = list(containers(changed))[number]
        if isinstance(parent, dict):
            parent["unknown"] = parent.pop(key)
        else:
            parent.append(copy.deepcopy(parent[key]))
        yield changed


def test_the_table_is_made_of_the_schema() -> None:
    with open(os.path.join(ROOT, shapes.PATH), encoding="utf-8") as file:
        assert file.read() == shapes.current(), "run `python -m tests.refresh.shapes`"


def agree(document: Any) -> None:
    assert fits(tree(document), COMPOSE) is SCHEMA.is_valid(document), document


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_key_of_the_schema_is_in_the_table(name: str) -> None:
    assert SCHEMA.is_valid(DOCUMENTS[name])
    assert fits(tree(DOCUMENTS[name]), COMPOSE)


def test_the_documents_hold_every_key_of_a_service() -> None:
    known = set(SCHEMA.schema["$defs"]["service"]["properties"])
    assert known - set(SERVICE) <= {"pre_start"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_table_and_schema_agree_on_broken_documents(name: str) -> None:
    for document in variants(DOCUMENTS[name]):
        agree(document)


scalars = st.sampled_from([None, True, 0, 3, -1, 0.5, "", "x", "all", "host", "a=b"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["x", "x-a", "source", "target", "type", "path", "a b", "name"]), inner,
        max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([*SERVICE, "x-a", "imge"]), values, max_size=3))
@settings(max_examples=200, deadline=None)
def test_table_and_schema_agree_on_any_service(service: dict[str, Any]) -> None:
    agree({"services": {"web": service}})


@pytest.mark.parametrize(
    ("service", "line", "column", "message"),
    [
        ("image: a\n    imge: b", 4, 5, "unknown key 'imge' in web: is it image?"),
        ("image: a\n    zzz: b", 4, 5, "unknown key 'zzz' in web"),
        ("image: a\n    user: 1000", 4, 11, "user must be text, not 1000"),
        ("image: a\n    cap_add: ALL", 4, 14, "cap_add must be a list, not text"),
        ("image: a\n    ports: {a: b}", 4, 12, "ports must be a list, not a mapping"),
        (
            "image: a\n    ports: [[80]]",
            4, 13, "an item of ports must be a number or text or a mapping, not a list",
        ),
        ("image: a\n    ports:\n    - {targt: 80}", 5, 8,
         "unknown key 'targt' in an item of ports: is it target?"),
        ("image: a\n    ulimits: {nofile: {soft: 1}}", 4, 23, "nofile needs hard"),
        ("image: a\n    cgroup: none", 4, 13, "cgroup must be one of host, private, not text"),
        ("image: a\n    security_opt: [a=b, a=b]", 4, 25, "security_opt says 'a' twice"),
        ("image: a\n    depends_on: {a b: {condition: service_healthy}}", 4, 18,
         "'a…' cannot be a name in depends_on"),
        ("image: a\n    pull_policy: sometimes", 4, 18,
         "pull_policy must match always|never|build|if_not_present|missing|refresh|daily|weekly|"
         "every_([0-9]+[wdhms])+, not text"),
        ("image: a\n    oom_score_adj: 5000", 4, 20,
         "oom_score_adj must be at most 1000, not 5000"),
    ],
)  # fmt: skip
def test_the_schema_explains_what_is_wrong(
    service: str, line: int, column: int, message: str
) -> None:
    loaded = compose.read(["c.yaml"], holding("c.yaml", f"services:\n  web:\n    {service}\n"))
    found = [(e.span.line, e.span.column, e.message) for e in loaded.errors]
    assert (line, column, message) in found


def test_what_hangs_on_a_variable_is_not_judged() -> None:
    text = "services:\n  web: {image: a, mem_swappiness: '${X}', ports: ['${P}'], bogus: 1}\n"
    loaded = compose.read(["c.yaml"], holding("c.yaml", text))
    assert [e.message for e in loaded.errors] == ["unknown key 'bogus' in web"]


def test_the_service_that_is_wrong_does_not_hide_the_others() -> None:
    text = "services:\n  a: {image: x, user: 1}\n  b: {image: x}\n  c: {image: x, tty: []}\n"
    loaded = compose.read(["c.yaml"], holding("c.yaml", text))
    assert [e.span.line for e in loaded.errors] == [2, 4]
    assert loaded.project is not None
    assert [s.name for s in loaded.project.services] == ["a", "b", "c"]


def test_the_schema_is_part_of_the_package() -> None:
    folder = os.path.dirname(compose.__file__)
    assert {"schema.json", "schema.NOTICE"} <= set(os.listdir(folder))
    assert plain(tree({"a": [1, None]})) == {"a": [1, None]}
    assert Log(Workspace(), strict=False).errors == []
