"""Look into the layers of images: `GET /images/NAME/get`, read as it comes, nothing unpacked.

The answer is the tar archive of `docker save`: a `manifest.json` and a tar archive for each layer.
Only names and modes are kept, and of /etc/passwd and /etc/shadow who has no password.
"""

import json
import posixpath
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple

from hardenlint.knowledge.image_files import is_of_distribution, is_secret

FILES_MAX = 2_000_000
"""Entries in all layers together; more is no image that anybody runs."""

TEXT_MAX = 1 << 20
"""Bytes of /etc/passwd; the longest are a few kilobytes."""

_OPAQUE = ".wh..wh..opq"
_WHITEOUT = ".wh."
_TEXTS = ("/etc/passwd", "/etc/shadow")

Document = dict[str, Any]


class Layer(NamedTuple):
    """What one layer brings: the modes of files by path, what it hides, the accounts' files."""

    modes: dict[str, int]
    hidden: set[str]
    texts: dict[str, str]


class TooMuchError(ValueError):
    """An image that is larger than anything real."""


def read(stream: IO[bytes]) -> Document:
    """Read the archive of one image; raises ValueError (TooMuchError too) or OSError.

    The document has the form in which snapshots keep it: `Files` and `Accounts`.
    """
    layers: dict[str, Layer] = {}
    order: list[str] = []
    left = FILES_MAX
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isfile() else None
                if content is None:
                    continue
                if member.name == "manifest.json":
                    order = _order(content.read(TEXT_MAX))
                elif (layer := _layer(content, left)) is not None:
                    layers[member.name] = layer
                    left -= len(layer.modes)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise ValueError(f"is no archive of an image: {error}") from None
    return document(layers[name] for name in order if name in layers)


def _order(text: bytes) -> list[str]:
    """Name the layers of the first image in a manifest, the lowest first."""
    try:
        return [str(name) for name in json.loads(text)[0]["Layers"]]
    except (ValueError, LookupError, TypeError):
        raise ValueError("has no manifest") from None


def _layer(content: IO[bytes], left: int) -> Layer | None:
    """Read a layer; None for what is no archive, such as the image's configuration."""
    layer = Layer({}, set(), {})
    try:
        with tarfile.open(fileobj=content, mode="r|*") as archive:
            for member in archive:
                if len(layer.modes) >= left:
                    raise TooMuchError("holds more files than any image that runs")
                _add(layer, archive, member)
    except (tarfile.ReadError, EOFError, zlib.error, OSError):
        return None
    return layer


def _add(layer: Layer, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    path = posixpath.normpath(f"/{member.name}").replace("//", "/")
    folder, name = posixpath.split(path)
    if name == _OPAQUE:
        layer.hidden.add(f"{folder}/")
    elif name.startswith(_WHITEOUT):
        layer.hidden.add(posixpath.join(folder, name.removeprefix(_WHITEOUT)))
    elif member.isfile() or member.islnk():
        layer.modes[path] = member.mode & 0o7777
        content = archive.extractfile(member) if path in _TEXTS and member.isfile() else None
        if content is not None:
            layer.texts[path] = content.read(TEXT_MAX).decode("utf-8", "replace")


def document(layers: Iterable[Layer]) -> Document:
    """Put the layers on top of each other and keep what checks ask about."""
    there: dict[str, tuple[int, int]] = {}
    removed: dict[str, tuple[int, int]] = {}
    texts: dict[str, str] = {}
    for number, layer in enumerate(layers, 1):
        for path in _gone(layer.hidden, there):
            entry = there.pop(path)
            texts.pop(path, None)
            if is_secret(path):
                removed[path] = entry
        there.update((path, (mode, number)) for path, mode in layer.modes.items())
        texts.update(layer.texts)
    kept = [_file(p, m, n) for p, (m, n) in there.items() if _matters(p, m)]
    # What a later layer brings again is there, and was not removed.
    kept += [_file(p, m, n) | {"Removed": True} for p, (m, n) in removed.items() if p not in there]
    kept.sort(key=lambda file: str(file["Path"]))
    return {"Files": kept, "Accounts": list(_accounts(texts))}


def _gone(hidden: set[str], there: dict[str, tuple[int, int]]) -> list[str]:
    """Name the files that a layer hides: by their name, or with a folder they are in."""
    if not hidden:
        return []
    return [path for path in there if any(part in hidden for part in _parts(path))]


def _parts(path: str) -> Iterator[str]:
    """The path, and every folder it is in: as such, and with `/` for "all that is in it"."""
    yield path
    folder = posixpath.dirname(path)
    while folder != "/":
        yield folder
        yield f"{folder}/"
        folder = posixpath.dirname(folder)


def _matters(path: str, mode: int) -> bool:
    return bool(mode & 0o6000 and not is_of_distribution(path)) or is_secret(path)


def _file(path: str, mode: int, layer: int) -> Document:
    return {"Path": path, "Mode": f"{mode:04o}", "Layer": layer}


def _accounts(texts: dict[str, str]) -> Iterator[Document]:
    """Read accounts; a password is never kept, only whether there is none."""
    shadow = dict(_fields(texts.get("/etc/shadow", "")))
    for name, fields in _fields(texts.get("/etc/passwd", "")):
        if len(fields) < 7 or not fields[2].isdecimal():
            continue
        # An x sends to /etc/shadow; who is not in there is locked, like `!`.
        secret = shadow.get(name, ["", "!"])[1] if fields[1] == "x" else fields[1]
        yield {
            "Name": name,
            "Uid": int(fields[2]),
            "Shell": fields[6],
            "EmptyPassword": secret == "",
        }


def _fields(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in text.split("\n"):
        fields = line.strip().split(":")
        if len(fields) > 1 and not line.startswith("#"):
            yield fields[0], fields
