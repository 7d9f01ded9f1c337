"""What a host told of itself beside its engine, as `hardenlint audit --local` collects it.

The document has one key, LocalHost; what could not be read is left out of it and stays unknown.
"""

from hardenlint.model import Field, Host, HostFile, Listener

from .node import Node

_SETTINGS: tuple[tuple[str, str, bool], ...] = (
    ("iptables", "iptables", True),
    ("ip6tables", "ip6tables", True),
    ("ip-forward-no-drop", "ip_forward_no_drop", False),
    ("allow-direct-routing", "allow_direct_routing", False),
    ("icc", "icc", True),
    ("userland-proxy", "userland_proxy", True),
    ("no-new-privileges", "no_new_privileges", False),
)
"""Switches: name in daemon.json, slot, what dockerd assumes."""


def read_local(host: Host, document: Node) -> None:
    """Add the facts to the host."""
    local = document.get("LocalHost")
    if not local.get("Daemon").missing:
        _daemon(host, local.get("Daemon"), complete=local.get("DaemonComplete").boolean() is True)
    host.files = {
        name: Field(_file(name, item), item.span) for name, item in local.get("Files").entries()
    }
    for key, slot in (("DockerGroup", "docker_group"), ("Audited", "audited")):
        texts = local.get(key).texts()
        setattr(host, slot, local.get(key).field(texts))
    host.auditable = local.get("Auditable").texts() or ()
    partition = local.get("DataPartition")
    host.data_partition = partition.field(partition.boolean())
    trust = local.get("ContentTrust")
    host.daemon.content_trust = trust.field(trust.boolean())
    host.links = {
        item.get("Path").text() or "": item.get("Target").text() or ""
        for item in local.get("Links").items()
    }


def _daemon(host: Host, settings: Node, *, complete: bool) -> None:
    """Read the settings, in the spelling of daemon.json; what it assumes counts when complete."""
    daemon = host.daemon
    for key, slot, assumed in _SETTINGS:
        node = settings.get(key)
        value = node.boolean()
        if value is None and complete and node.missing:
            value = assumed
        setattr(daemon, slot, Field(value, node.span, "defaulted" if node.missing else "stated"))
    for key, slot, default in (
        ("log-level", "log_level", "info"),
        ("cgroup-parent", "cgroup_parent", ""),
    ):
        node = settings.get(key)
        text = default if node.missing and complete else node.text()
        setattr(daemon, slot, node.field(text, default))
    ulimits = settings.get("default-ulimits")
    names = tuple(name for name, _ in ulimits.entries())
    daemon.default_ulimits = ulimits.field(names if names or complete else None, ())
    entitlement = settings.get("builder").get("entitlements").get("security-insecure")
    allowed = False if entitlement.missing and complete else entitlement.boolean()
    daemon.insecure_entitlement = entitlement.field(allowed, False)
    daemon.listeners = tuple(_listeners(settings))


def _listeners(settings: Node) -> list[Field[Listener]]:
    verified = settings.get("tlsverify").boolean() is True
    encrypted = verified or settings.get("tls").boolean() is True
    found = []
    for item in settings.get("hosts").items():
        text = item.text() or ""
        if text.startswith("tcp://") and not verified:
            listener = Listener(text.removeprefix("tcp://"), encrypted=encrypted, verified=verified)
            found.append(Field(listener, item.span))
    return found


def _file(path: str, node: Node) -> HostFile | None:
    kind, owner, group, mode = (node.get(k).text() for k in ("Kind", "Owner", "Group", "Mode"))
    if kind is None or owner is None or group is None or mode is None:
        return None
    if not mode or mode.strip("01234567") or len(mode) > 8:
        return None
    return HostFile(path, kind, owner, group, int(mode, 8))
