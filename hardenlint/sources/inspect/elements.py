"""The documents of a saved text, one at a time: of a host's thousands only one is held as data."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from hardenlint.errors import InputError, Problem
from hardenlint.model import Span

from .node import Node, Where
from .position import Lines, Positions

KINDS = ("container", "image", "contents", "volume", "network", "host", "version", "local")
_OURS = {"LocalHost": "local", "ImageContents": "contents"}
"""Keys of the documents that only our snapshots hold, and what these describe."""
BLANKS = " \t\n\r"
"""What JSON takes for blanks."""
_MOST = 10_000
"""As many documents of one text are read."""
_TOLD = 100
"""So many elements that describe nothing are told one by one."""


def kind_of(document: object) -> str:
    """What one document describes: one of KINDS, or "" for none of them."""
    if not isinstance(document, dict):
        return ""
    keys = document.keys()
    # The order counts: a container has keys of the others as well.
    if "HostConfig" in keys and keys & {"Config", "Id", "ID", "Name", "State", "Mounts"}:
        return "container"
    if keys & {"RepoTags", "RepoDigests", "RootFS"} and keys & {"Id", "Config", "RootFS"}:
        return "image"
    if "Mountpoint" in keys and "Driver" in keys:
        return "volume"
    if "SecurityOptions" in keys and "ServerVersion" in keys:
        return "host"
    if own := keys & _OURS.keys():
        return _OURS[own.pop()]
    if "Components" in keys or {"Client", "Server"} <= keys:
        return "version"
    if "IPAM" in keys or ("Driver" in keys and "Internal" in keys):
        return "network"
    return ""


class Element:
    """One document: its `kind`, the `key` that tells it from others of that kind, its problems.

    What it holds is made by `load`, each time that it is asked for.
    """

    __slots__ = ("_load", "_positions", "key", "kind", "pointer", "where")

    def __init__(
        self,
        document: object,
        base: Span,
        load: Callable[[], object],
        positions: Callable[[], Positions],
    ) -> None:
        self.kind = kind_of(document)
        entries = document if isinstance(document, dict) else {}
        identity = entries.get("Id")
        self.key = identity if isinstance(identity, str) else base.pointer
        self.pointer = base.pointer
        name = entries.get("Name") if self.kind == "container" else None
        container = name.removeprefix("/") if isinstance(name, str) else ""
        self.where = Where(base._replace(container=container))
        self._load = load
        self._positions = positions

    def node(self) -> Node:
        """What it holds."""
        self.where.positions = self._positions()
        return Node(self._load(), self.pointer, self.where)

    def done(self) -> None:
        """Drop what was needed to read it."""
        self.where.positions = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What made no sense in it."""
        return tuple(self.where.problems)


def held(document: object, base: Span, positions: Positions) -> Element:
    """An element that is a part of what is held anyway."""
    return Element(document, base, lambda: document, lambda: positions)


class Array:
    """The elements of a text that is an array, as far as they describe something.

    `skipped` are notes on the others; `exceeded` is the error that there are too many. Raises
    InputError for what is no JSON.
    """

    def __init__(self, text: str, path: str) -> None:
        self.elements: list[Element] = []
        self.skipped: list[Problem] = []
        self.exceeded: tuple[Problem, ...] = ()
        self.text = text
        self.path = path
        lines = Lines(text)
        others = 0
        for index, (document, start) in enumerate(_decoded(text, path)):
            pointer = f"/{index}"
            if kind_of(document):
                if len(self.elements) == _MOST:
                    span = Span(path, *lines.place(start))
                    message = f"holds more than {_MOST:,} documents: split it to have all read"
                    self.exceeded = (Problem("invalid", message, span),)
                    return
                self.elements.append(self._element(document, start, pointer, lines))
                continue
            others += 1
            if others <= _TOLD:
                span = Span(path, *Positions(text, lines, pointer, start)[pointer], pointer)
                message = "is neither a container nor an image and was skipped"
                self.skipped.append(Problem("skipped-input", message, span))
        if others > _TOLD:
            message = f"{others - _TOLD:,} more elements like that were skipped"
            self.skipped.append(Problem("skipped-input", message, Span(path)))

    def _element(self, document: object, start: int, pointer: str, lines: Lines) -> Element:
        text, path = self.text, self.path
        return Element(
            document,
            Span(path, pointer=pointer),
            lambda: _raw(text, path, start)[0],
            lambda: Positions(text, lines, pointer, start),
        )


@cache
def _blanks() -> re.Pattern[str]:
    return re.compile(f"[{BLANKS}]*+")


def _after(text: str, at: int) -> int:
    """The place of what follows blanks."""
    match = _blanks().match(text, at)
    return match.end() if match else at


def _decoded(text: str, path: str) -> Iterator[tuple[object, int]]:
    """Each element of an array, and where it begins."""
    at = _after(text, _after(text, 0) + 1)
    if text[at : at + 1] != "]":
        while True:
            document, end = _raw(text, path, at)
            yield document, at
            at = _after(text, end)
            if text[at : at + 1] != ",":
                break
            at = _after(text, at + 1)
    if text[at : at + 1] != "]":
        raise _wrong(text, path, at, "Expecting ',' delimiter")
    at = _after(text, at + 1)
    if at < len(text):
        raise _wrong(text, path, at, "Extra data")


def _wrong(text: str, path: str, at: int, what: str) -> InputError:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return InputError("parse", f"is not valid JSON: {what}", Span(path, line, column))


def _raw(text: str, path: str, start: int) -> tuple[object, int]:
    """Decode the value that begins at a place; return it and where it ends."""
    import json  # noqa: PLC0415 - only for inspect data

    try:
        found: tuple[Any, int] = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        span = Span(path, error.lineno, error.colno)
        raise InputError("parse", f"is not valid JSON: {error.msg}", span) from None
    except RecursionError:
        raise InputError("parse", "is nested too deeply", Span(path)) from None
    except ValueError:  # a number of thousands of digits
        raise InputError("parse", "holds a number that is too long", Span(path)) from None
    return found


def decode(text: str, path: str) -> object:
    """Decode all of a text; raises InputError with the place of what is wrong."""
    start = _after(text, 0)
    document, end = _raw(text, path, start)
    end = _after(text, end)
    if end < len(text):
        raise _wrong(text, path, end, "Extra data")
    return document
