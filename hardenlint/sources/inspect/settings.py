"""What a container asks of the kernel and the engine: limits, sysctls, devices, logs."""

from hardenlint.model import Container, Field
from hardenlint.model.resources import DeviceRequest, DeviceRule, Logging, Ulimit

from .node import Node


def settle(container: Container, document: Node) -> None:
    """Fill them in."""
    privileges, limits = container.privileges, container.limits
    host_config = document.get("HostConfig")
    profile = document.get("AppArmorProfile")
    privileges.apparmor_profile = profile.field(profile.text(), "")
    privileges.sysctls = {
        key: Field(item.text(), item.span) for key, item in host_config.get("Sysctls").entries()
    }
    privileges.device_rules = tuple(
        _rule(item) for item in host_config.get("DeviceCgroupRules").items()
    )
    privileges.device_requests = tuple(
        _request(item) for item in host_config.get("DeviceRequests").items()
    )
    limits.ulimits = _ulimits(host_config.get("Ulimits"))
    container.lifecycle.logging = _logging(host_config.get("LogConfig"))
    limits.memory_swap = host_config.get("MemorySwap").limit()
    limits.cpu_rt_runtime = host_config.get("CpuRealtimeRuntime").limit()
    limits.oom_score_adj = host_config.get("OomScoreAdj").limit()
    disabled = host_config.get("OomKillDisable")  # null on cgroup v2, which knows no such thing
    known = False if disabled.absent else disabled.boolean()
    limits.oom_kill_disabled = disabled.field(known, False)


def _rule(node: Node) -> Field[DeviceRule]:
    text = node.text()
    return Field(DeviceRule.parse(text) if text is not None else None, node.span)


def _request(node: Node) -> Field[DeviceRequest]:
    """Capabilities are a list of alternatives, each a list."""
    count, ids = node.get("Count"), node.get("DeviceIDs").items()
    number = 0 if count.absent else count.integer()
    words = [word for one in node.get("Capabilities").items() for word in one.items()]
    if number is None:
        return Field(None, node.span)
    request = DeviceRequest(
        node.get("Driver").text() or "",
        number,
        tuple(item.text() or "" for item in ids),
        tuple(word.text() or "" for word in words),
    )
    return Field(request, count.span if number else node.span)


def _ulimits(node: Node) -> Field[dict[str, Field[Ulimit]]]:
    """By name, without Podman's prefix; null is none, a missing key says nothing."""
    if node.missing:
        return Field(None, node.span, "defaulted")
    found: dict[str, Field[Ulimit]] = {}
    for item in node.items():
        name = (item.get("Name").text() or "").lower().removeprefix("rlimit_")
        soft, hard = item.get("Soft").integer(), item.get("Hard").integer()
        known = soft is not None and hard is not None
        limit = Ulimit(soft or 0, hard or 0) if known else None
        found[name] = Field(limit, item.span)
    is_list = node.value is None or isinstance(node.value, list)
    return Field(found if is_list else None, node.span, "stated" if found else "defaulted")


def _logging(node: Node) -> Field[Logging]:
    """Podman's own name of json-file is k8s-file, and it has the size beside the options."""
    driver, size = node.get("Type"), node.get("Size")
    name = driver.text()
    if name is None:
        return Field(None, node.span, "defaulted")
    options = {key: Field(item.text(), item.span) for key, item in node.get("Config").entries()}
    if name == "k8s-file":
        name = "json-file"
        if size.value != "0B":
            options["max-size"] = size.field(size.text())
    return Field(Logging(name, options), driver.span)
