"""The files of a project: found, read and parsed once, with what is remote or not here told."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from hardenlint.errors import InputError
from hardenlint.model import Field
from hardenlint.reach import OUTSIDE

from . import legacy
from .documents import parse
from .interpolate import Environment
from .log import Log, located
from .nodes import Node
from .paths import Paths, is_remote


class Scope(NamedTuple):
    """One project being loaded: where it lies, relative to the first file, and its variables."""

    folder: str
    environment: Environment


class Files:
    """The files of one project.

    `folder` is where its paths start: that of the first file; `home` stands for `~`. `is_legacy`
    tells that one is of version 1, `remotes` are the files elsewhere that others name, `lacks_one`
    that one cannot be parsed, `included` are those that others include, `extended` the services of
    other files that are extended: the file and the name.
    """

    def __init__(self, folder: str, home: str, log: Log) -> None:
        self.folder = folder
        self.home = home
        self.log = log
        self.is_legacy = False
        self.remotes: list[Field[str]] = []
        self.lacks_one = False
        self.included: dict[str, None] = {}
        self.extended: dict[tuple[str, str], None] = {}
        self._roots: dict[str, list[Node]] = {}
        self._failed: dict[str, InputError] = {}

    def roots(self, path: str) -> list[Node]:
        """The documents of a file; each file is parsed once, also one that cannot be."""
        if path in self._failed:
            raise self._failed[path]
        if path not in self._roots:
            try:
                self._roots[path] = self._parsed(path)
            except InputError as error:
                self._failed[path] = error
                raise
        return self._roots[path]

    def _parsed(self, path: str) -> list[Node]:
        text = self.log.workspace.text(path)
        try:
            roots = parse(text, path, self.log)
        except InputError as error:
            if self.log.strict:
                raise
            from . import partly  # noqa: PLC0415 - only for what is no YAML

            roots = partly.read(text, path, error, self.log)
        self.log.written(len(text), sum(root.size for root in roots))
        return roots

    def forget(self) -> None:
        """Drop what the files hold, which the project has by now."""
        self._roots = {path: [] for path in self._roots}

    @property
    def read(self) -> tuple[str, ...]:
        """The files that were read, included and extended ones among them."""
        return tuple(self._roots)

    def readable(self, paths: Sequence[str]) -> Sequence[str]:
        """The files that can be parsed: of several, one that cannot does not hide the others."""
        if self.log.strict or len(paths) == 1:
            return paths
        errors: list[InputError] = []
        found: list[str] = []
        for path in paths:
            try:
                self.roots(path)
            except InputError as error:
                errors.append(error)
            else:
                found.append(path)
        if errors and not found:
            raise errors[0]
        for failed in errors:
            self.log.error(*failed.problem)
        self.lacks_one = bool(errors)
        return found

    def modern(self, raw: Node) -> Node:
        """A document with its services below `services:`; one of version 1 is told."""
        if not legacy.is_legacy(raw):
            return raw
        self.is_legacy = True
        message = "is a compose file of version 1, which docker compose no longer reads"
        self.log.note("legacy", message, raw.span())
        return legacy.wrapped(raw)

    def at(self, path: str) -> str:
        """A path of the project as seen from the current folder."""
        return os.path.join(self.folder, path) if path else self.folder

    def found(self, node: Node, folder: str, what: str) -> str | None:
        """Where a file that another one names is; None, and said so, when it is not here."""
        text = node.value
        if not node.known:
            return None
        if is_remote(text) and self.log.strict:
            # Raises, since the log is strict.
            message = f"{what} {located(text)} is remote and never fetched"
            self.log.error("missing", message, node.span())
        if is_remote(text):
            message = f"{what} {located(text)} is remote and was not read"
            self.log.note("remote", message, node.span())
            self.remotes.append(Field(text, node.span(), "stated", node.causes))
            return None
        path = os.path.normpath(self.at(Paths(folder, self.home).path(text)))
        # Before anything is asked of it: whether it is there is nobody's business either.
        if not self.log.workspace.reach.includes(path):
            self.log.error("missing", f"{what} {located(text)} {OUTSIDE}", node.span())
            return None
        if not os.path.isfile(path):
            self.log.error("missing", f"{what} {located(text)} does not exist", node.span())
            return None
        if not self.log.workspace.reach.is_ours(path):
            message = f"{what} {located(text)} lies outside the project"
            self.log.note("outside", message, node.span())
        return path

    def name_unread(self, path: str, node: Node, what: str) -> None:
        """Say so of a file of values that is none of the project's."""
        if not self.log.strict and not self.log.workspace.reach.is_ours(path):
            message = f"{what} {located(str(node.value))} {OUTSIDE}"
            self.log.note("outside", message, node.span())
