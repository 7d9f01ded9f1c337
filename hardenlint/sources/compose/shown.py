"""`hardenlint show` of a compose project: what compose makes of it, and where each value is."""

import os
from collections.abc import Sequence
from math import isfinite
from typing import Any

from hardenlint.model.causes import said
from hardenlint.text.pointer import joined
from hardenlint.workspace import Workspace

from . import variables
from .consistency import check
from .conversion import convert
from .log import Log
from .nodes import Node
from .normalise import normalise
from .paths import Paths
from .profiles import is_active
from .project import Opened, open_project
from .scalars import text_of

SECTIONS = ("services", "networks", "volumes", "secrets", "configs", "models")


def document(
    files: Sequence[str],
    workspace: Workspace,
    *,
    env_files: Sequence[str],
    profiles: Sequence[str],
) -> dict[str, Any]:
    """The document of `show --format json`; raises InputError for what compose refuses."""
    opened, _ = opened_for_show(files, workspace, env_files, profiles)
    tree = opened.tree
    locations: dict[str, Any] = {}
    shown: dict[str, Any] = {"source": "compose", "path": files[0]}
    if opened.loader.files.is_legacy:
        shown["legacy"] = "v1"
    if opened.explicit_name:
        shown["name"] = opened.explicit_name
    for section in SECTIONS:
        node = tree.get(section)
        if node is not None or section != "models":
            shown[section] = _plain(node, f"/{section}", locations) if node is not None else {}
    shown["locations"] = locations
    return shown


def tree(files: Sequence[str], workspace: Workspace, *, env_files: Sequence[str]) -> Any:
    """The project as plain data, as far as it is readable: what `scan` reads, before the model."""
    opened = open_project(files, env_files, {}, "", Log(workspace, strict=False))
    return _plain(opened.tree, "", {})


def opened_for_show(
    files: Sequence[str], workspace: Workspace, env_files: Sequence[str], profiles: Sequence[str]
) -> tuple[Opened, dict[str, Node]]:
    """The project in its final form, and the services that take no part, by their profiles.

    Raises InputError for what compose refuses.
    """
    log = Log(workspace, strict=True)
    home = os.environ.get("HOME", "")
    opened = open_project(files, env_files, variables.of_process(), home, log)
    chosen = profiles or _default_profiles(opened)
    tree = opened.tree
    left_out: dict[str, Node] = {}
    check(tree, chosen, log)
    services = tree.get("services")
    Paths(opened.loader.files.folder, home).resolve(tree)
    normalise(tree, opened.explicit_name, opened.environment)
    convert(tree, log)
    if services is not None:
        inactive = [n for n, s in services.value.items() if not is_active(s, chosen)]
        left_out = {name: services.value.pop(name) for name in inactive}
    return opened, left_out


def _default_profiles(opened: Opened) -> list[str]:
    said = opened.environment.get("COMPOSE_PROFILES")
    return [name.strip() for name in said.value.split(",")] if said is not None else []


def _plain(node: Node, pointer: str, locations: dict[str, Any]) -> Any:
    """A node as plain data; its places are added to `locations`."""
    path, line, column, *_ = node.place
    place: dict[str, Any] = {"file": path, "line": line, "column": column}
    if node.causes:
        place["note"] = said(node.causes)
    locations[pointer] = place
    if isinstance(node.value, dict):
        return {
            key: _plain(value, joined(pointer, key), locations)
            for key, value in node.value.items()
            # Directly below a section, `x-` may begin the name of a service.
            if not key.startswith("x-") or pointer.count("/") == 1
        }
    if isinstance(node.value, list):
        return [_plain(item, f"{pointer}/{i}", locations) for i, item in enumerate(node.value)]
    # JSON has no word for infinity, nor for what is no number.
    is_endless = isinstance(node.value, float) and not isfinite(node.value)
    return text_of(node.value) if is_endless else node.value
