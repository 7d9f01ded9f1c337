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
    where, path = _found(node, folder)
    _note_remotes(node, reader.log)
    decides = (node.get(key) for key in ("dockerfile", "dockerfile_inline", "context"))
    place = next((part for part in decides if part is not None), node)
    inline, source = (_stated(reader, node, key) for key in ("dockerfile_inline", "context"))
    contexts = reader.pairs(node.get("additional_contexts"), f"{pointer}/additional_contexts")
    attested = ((key, _stated(reader, node, key)) for key in ("provenance", "sbom"))
    return BuildLink(
        place.span(reader.pointer + pointer),
        where,
        path,
        _target(reader, node),
        reader.pairs(node.get("args"), f"{pointer}/args"),
        inline or Field(None, reader.span, "defaulted"),
        source,
        tuple(contexts.items()),
        tuple((key, said) for key, said in attested if said is not None),
        tuple(reader.pairs(node.get("labels"), f"{pointer}/labels").items()),
        *_powers(reader, node, pointer),
    )


def _found(node: Node, folder: str) -> tuple[str, str]:
    """The context and the path of the Dockerfile in it."""
    where, name = _known(node.get("context"), "."), _known(node.get("dockerfile"), "Dockerfile")
    if where is None or where.startswith("service:"):
        return "", ""
    remote = is_remote(where)
    where = where if remote else _placed(folder, where)
    is_file = name is not None and not remote and node.get("dockerfile_inline") is None
    return where, _path(where, name) if is_file else ""


def _note_remotes(node: Node, log: Log) -> None:
    """Say which contexts are elsewhere and not read."""
    context = node.get("context")
    where = _known(context, ".")
    if context is not None and where is not None and is_remote(where):
        log.note("remote", f"the build context {where} is not read", context.span())
    for other in node.entries_at("additional_contexts").values():
        where = _known(other, "") or ""
        if is_remote(where) and not where.startswith(_HERE):
            log.note("remote", f"the additional context {where} is not read", other.span())


def _stated(reader: Reader, node: Node, key: str) -> Field[str] | None:
    said = node.get(key)
    return None if said is None else reader.field(said, f"/build/{key}", text)


def _target(reader: Reader, node: Node) -> Field[str]:
    said = node.get("target")
    if said is None or said.is_empty:
        return Field("", reader.span, "defaulted")
    return reader.field(said, "/build/target", text)


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
