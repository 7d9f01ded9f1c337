"""Names in FROM and COPY --from that are no images to pull: the project itself brings them.

Contexts that docker-bake or a service gives a name, images that targets of bake and services build.
Source: docs.docker.com, the bake file reference (HCL and JSON).
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..model import ImageRef
from ..workspace import Workspace
from .builds import BAKE_FILES

if TYPE_CHECKING:
    from ..model import Project

_BLOCK = r"\bcontexts\s*=\s*\{([^{}]*(?:\$\{[^{}]*\}[^{}]*)*)\}"
_KEY = r'(?:^|[\s,{])"?([A-Za-z0-9][\w./:-]*)"?\s*[=:]\s*"'
# What is not closed goes on to the end, as in `devcontainers`.
_TAGS = r"\btags\s*=\s*\[([^\]]*+)(?:\]|\Z)"
_QUOTED = r'"((?:[^"\\]|\\.)*+)(?:"|\Z)'


def of_project(project: "Project", dockerfile: str) -> Iterator[str]:
    """What the services of a project bring, for one of its Dockerfiles."""
    for service in project.services:
        link = service.provenance.build_link
        if link is None:
            continue
        if link.path and os.path.realpath(link.path) == os.path.realpath(dockerfile):
            yield from (name for name, _ in link.contexts)
        elif service.reference.value is not None and service.reference.stated:
            yield named(service.reference.value)


def of_bake(folders: Iterable[str], workspace: Workspace) -> Iterator[str]:
    """What the bake files in these folders bring."""
    for folder in folders:
        for name in BAKE_FILES:
            path = os.path.join(folder, name)
            if workspace.reach.is_ours(path) and os.path.isfile(path):
                yield from _in_bake(path, workspace)


def _in_bake(path: str, workspace: Workspace) -> Iterator[str]:
    try:
        text = workspace.text(path)
        if path.endswith(".json"):
            yield from _in_json(json.loads(text))
            return
    except (InputError, ValueError, RecursionError):
        return
    text = re.sub(r"(?m)^[ \t]*+(#|//).*$", "", text)
    for block in re.findall(_BLOCK, text):
        yield from re.findall(_KEY, block)
    for tags in re.findall(_TAGS, text):
        yield from (named(ImageRef.parse(tag)) for tag in re.findall(_QUOTED, tags) if tag)


def _in_json(document: Any) -> Iterator[str]:
    targets = document.get("target") if isinstance(document, dict) else None
    for target in targets.values() if isinstance(targets, dict) else ():
        contexts = target.get("contexts") if isinstance(target, dict) else None
        yield from contexts if isinstance(contexts, dict) else ()
        tags = target.get("tags") if isinstance(target, dict) else None
        for tag in tags if isinstance(tags, list) else ():
            if isinstance(tag, str) and tag:
                yield named(ImageRef.parse(tag))


def named(ref: ImageRef) -> str:
    """The name of an image as contexts replace it: familiar, without the tag `latest`."""
    tag = f":{ref.tag}" if ref.tag not in ("", "latest") else ""
    return f"{ref.familiar}{tag}" + (f"@{ref.digest}" if ref.digest else "")
