"""What docker compose refuses, cheaply: unknown keys, wrong shapes, names that lead nowhere."""

from collections.abc import Iterator

from .nodes import Node

Refusal = tuple[str, Node, str]

_TOP = frozenset("version name services networks volumes secrets configs include models".split())
_SERVICE = frozenset(
    """annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs
    container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime
    cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices
    dns dns_opt dns_search domainname entrypoint env_file environment expose extends
    external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation
    label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness
    memswap_limit models network_mode networks oom_kill_disable oom_score_adj pid pids_limit
    platform ports post_start pre_stop privileged profiles provider pull_policy
    pull_refresh_after read_only restart runtime scale secrets security_opt shm_size stdin_open
    stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user
    userns_mode uts volumes volumes_from working_dir""".split()
)


def top_level_problems(root: Node) -> Iterator[Refusal]:
    """Check the top level."""
    services = root.get("services")
    legacy = services is None and all(node.kind == "map" for node in root.value.values())
    for key, node in root.value.items():
        if key not in _TOP and not key.startswith("x-") and not legacy:
            yield (
                f"the key {key!r} is not allowed here{_hint(key, _TOP)}",
                root.keys[key],
                f"/{key}",
            )
        if key in ("services", "networks", "volumes", "secrets", "configs") and (
            node.kind != "map" and not node.is_null
        ):
            yield f"{key} must be a mapping", node, f"/{key}"


def service_problems(node: Node, pointer: str) -> Iterator[Refusal]:
    """Check the keys of a service."""
    for key in node.value:
        if key not in _SERVICE and not key.startswith("x-"):
            message = f"a service has no key {key!r}{_hint(key, _SERVICE)}"
            yield message, node.keys[key], f"{pointer}/{key}"


def _hint(word: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only after a typo

    near = get_close_matches(word[:50], sorted(known), n=1)
    return f", did you mean {near[0]!r}?" if near else ""
