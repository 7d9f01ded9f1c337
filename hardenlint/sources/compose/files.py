"""The files of a project: found, read and parsed once, with what is remote or not here told."""

import os
from typing import NamedTuple

from hardenlint.sources.text import read_text

from . import legacy
from .interpolate import Environment
from .log import Log
from .paths import Paths, is_remote
from .yaml_nodes import Node, parse


class Scope(NamedTuple):
    """One project being loaded: where it lies, relative to the first file, and its variables."""

    folder: str
    environment: Environment


class Files:
    """Reads files. `folder` is where the paths of the project start: that of the first file."""

    def __init__(self, folder: str, home: str, log: Log, texts: dict[str, str]) -> None:
        self.folder = folder
        self.home = home
        self.log = log
        self.texts = texts
        self.legacy: Node | None = None
        self._roots: dict[str, list[Node]] = {}

    def roots(self, path: str) -> list[Node]:
        """The documents of a file; each file is parsed once."""
        if path not in self._roots:
            text = self.texts[path] if path in self.texts else read_text(path)
            self._roots[path] = parse(text, path, self.log)
        return self._roots[path]

    def modern(self, raw: Node) -> Node:
        if not legacy.is_legacy(raw):
            return raw
        self.legacy = raw
        message = "is a compose file of version 1, which docker compose no longer reads"
        self.log.note("legacy", message, raw.span())
        return legacy.wrapped(raw)

    def at(self, path: str) -> str:
        return os.path.join(self.folder, path) if path else self.folder

    def found(self, node: Node, folder: str, what: str) -> str | None:
        """Where a file that another one names is; None, and said so, when it is not here."""
        text = node.value
        if not node.known:
            return None
        if is_remote(text) and not self.log.strict:
            self.log.note("remote", f"{what} {text} is remote and was not read", node.span())
            return None
        path = self.at(Paths(folder, self.home).path(text))
        if not os.path.isfile(path):
            self.log.error("missing", f"{what} {text} does not exist", node.span())
            return None
        return path
