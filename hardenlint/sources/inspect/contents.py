"""What was found in the layers of an image, as snapshots keep it."""

from hardenlint.model import Image
from hardenlint.model.contents import Account, ImageContents, ImageFile
from hardenlint.model.source import Source

from ..kinds import INSPECT
from .node import Node


def read_contents(element: Node, source: Source = INSPECT) -> Image:
    """Read the contents of one image; all else about the image stays unknown here."""
    image = Image(element.get("ImageContents").text() or "image", element.span, source)
    image.contents = ImageContents(
        tuple(_file(item) for item in element.get("Files").items()),
        tuple(_account(item) for item in element.get("Accounts").items()),
    )
    return image


def _file(item: Node) -> ImageFile:
    mode = item.get("Mode").text() or ""
    return ImageFile(
        item.get("Path").text() or "",
        int(mode, 8) if mode and not mode.strip("01234567") and len(mode) <= 6 else 0,
        item.get("Layer").integer() or 0,
        item.get("Removed").boolean() is True,
    )


def _account(item: Node) -> Account:
    return Account(
        item.get("Name").text() or "",
        item.get("Uid").integer() or 0,
        item.get("Shell").text() or "",
        item.get("EmptyPassword").boolean() is True,
    )
