"""How a service is built."""

import posixpath
from collections.abc import Callable
from typing import Any, TypeVar

from hardenlint.model import BuildLink, Field

from .casts import to_bool
from .fields import Reader, boolean, text
from .log import Log, located
from .nodes import Node
from .paths import is_remote

T = TypeVar("T")

_HERE = ("docker-image://", "target:", "oci-layout://")
"""Contexts that look remote and are none, or are images, which are judged as such."""


def build_link(reader: Reader, folder: str) -> BuildLink | None:
    """Where the Dockerfile is: paths as named from the current folder, "" where there is none."""
    node = reader.node.get("build")
    if node is None or not isinstance(node.value, dict):
        return None
    where, path = _paths(node, folder)
    _note_remotes(node, reader.log)
    decides = (node.get(key) for key in ("dockerfile", "dockerfile_inline", "context"))
    place = next((part for part in decides if part is not None), node)
    inline = _stated(reader, node, "dockerfile_inline", text)
    attested = ((key, _stated(reader, node, key, text)) for key in ("provenance", "sbom"))
    return BuildLink(
        place.span(f"{reader.pointer}/build"),
        where,
        path,
        _target(reader, node),
        reader.pairs(node.get("args"), "/build/args"),
        Field(None, reader.span, "defaulted") if inline is None else inline,
        source=_stated(reader, node, "context", text),
        contexts=_pairs(reader, node, "additional_contexts"),
        attested=tuple((key, said) for key, said in attested if said is not None),
        labels=_pairs(reader, node, "labels"),
        entitlements=tuple(
            reader.field(item, f"/build/entitlements/{index}", text)
            for index, item in enumerate(node.items_at("entitlements"))
        ),
        network=_stated(reader, node, "network", text),
        privileged=_stated(reader, node, "privileged", _flag),
    )


def _paths(node: Node, folder: str) -> tuple[str, str]:
    """The context and the path of the Dockerfile in it."""
    where, name = _known(node.get("context"), "."), _known(node.get("dockerfile"), "Dockerfile")
    # `service:x` starts from the image that another service builds, whose Dockerfile is judged
    # there.
    if where is None or where.startswith("service:"):
        return "", ""
    remote = is_remote(where)
    where = where if remote else _placed(folder, where)
    if name is None or remote or node.get("dockerfile_inline") is not None:
        return where, ""
    return where, posixpath.normpath(posixpath.join(where, name))


def _note_remotes(node: Node, log: Log) -> None:
    """Say which contexts are elsewhere and not read."""
    context = node.get("context")
    where = _known(context, ".")
    if context is not None and where is not None and is_remote(where):
        log.note("remote", f"the build context {located(where)} is not read", context.span())
    for other in node.entries_at("additional_contexts").values():
        where = _known(other, "") or ""
        if is_remote(where) and not where.startswith(_HERE):
            log.note("remote", f"the additional context {located(where)} is not read", other.span())


def _stated(reader: Reader, node: Node, key: str, convert: Callable[[Any], T]) -> Field[T] | None:
    said = node.get(key)
    return None if said is None else reader.field(said, f"/build/{key}", convert)


def _pairs(reader: Reader, node: Node, key: str) -> tuple[tuple[str, Field[str]], ...]:
    return tuple(reader.pairs(node.get(key), f"/build/{key}").items())


def _target(reader: Reader, node: Node) -> Field[str]:
    said = node.get("target")
    if said is None or said.is_empty:
        return Field("", reader.span, "defaulted")
    return reader.field(said, "/build/target", text)


def _known(node: Node | None, default: str) -> str | None:
    """A text, the default where nothing is said; None where a variable leaves it unknown."""
    if node is None or node.value in (None, ""):
        return default if node is None or node.known else None
    return node.value if node.known and isinstance(node.value, str) else None


def _placed(folder: str, path: str) -> str:
    # Whose home that is depends on who builds.
    return path if path.startswith("~") else posixpath.normpath(posixpath.join(folder, path))


def _flag(value: Any) -> bool:
    """A boolean, also as the text that compose allows here."""
    return to_bool(value) if isinstance(value, str) else boolean(value)
