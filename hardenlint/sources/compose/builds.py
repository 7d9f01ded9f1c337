"""How a service is built."""

import posixpath
from typing import Any

from hardenlint.model import BuildLink, Field

from .casts import to_bool
from .fields import Reader, boolean, text
from .paths import is_remote
from .yaml_nodes import Node

_HERE = ("docker-image://", "target:", "oci-layout://")
"""Contexts that look remote and are none, or are images, which are judged as such."""


def build_link(reader: Reader, folder: str) -> BuildLink | None:
    """Where the Dockerfile is: paths as named from the current folder, "" where there is none."""
    node = reader.node.get("build")
    if node is None or not isinstance(node.value, dict):
        return None
    pointer = "/build"
    context, file, inline = (node.get(k) for k in ("context", "dockerfile", "dockerfile_inline"))
    where = _known(context, ".")
    name = _known(file, "Dockerfile")
    remote = where is not None and is_remote(where)
    if remote and context is not None:
        reader.log.note("remote", f"the build context {where} is not read", context.span())
    contexts = node.get("additional_contexts")
    for other in contexts.entries.values() if contexts is not None else ():
        elsewhere = _known(other, "") or ""
        if is_remote(elsewhere) and not elsewhere.startswith(_HERE):
            message = f"the additional context {elsewhere} is not read"
            reader.log.note("remote", message, other.span())
    if where is None or where.startswith("service:"):
        where, name = "", None
    elif not remote:
        where = _placed(folder, where)
    path = "" if name is None or remote or inline is not None else _path(where, name)
    place = next((n for n in (file, inline, context) if n is not None), node)
    absent: Field[str] = Field(None, reader.span, "defaulted")
    target, target_node = Field("", reader.span, "defaulted"), node.get("target")
    if target_node is not None and not target_node.is_empty:
        target = reader.field(target_node, pointer + "/target", text)
    shown = absent if inline is None else reader.field(inline, f"{pointer}/dockerfile_inline", text)
    args = reader.pairs(node.get("args"), pointer + "/args")
    return BuildLink(
        place.span(reader.pointer + pointer),
        where,
        path,
        target,
        args,
        shown,
        None if context is None else reader.field(context, pointer + "/context", text),
        tuple(
            reader.pairs(node.get("additional_contexts"), pointer + "/additional_contexts").items()
        ),
        tuple(
            (key, reader.field(said, f"{pointer}/{key}", text))
            for key in ("provenance", "sbom")
            if (said := node.get(key)) is not None
        ),
        tuple(reader.pairs(node.get("labels"), pointer + "/labels").items()),
        *_powers(reader, node, pointer),
    )


def _powers(
    reader: Reader, node: Node, pointer: str
) -> tuple[tuple[Field[str], ...], Field[str] | None, Field[bool] | None]:
    """What its RUN steps may do: entitlements, network, privileged."""
    entitled, network, privileged = (
        node.get(key) for key in ("entitlements", "network", "privileged")
    )
    items = entitled.items if entitled is not None else ()
    return (
        tuple(
            reader.field(item, f"{pointer}/entitlements/{index}", text)
            for index, item in enumerate(items)
        ),
        None if network is None else reader.field(network, pointer + "/network", text),
        None if privileged is None else reader.field(privileged, pointer + "/privileged", _flag),
    )


def _known(node: Node | None, default: str) -> str | None:
    if node is None or node.value in (None, ""):
        return default if node is None or node.known else None
    return node.value if node.known and isinstance(node.value, str) else None


def _placed(folder: str, path: str) -> str:
    return path if path.startswith("~") else posixpath.normpath(posixpath.join(folder, path))


def _path(context: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(context, name))


def _flag(value: Any) -> bool:
    """A boolean, also as the text that compose allows here."""
    return to_bool(value) if isinstance(value, str) else boolean(value)
