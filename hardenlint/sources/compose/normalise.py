"""What compose adds on its own: default networks, build defaults, implied dependencies, names."""

import posixpath
from collections.abc import Mapping

from .dependencies import implied
from .interpolate import Variable
from .longform import added, made
from .nodes import Node


def normalise(tree: Node, name: str, environment: Mapping[str, Variable]) -> None:
    """Add it, in place; `name` is the project's when it was chosen."""
    for service in tree.entries_at("services").values():
        _defaults(service, environment)
    _networks(tree)
    for section in ("networks", "volumes", "secrets", "configs"):
        _names(tree.entries_at(section), name)


def _networks(tree: Node) -> None:
    """A service that joins nothing joins `default`; the network exists when it is used."""
    user: Node | None = None
    for service in tree.entries_at("services").values():
        if service.get("provider") is not None or service.get("network_mode") is not None:
            continue
        joined = service.get("networks")
        if joined is None or not joined.entries:
            service.value["networks"] = made(service, default=added(service, {}))
            user = service
        elif "default" in joined.entries:
            user = service
    if user is None:
        return
    networks = tree.value.get("networks")
    if networks is None or networks.value is None:
        networks = tree.value["networks"] = user.derive({})
    networks.value.setdefault("default", added(user, {}))


def _defaults(service: Node, environment: Mapping[str, Variable]) -> None:
    entries = service.value
    if entries.get("pull_policy") is not None and entries["pull_policy"].value == "if_not_present":
        entries["pull_policy"] = entries["pull_policy"].derive("missing")
    build = service.get("build")
    if build is not None and isinstance(build.value, dict):
        build.value.setdefault("context", added(build, "."))
        if "dockerfile_inline" not in build.value:
            build.value.setdefault("dockerfile", added(build, "Dockerfile"))
        _resolve(build, "args", environment, keep=False)
    _resolve(service, "environment", environment, keep=True)
    deploy, scale = service.get("deploy"), service.get("scale")
    if deploy is not None and isinstance(deploy.value, dict) and scale is not None:
        deploy.value.setdefault("replicas", scale)
    _dependencies(service)
    for volume in service.items_at("volumes"):
        target = volume.get("target")
        if target is not None and isinstance(target.value, str):
            volume.value["target"] = target.derive(posixpath.normpath(target.value))
    for secret in service.items_at("secrets"):
        source = secret.get("source")
        if source is not None:
            secret.value.setdefault("target", source.derive(f"/run/secrets/{source.value}"))


def _dependencies(service: Node) -> None:
    found = implied(service)
    if not found:
        return
    said = service.value.setdefault("depends_on", service.derive({}))
    for name, (place, restart) in found.items():
        if name not in said.value:
            said.value[name] = made(
                place, condition="service_started", restart=restart, required=True
            )


def _resolve(parent: Node, key: str, environment: Mapping[str, Variable], *, keep: bool) -> None:
    """Names without a value take that of the environment; others stay null, or go."""
    node = parent.get(key)
    if node is None:
        return
    result = node.derive({})
    for name, value in pairs(node).items():
        found = environment.get(name)
        if value.value is None and found is not None:
            result.value[name] = value.derive(found.value)
        elif value.value is not None or keep:
            result.value[name] = value
    parent.value[key] = result


def take_listed(service: Node, environment: Mapping[str, Variable]) -> None:
    """The names that `environment` lists without a value take that of the environment."""
    listed = service.items_at("environment")
    for index, item in enumerate(listed):
        found = environment.get(item.value) if isinstance(item.value, str) else None
        if found is not None:
            listed[index] = item.derive(f"{item.value}={found.value}")


def pairs(node: Node) -> dict[str, Node]:
    """A mapping, or a list of `KEY=value`, as a mapping."""
    if isinstance(node.value, dict):
        return dict(node.value)
    found: dict[str, Node] = {}
    for item in node.items:
        key, equals, value = str(item.value).partition("=")
        found[key] = item.derive(value if equals else None)
    return found


def _names(section: dict[str, Node], name: str) -> None:
    for key, node in section.items():
        if node.value is None:
            node = section[key] = node.derive({})
        if not isinstance(node.value, dict) or "name" in node.value:
            continue
        external = node.get("external")
        if external is not None and external.value is True:
            node.value["name"] = external.derive(key)
        elif name:
            node.value["name"] = node.derive(f"{name}_{key}")
