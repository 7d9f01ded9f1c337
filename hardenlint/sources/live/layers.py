"""The layers of an image: what each brings and hides, and what is left when they are stacked.

Names and modes only, and those alone that checks ask about: of everything else in a layer, which
may be a million files, its hash is enough to tell that it hides what lies below.
"""

import posixpath
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hardenlint.knowledge.image_files import is_of_distribution, is_secret

from .stream import BrokenError, Stream, unpacked
from .tar import Archive, Member

FILES_MAX = 2_000_000
"""Entries in all layers together; more is no image that anybody runs."""

TEXT_MAX = 1 << 18
"""Bytes of /etc/passwd; the longest are a few kilobytes."""

_KEPT_MAX = 4 << 20
"""Bytes of the paths that are kept, in all layers together: some fifty thousand secrets."""
_TEXTS_MAX = 64 * TEXT_MAX
_HIDDEN_MAX = 200_000
_PATH_MAX = 4096  # PATH_MAX of Linux
_DEEPEST = 256  # folders in each other

_OPAQUE = ".wh..wh..opq"
_WHITEOUT = ".wh."
_TEXTS = ("/etc/passwd", "/etc/shadow")
_UID = re.compile("[0-9]{1,10}")

Document = dict[str, Any]


class TooMuchError(ValueError):
    """An image that is larger than anything real."""


class Budget:
    """How much of an image has been read, all of its layers together."""

    def __init__(self) -> None:
        self.entries = self.kept = self.texts = self.hidden = 0

    def check(self) -> None:
        """Raise TooMuchError for an image that no engine runs."""
        if self.entries > FILES_MAX:
            raise TooMuchError("holds more files than any image that runs")
        if self.kept > _KEPT_MAX or self.texts > _TEXTS_MAX or self.hidden > _HIDDEN_MAX:
            raise TooMuchError("holds more secrets, accounts or removed files than any image")


class Layer:
    """What one layer brings.

    kept     modes of the files that checks ask about, by path
    marks    the hash of each path that it brings
    hidden   the hash of each path that it removes; with `/` at the end, of what is in a folder
    texts    the files of accounts
    trouble  why it was not read to its end, "" where it was
    """

    __slots__ = ("hidden", "kept", "marks", "texts", "trouble")

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}
        self.marks = array("q")
        self.hidden = array("q")
        self.texts: dict[str, str] = {}
        self.trouble = ""

    def read(self, stream: Stream, until: float, budget: Budget) -> None:
        """Read an archive, packed or not; what was read of a broken one counts.

        Raises TooMuchError, and what the stream raises.
        """
        try:
            if not stream.peek():
                raise BrokenError("it is empty")
            archive = Archive(unpacked(stream, until))
            for member in archive:
                budget.entries += 1
                budget.check()
                self._add(archive, member, budget)
        except BrokenError as error:
            self.trouble = str(error)

    def _add(self, archive: Archive, member: Member, budget: Budget) -> None:
        if len(member.name) > _PATH_MAX or member.name.count("/") > _DEEPEST:
            raise BrokenError("a path in it is longer than Linux takes")
        path = posixpath.normpath(f"/{member.name}").replace("//", "/")
        folder, name = posixpath.split(path)
        if name.startswith(_WHITEOUT):
            hidden = f"{folder}/" if name == _OPAQUE else _removed(folder, name)
            self.hidden.append(hash(hidden))
            budget.hidden += 1
        elif not member.is_folder:
            self._bring(archive, member, path, budget)

    def _bring(self, archive: Archive, member: Member, path: str, budget: Budget) -> None:
        self.marks.append(hash(path))
        self.kept.pop(path, None)
        is_file = member.is_file or member.is_sparse
        if (is_file or member.is_hard_link) and _matters(path, member.mode):
            self.kept[path] = member.mode
            budget.kept += len(path)
        if path in _TEXTS and is_file:
            self.texts[path] = _content(archive, member)
            budget.texts += len(self.texts[path])


def _content(archive: Archive, member: Member) -> str:
    """The text of a small file; raises TooMuchError for one that is not."""
    if member.size > TEXT_MAX or member.is_sparse:
        raise TooMuchError("holds a longer list of accounts than any image that runs")
    parts = []
    while part := archive.read(TEXT_MAX):
        parts.append(part)
    return b"".join(parts).decode("utf-8", "replace")


def _removed(folder: str, name: str) -> str:
    return posixpath.join(folder, name.removeprefix(_WHITEOUT))


def _matters(path: str, mode: int) -> bool:
    return bool(mode & 0o6000 and not is_of_distribution(path)) or is_secret(path)


def stacked(layers: Sequence[tuple[int, Layer]]) -> Document:
    """Put layers (and their numbers) on each other, the lowest first; keep what checks ask about.

    From the topmost down everything is decided about once: what is above is known by then.
    """
    wanted = {hash(path) for _, layer in layers for path in (*layer.kept, *_TEXTS)}
    brought: set[int] = set()
    hidden: set[int] = set()
    files: dict[str, Document] = {}
    texts: dict[str, str] = {}
    for number, layer in reversed(layers):
        for path, mode in layer.kept.items():
            if hash(path) in brought:
                continue
            gone = _is_hidden(path, hidden)
            if not gone or is_secret(path):
                files.setdefault(path, _file(path, mode, number, gone=gone))
        for path, text in layer.texts.items():
            if hash(path) not in brought and not _is_hidden(path, hidden):
                texts[path] = text
        brought.update(wanted.intersection(layer.marks))
        hidden.update(layer.hidden)
    kept = [files[path] for path in sorted(files)]
    return {"Files": kept, "Accounts": list(_accounts(texts))}


def _is_hidden(path: str, hidden: set[int]) -> bool:
    """Whether a layer above removes a path: by its name, or with a folder that it is in."""
    return bool(hidden) and any(hash(part) in hidden for part in _parts(path))


def _parts(path: str) -> Iterator[str]:
    """The path, and every folder it is in: as such, and with `/` for "all that is in it"."""
    yield path
    folder = posixpath.dirname(path)
    while folder != "/":
        yield folder
        yield f"{folder}/"
        folder = posixpath.dirname(folder)
    yield "//"


def _file(path: str, mode: int, layer: int, *, gone: bool) -> Document:
    found: Document = {"Path": path, "Mode": f"{mode:04o}", "Layer": layer}
    return found | {"Removed": True} if gone else found


def _accounts(texts: dict[str, str]) -> Iterator[Document]:
    """Read accounts; a password is never kept, only whether there is none."""
    shadow = dict(_fields(texts.get("/etc/shadow", "")))
    for name, fields in _fields(texts.get("/etc/passwd", "")):
        if len(fields) < 7 or not _UID.fullmatch(fields[2]):
            continue
        # An x sends to /etc/shadow; who is not in there is locked, like `!`.
        secret = shadow.get(name, ["", "!"])[1] if fields[1] == "x" else fields[1]
        yield {
            "Name": name,
            "Uid": int(fields[2]),
            "Shell": fields[6],
            "EmptyPassword": secret == "",
        }


def _fields(text: str) -> Iterable[tuple[str, list[str]]]:
    for line in text.split("\n"):
        fields = line.strip().split(":")
        if len(fields) > 1 and not line.startswith("#"):
            yield fields[0], fields
