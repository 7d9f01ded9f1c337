"""From files to one merged tree: parse, interpolate, include, extend, merge, file by file."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...errors import InputError, Problem
from ...model import Span
from ..text import read_text
from . import dotenv, nodes
from .interpolate import TemplateError, substitute
from .merge import merge
from .nodes import Node

MAX_FILES = 100


class Tree(NamedTuple):
    """One merged project: its root mapping, the folder paths are relative to, what was odd."""

    root: Node
    base: str
    errors: list[Problem]
    notes: list[Problem]


class Loader:
    """Loads one project. `strict` fails where docker compose fails."""

    def __init__(self, variables: Mapping[str, str], *, strict: bool) -> None:
        self.variables = dict(variables)
        self.strict = strict
        self.errors: list[Problem] = []
        self.notes: list[Problem] = []
        self._unset: set[tuple[str, str]] = set()
        self._open: list[str] = []
        self._cache: dict[str, Node] = {}

    def problem(self, kind: str, message: str, node: Node, pointer: str = "") -> None:
        """Report what is wrong; when strict, stop there."""
        if self.strict:
            raise InputError(kind, message, node.span(pointer))
        self.errors.append(Problem(kind, message, node.span(pointer)))

    def load(self, files: Sequence[str], text: str | None = None) -> Node:
        """Load and merge files in order."""
        root: Node | None = None
        for number, path in enumerate(files):
            one = self.file(path, text if number == 0 else None)
            root = one if root is None else merge(root, one)
        if root is None:
            raise InputError("parse", "is empty", Span(files[0]))
        return root

    def file(self, path: str, text: str | None = None) -> Node:
        """Load one file: its documents, what they include, what their services extend."""
        if path in self._open:
            raise InputError("invalid", "includes itself", Span(path))
        if len(self._cache) > MAX_FILES:
            raise InputError("invalid", f"reads more than {MAX_FILES} files", Span(path))
        self._open.append(path)
        try:
            root: Node | None = None
            for document in self._documents(path, text):
                included = self._includes(document, path)
                whole = document if included is None else merge(included, document)
                root = whole if root is None else merge(root, whole)
        finally:
            self._open.pop()
        if root is None:
            raise InputError("parse", "is empty", Span(path))
        return root

    def _documents(self, path: str, text: str | None) -> list[Node]:
        documents = nodes.parse(read_text(path) if text is None else text, path)
        documents = [document for document in documents if not document.is_null]
        for document in documents:
            if document.kind != "map":
                raise InputError("parse", "is no compose file: it is no mapping", document.span())
            self._interpolate(document)
            self._extends(document, path)
        return documents

    def _interpolate(self, document: Node) -> None:
        try:
            unset = substitute(document, self.variables)
        except TemplateError as error:
            raise InputError("parse", str(error.args[0]), error.args[1].span()) from None
        for name, node in unset:
            if (name, node.file) not in self._unset:
                self._unset.add((name, node.file))
                message = f"${name} has no value, so what it feeds is not known"
                self.notes.append(Problem("unset-variable", message, node.span()))

    def _includes(self, document: Node, path: str) -> Node | None:
        listed = document.value.pop("include", None)
        if listed is None:
            return None
        root: Node | None = None
        for item in listed.value if listed.kind == "seq" else [listed]:
            for node in self._include_paths(item):
                one = self._follow(node, path)
                if one is not None:
                    root = one if root is None else merge(root, one)
        return root

    def _include_paths(self, item: Node) -> list[Node]:
        paths = item.get("path") if item.kind == "map" else item
        if paths is None:
            return []
        return [p for p in (paths.value if paths.kind == "seq" else [paths]) if p.kind == "scalar"]

    def _follow(self, node: Node, path: str) -> Node | None:
        """Load the file that an include or extends names; None when it cannot be."""
        if not node.known:
            return None
        if "://" in node.value or node.value.startswith(("git@", "oci:")):
            message = f"{node.value.partition('@')[0]} is on another machine and is not read"
            self.notes.append(Problem("remote", message, node.span()))
            return None
        target = os.path.normpath(os.path.join(os.path.dirname(path), node.value))
        try:
            return self.file(target)
        except InputError as error:
            problem = error.problem
            if problem.kind == "missing":
                problem = Problem("missing", f"{target} does not exist", node.span())
            if self.strict:
                raise InputError(*problem) from None
            self.errors.append(problem)
            return None

    def _extends(self, document: Node, path: str) -> None:
        services = document.get("services")
        if services is None or services.kind != "map":
            return
        for name in list(services.value):
            services.value[name] = self._extended(services, name, path, ())

    def _extended(self, services: Node, name: str, path: str, chain: tuple[str, ...]) -> Node:
        """A service with what it extends laid under it."""
        own: Node = services.value[name]
        extends = own.get("extends")
        if extends is None:
            return own
        step = f"{path}:{name}"
        if step in chain:
            self.problem("invalid", f"the service {name} extends itself", extends)
            return _without(own)
        parent = extends if extends.kind == "scalar" else extends.get("service")
        file = extends.get("file")
        if parent is None or parent.kind != "scalar":
            self.problem("invalid", "extends names no service", extends)
            return _without(own)
        source, place = services, path
        if file is not None and file.kind == "scalar":
            other = self._follow(file, path)
            listed = other.get("services") if other else None
            if listed is None:
                return _without(own)
            source, place = listed, file.value
        if source.kind != "map" or parent.value not in source.value:
            self.problem("invalid", f"there is no service {parent.value!r} to extend", parent)
            return _without(own)
        if len(chain) > MAX_FILES:
            self.problem("invalid", "extends too many services", extends)
            return _without(own)
        base = self._extended(source, parent.value, place, (*chain, step))
        return merge(base, _without(own), level=1)


def _without(node: Node) -> Node:
    result = node.copy()
    result.value = {key: value for key, value in node.value.items() if key != "extends"}
    return result


def variables(
    folder: str, env_files: Sequence[str], process: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """Read the environment files (default: `.env` in the folder); the process' own values win."""
    found: dict[str, str] = {}
    notes: list[Problem] = []
    default = os.path.join(folder, ".env")
    for path in env_files or ([default] if os.path.isfile(default) else []):
        try:
            found |= dotenv.parse(read_text(path), path, {**found, **process})
        except InputError as error:
            notes.append(error.problem)
    return {**found, **process}, notes
