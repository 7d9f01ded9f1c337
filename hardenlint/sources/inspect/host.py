"""The engine behind the containers, from `docker info` and its networks."""

from collections.abc import Iterable, Iterator

from hardenlint.facts import telling
from hardenlint.model import Field, Host, Listener, Network, Swarm
from hardenlint.model.source import Source

from .node import Node

_PROJECT = "com.docker.compose.project"


_UNENCRYPTED, _UNVERIFIED = "without encryption", "without TLS client verification"
_SCHEMES = ("http://", "https://", "tcp://")
_NANOSECONDS_A_DAY = 86_400 * 10**9


def read_host(info: Node, networks: Iterable[Node], source: Source, name: str = "") -> Host:
    """Read an engine; `name` is what to call it when it does not say."""
    said = info.get("Name").text()
    host = Host(telling.name(said) if said else name, info.span, source)
    host.version = info.get("ServerVersion").text() or ""
    host.cgroup_version = info.get("CgroupVersion").text() or ""
    host.is_linux = info.get("OSType").text() in (None, "", "linux")
    # Only Podman's compatible API has these.
    host.is_podman = not info.get("BuildahVersion").missing or not info.get("Rootless").missing
    _security(host, info.get("SecurityOptions"))
    host.server = _text(info.get("ServerVersion"))
    host.default_runtime = _text(info.get("DefaultRuntime"), "runc")
    host.runtimes = {
        key: Field(item.get("path").text() or "", item.span)
        for key, item in info.get("Runtimes").entries()
    }
    host.storage_driver = _text(info.get("Driver"))
    host.storage_on_loop = _on_loop(info.get("DriverStatus"))
    host.logging_driver = _text(info.get("LoggingDriver"), "json-file")
    host.data_root = _text(info.get("DockerRootDir"))
    host.live_restore = info.get("LiveRestoreEnabled").switch()
    host.experimental = info.get("ExperimentalBuild").switch()
    host.stopped = _count(info.get("ContainersStopped"))
    host.dangling_images = _count(info.get("DanglingImages"))
    host.insecure_registries = tuple(_insecure(info.get("RegistryConfig")))
    plugins = info.get("Plugins").get("Authorization")
    host.authorization = plugins.field(plugins.texts(), ())
    host.warnings = tuple(Field(item.text(), item.span) for item in info.get("Warnings").items())
    host.listeners = tuple(_listeners(host.warnings))
    host.swarm = _swarm(info.get("Swarm"))
    for node in networks:
        network = read_network(node)
        if network is not None:
            host.networks[network.name] = network
    return host


def read_version(host: Host, version: Node) -> None:
    """Add what `docker version` says of the engine and of what it runs containers with."""
    # The client nests what the API says of the engine.
    if not version.get("Server").missing:
        version = version.get("Server")
    for component in version.get("Components").items():
        name, text = component.get("Name").text(), component.get("Version")
        if name in ("containerd", "runc"):
            setattr(host, name, Field(text.text(), text.span))
        elif name == "Podman Engine":
            host.is_podman = True


def _security(host: Host, options: Node) -> None:
    """Read SecurityOptions, whose entries have the form `name=seccomp,profile=default`."""
    host.security_span = options.span
    if options.missing or not (options.value is None or isinstance(options.value, list)):
        return
    host.seccomp_profile = Field("", options.span)
    names = set()
    for item in options.items():
        pairs = dict(part.partition("=")[::2] for part in (item.text() or "").split(","))
        name, profile = pairs.get("name", item.text() or ""), pairs.get("profile", "")
        if name == "seccomp":
            host.seccomp_profile = Field(profile or "default", item.span)
        # Such an engine has the module, but gives containers no profile.
        if profile != "unconfined":
            names.add(name)
    host.security_options = frozenset(names - {""})


def _text(node: Node, default: str | None = None) -> Field[str]:
    return node.field(node.text() or None, default)


def _count(node: Node) -> Field[int]:
    return node.field(node.integer())


def _on_loop(status: Node) -> Field[bool]:
    """Whether devicemapper lies on a loop device: DriverStatus is a list of pairs."""
    if not isinstance(status.value, list):
        return Field(None, status.span, "defaulted")
    pairs = (pair.texts() or () for pair in status.items())
    return status.field(any(pair[:1] == ("Data loop file",) for pair in pairs), False)


def _insecure(config: Node) -> Iterator[Field[str]]:
    """Registries that may be spoken to without TLS; loopback always may."""
    for item in config.get("InsecureRegistryCIDRs").items():
        text = item.text()
        if text is not None and not text.startswith("127.") and text != "::1/128":
            yield Field(text, item.span)
    for name, item in config.get("IndexConfigs").entries():
        secure = item.get("Secure")
        if secure.boolean() is False and not name.startswith(("127.", "localhost:", "[::1]")):
            yield Field(name, secure.span)


def _listeners(warnings: Iterable[Field[str]]) -> Iterator[Field[Listener]]:
    """Read `API is accessible on http://0.0.0.0:2375 without encryption.` (moby daemon/info.go)."""
    for warning in warnings:
        text = warning.value or ""
        if _UNENCRYPTED not in text and _UNVERIFIED not in text:
            continue
        url = next((word for word in text.split() if word.startswith(_SCHEMES)), "")
        address = url.partition("://")[2].rstrip("./")
        if address:
            listener = Listener(address, encrypted=_UNENCRYPTED not in text, verified=False)
            yield Field(listener, warning.span)


def _swarm(node: Node) -> Swarm | None:
    state = node.get("LocalNodeState").text()
    if state is None:
        return None
    swarm = Swarm(state, node.span)
    spec = node.get("Cluster").get("Spec")
    swarm.managers = _count(node.get("Managers"))
    swarm.nodes = _count(node.get("Nodes"))
    swarm.autolock = spec.get("EncryptionConfig").get("AutoLockManagers").switch()
    expiry = spec.get("CAConfig").get("NodeCertExpiry")
    duration = expiry.integer()
    swarm.cert_days = expiry.field(duration / _NANOSECONDS_A_DAY if duration else None)
    return swarm


def read_network(node: Node) -> Network | None:
    """Read one network; None when it has no name."""
    name = node.get("Name").text()
    if name is None:
        return None
    internal = node.get("Internal")
    options = tuple((key, item.text() or "") for key, item in node.get("Options").entries())
    field = internal.field(internal.boolean(), False)
    found = node.get("Options").entries()
    settings = tuple((key, Field(item.text(), item.span)) for key, item in found)
    attachable, labels = node.get("Attachable"), node.get("Labels")
    project = dict(labels.entries()).get(_PROJECT)
    return Network(
        name, node.span, node.get("Driver").text() or "", field, options=options,
        settings=settings, attachable=attachable.field(attachable.boolean(), False),
        owner=None if labels.missing else (project.text() or "") if project is not None else "",
    )  # fmt: skip
