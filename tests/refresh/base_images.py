"""What images run as and expose, by what an engine says of them.

The source is what `docker image inspect IMAGE...` prints of the newest tags: one JSON array, or an
image a line. `Config.User` tells who declares a user; whether an image that starts as root gives it
up is in its entrypoint, which a person has to read.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from hardenlint.knowledge import image_settings
from hardenlint.knowledge.base_images import default_user
from hardenlint.knowledge.publishers import DEPRECATED
from hardenlint.model import ImageRef

from . import tables

SOURCE = "what `docker image inspect` prints, an array or an object a line"
PATH = "hardenlint/knowledge/base_images.py"
DATED = (PATH, "hardenlint/knowledge/image_settings.py")

_ROOT = ("", "root", "0")


class Image(NamedTuple):
    """An image by a name of it: whether it declares a user other than root, and its ports."""

    ref: ImageRef
    is_root: bool
    ports: tuple[str, ...]


def refresh(read: tables.Read, source: str) -> tables.Refreshed:
    text = read(PATH)
    old, new, dropping = (tables.words(text, n) for n in ("NON_ROOT", "NON_ROOT", "DROPS"))
    images = list(_images(source))
    remarks = []
    for image in images:
        name, known = image.ref.name, default_user(image.ref)
        by_name = image.ref.is_official and known == default_user(ImageRef.parse(name))
        if not image.is_root and known != "non-root":
            if by_name:
                new.add(name)
                dropping.discard(name)
            else:
                remarks.append(f"{image.ref.text} declares a user; the table says {known}")
        elif image.is_root and known == "non-root":
            if by_name:
                new.discard(name)
            remarks.append(f"{image.ref.text} starts as root; does its entrypoint give it up?")
        remarks += _exposing(image)
    seen = {image.ref.name for image in images if image.ref.is_official}
    missing = sorted((old | dropping) - seen - DEPRECATED.keys())
    remarks += (f"{name} was not inspected" for name in missing)
    text = tables.with_words(text, "NON_ROOT", new)
    text = tables.with_words(text, "DROPS", dropping)
    return tables.Refreshed({PATH: text}, tables.differences(old, new), remarks)


def _exposing(image: Image) -> Iterator[str]:
    known = image_settings.exposed(image.ref)
    if image.ref.is_official and sorted(known) != sorted(image.ports):
        told = " ".join(image.ports) or "nothing"
        yield f"{image.ref.text} exposes {told}; image_settings says {' '.join(known) or 'nothing'}"


def _images(source: str) -> Iterator[Image]:
    with open(source, encoding="utf-8") as file:
        text = file.read()
    try:
        documents = json.loads(text) if text.lstrip().startswith("[") else _lines(text)
        for document in documents:
            config: dict[str, Any] = document["Config"]
            user = str(config.get("User") or "").partition(":")[0]
            ports = tuple(
                port.removesuffix("/tcp") for port in sorted(config.get("ExposedPorts") or ())
            )
            for name in document["RepoTags"]:
                yield Image(ImageRef.parse(name), user in _ROOT, ports)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise tables.UnreadableError(
            f"{source} is not what `docker image inspect` prints"
        ) from None


def _lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]
