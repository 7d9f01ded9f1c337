"""Look into the layers of images: `GET /images/NAME/get`, read as it comes, nothing unpacked.

The answer is the tar archive of `docker save`: a `manifest.json` and a tar archive for each layer.
Only names and modes are kept, and of /etc/passwd and /etc/shadow who has no password.
"""

import json
import posixpath
from collections.abc import Sequence
from typing import NamedTuple

from .layers import Budget, Document, Layer, TooMuchError, stacked
from .stream import BrokenError, Read, Stream
from .tar import Archive

_MANIFEST_MAX = 1 << 20
_LAYERS_MAX = 1000  # engines take some hundred
_PARTS_MAX = 10 * _LAYERS_MAX
"""Files of the archive: three for each layer, and some for the image."""


class Contents(NamedTuple):
    """What is in an image, as snapshots keep it (`Files`, `Accounts`), and what nobody could read.

    `unread` has a sentence for each layer whose contents are unknown.
    """

    document: Document
    unread: Sequence[str] = ()


class _Saved:
    """The files of the archive: layers in any order, and which of them are the image."""

    def __init__(self) -> None:
        self.layers: dict[str, Layer] = {}
        self.links: dict[str, str] = {}
        self.order: list[str] | None = None

    def read(self, stream: Stream, until: float) -> None:
        budget = Budget()
        archive = Archive(stream)
        for number, member in enumerate(archive):
            if number > _PARTS_MAX:
                raise TooMuchError("has more layers than any image that runs")
            name = posixpath.normpath(member.name)
            if member.is_link or member.is_hard_link:
                # Engines before Docker 25 save a layer once, and link to it where it comes again.
                folder = posixpath.dirname(name) if member.is_link else ""
                self.links[name] = posixpath.normpath(posixpath.join(folder, member.link))
            elif member.is_file and name == "manifest.json":
                self.order = _order(archive, member.size)
            elif member.is_file:
                self.layers[name] = layer = Layer()
                layer.read(Stream(archive.read, until), until, budget)

    def contents(self) -> Contents:
        """Stack the layers that the manifest names."""
        order, unread = self.order or [], []
        found: dict[str, tuple[int, Layer]] = {}
        for number, given in enumerate(order, 1):
            name = posixpath.normpath(given)
            name = self.links.get(name, name)
            layer = self.layers.get(name) or _absent()
            if layer.trouble:
                unread.append(f"layer {number} of {len(order)}: {layer.trouble}")
            # A layer that comes twice hides itself: where it is topmost counts.
            found.pop(name, None)
            found[name] = (number, layer)
        return Contents(stacked(list(found.values())), unread)


def read(stream: Read, until: float) -> Contents:
    """Read the archive of one image, up to a point of `time.monotonic()`.

    Raises ValueError (TooMuchError too), TimeoutError, and what the stream raises.
    """
    saved = _Saved()
    try:
        saved.read(Stream(stream, until), until)
    except BrokenError as error:
        raise ValueError(f"is no archive of an image: {error}") from None
    if saved.order is None:
        raise ValueError("has no manifest")
    return saved.contents()


def _absent() -> Layer:
    layer = Layer()
    layer.trouble = "it is not there"
    return layer


def _order(archive: Archive, size: int) -> list[str]:
    """Name the layers of the first image in a manifest, the lowest first."""
    if size > _MANIFEST_MAX:
        raise TooMuchError("has a longer manifest than any image that runs")
    text = b"".join(iter(lambda: archive.read(size), b""))
    try:
        names = json.loads(text)[0]["Layers"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ValueError("has no manifest") from None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("has no manifest")
    if len(names) > _LAYERS_MAX:
        raise TooMuchError("has more layers than any image that runs")
    return names
