"""What keeps a container apart from the host: privileges, capabilities, profiles, namespaces."""

from hardenlint.model import Capabilities, Container, Field, Host, Namespace, SecurityOpt
from hardenlint.model.capability import DOCKER, PODMAN, canonical
from hardenlint.model.container_parts import Namespaces

from .node import Node
from .podman import is_podman, spelt_out, typed

_DERIVED = "label=disable"  # moby daemon/create_unix.go: privileged, pid and ipc host imply it
_NEEDS_LSM = {"apparmor": "apparmor", "label": "selinux"}


def isolate(container: Container, document: Node, host: Host | None) -> None:
    """Fill in privileges, capabilities, security options, masked paths and namespaces."""
    host_config = document.get("HostConfig")
    privileged = host_config.get("Privileged")
    container.privileges.privileged = privileged.field(privileged.boolean(), False)
    container.privileges.capabilities = _capabilities(document)
    container.privileges.masked_paths = _masked_paths(document)
    _namespaces(container.namespaces, document, host)
    container.privileges.security_opts = _options(container, document, host)


def _capabilities(document: Node) -> Capabilities:
    """A missing CapDrop leaves open what remains; a missing CapAdd adds nothing anybody knows."""
    host_config = document.get("HostConfig")
    add, drop = host_config.get("CapAdd"), host_config.get("CapDrop")
    dropped = _names(drop)
    if drop.missing:
        dropped = (Field(None, drop.span, "defaulted"),)
    added = _names(add)
    podman = is_podman(document)
    if podman and spelt_out(added):
        added = (Field("ALL", add.span),)
    # Podman tells what is dropped by name, whatever was typed.
    if any(canonical(option.value or "") == "ALL" for option in typed(document, "--cap-drop")):
        dropped = (Field("ALL", drop.span), *dropped)
    bounding = document.get("BoundingCaps")
    return Capabilities(
        drop.span,
        added,
        dropped,
        default=PODMAN if podman else DOCKER,
        bounding=_all_known(bounding),
    )


def _all_known(node: Node) -> frozenset[str] | None:
    """The names of a list, None where it is none or not all of it is understood."""
    if not isinstance(node.value, list):
        return None
    names = [field.value for field in _names(node)]
    return None if None in names else frozenset(name for name in names if name is not None)


def _names(node: Node) -> tuple[Field[str], ...]:
    texts = [(item, item.text()) for item in node.items()]
    found = tuple(Field(canonical(t) if t is not None else None, item.span) for item, t in texts)
    if not (node.absent or isinstance(node.value, list)):
        return (Field(None, node.span),)
    return found


def _masked_paths(document: Node) -> Field[bool]:
    """`systempaths=unconfined` is an empty list; null is privileged, or a silent engine."""
    for option in typed(document, "--security-opt"):
        if (option.value or "").lower() == "unmask=all":
            return Field(False, option.span)
    host_config = document.get("HostConfig")
    lists = [host_config.get(key) for key in ("MaskedPaths", "ReadonlyPaths")]
    for node in lists:
        if node.value == []:
            return Field(False, node.span)
    known = all(isinstance(node.value, list) for node in lists)
    for node in lists:
        # For the problem that one of a wrong type leaves behind.
        node.items()
    return lists[0].field(True if known else None, True)


def _namespaces(namespaces: Namespaces, document: Node, host: Host | None) -> None:
    host_config = document.get("HostConfig")
    network = _namespace(host_config.get("NetworkMode"), ("default", "bridge"))
    # `default` is what engines write for their own bridge.
    if network.value in (Namespace("default"), Namespace("")):
        network = network._replace(value=Namespace("bridge"))
    namespaces.network = network
    namespaces.pid = _namespace(host_config.get("PidMode"), ("", "private"))
    namespaces.ipc = _ipc(document)
    namespaces.uts = _namespace(host_config.get("UTSMode"), ("", "private"))
    namespaces.userns = _namespace(host_config.get("UsernsMode"), ("", "private"))
    cgroup = _cgroup(host_config.get("CgroupnsMode"), host)
    namespaces.cgroup = _typed(document, "--cgroupns") or cgroup


def _namespace(node: Node, defaults: tuple[str, ...]) -> Field[Namespace]:
    text = node.text()
    if text is None:
        return Field(None, node.span, "defaulted")
    origin: Field[Namespace] = Field(Namespace.parse(text), node.span)
    return origin._replace(origin="defaulted") if text in defaults else origin


def _ipc(document: Node) -> Field[Namespace]:
    """Podman says "shareable" of `--ipc host` too: only the command line tells them apart."""
    host_config = document.get("HostConfig")
    found = _namespace(host_config.get("IpcMode"), ("", "private"))
    if found.value != Namespace("shareable") or not is_podman(document):
        return found
    return _typed(document, "--ipc") or Field(None, found.span, "defaulted")


def _typed(document: Node, option: str) -> Field[Namespace] | None:
    """What the command line chooses, None where it is silent or not known."""
    asked = typed(document, option)
    return Field(Namespace.parse(asked[-1].value or ""), asked[-1].span) if asked else None


def _cgroup(node: Node, host: Host | None) -> Field[Namespace]:
    """On cgroup v1 "host" is the engine's default, so it says something on v2 only."""
    field = _namespace(node, ("", "private"))
    if field.value != Namespace("host") or (host is not None and host.cgroup_version == "2"):
        return field
    is_v1 = host is not None and host.cgroup_version == "1"
    return Field(Namespace() if is_v1 else None, node.span, "defaulted")


def _options(
    container: Container, document: Node, host: Host | None
) -> tuple[Field[SecurityOpt], ...]:
    """The options that somebody chose and that this engine can heed."""
    node = document.get("HostConfig").get("SecurityOpt")
    if node.missing or not (node.value is None or isinstance(node.value, list)):
        # As above: what is wrong with it is to be told.
        node.items()
        return (Field(None, node.span, "defaulted" if node.missing else "stated"),)
    options: list[Field[SecurityOpt]] = []
    for item in node.items():
        text = item.text()
        option = SecurityOpt.parse(text) if text is not None else None
        if option is None or not (_implied(container, option) or _idle(option, host)):
            options.append(Field(option, item.span))
    profile = document.get("AppArmorProfile")
    unconfined = SecurityOpt("apparmor", profile.text() or "")
    # The engine runs every privileged container without a profile: nobody chose that.
    if unconfined.value == "unconfined" and container.privileges.privileged.value is False:
        known = any(option.value == unconfined for option in options)
        if not known and not _idle(unconfined, host):
            options.append(Field(unconfined, profile.span))
    return tuple(options)


def _implied(container: Container, option: SecurityOpt) -> bool:
    """Whether the engine itself added the option."""
    if option != SecurityOpt.parse(_DERIVED):
        return False
    host = Namespace("host")
    namespaces = container.namespaces
    joined = host in (namespaces.pid.value, namespaces.ipc.value)
    return container.privileges.privileged.value is True or joined


def _idle(option: SecurityOpt, host: Host | None) -> bool:
    """Whether the engine records the option without effect, for want of the security module."""
    module = _NEEDS_LSM.get(option.name)
    if module is None or host is None or host.security_options is None:
        return False
    return module not in host.security_options
