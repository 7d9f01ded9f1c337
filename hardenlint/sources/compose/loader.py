"""Loading a project: its files in order, what they include and what their services extend.

The order of work is compose's: expand, include, reset, extend, merge, check, bring to long form.
"""

import os
from collections.abc import Sequence
from typing import NamedTuple

from hardenlint.errors import InputError
from hardenlint.model import Span
from hardenlint.sources.text import read_text

from . import environment as variables
from . import legacy
from .expand import Expander, Path
from .interpolate import Environment
from .log import Log
from .longform import canonical
from .merge import RULES, SERVICE, merge
from .paths import Paths, is_remote
from .unicity import unify
from .validate import validate
from .yaml_nodes import Node, Point, parse

_MAX_FILES = 500
_MAX_CLONED = 1_000_000
_MAX_CHAIN = 50


class Scope(NamedTuple):
    """One project being loaded: where it lies, relative to the first file, and its variables."""

    folder: str
    environment: Environment


class Extended(NamedTuple):
    """The services of a file that others extend, and the paths it resets."""

    path: str
    services: Node
    resets: list[Path]


class Loader:
    """Loads one project. `folder` is where its paths start: the folder of the first file."""

    def __init__(self, folder: str, home: str, log: Log, texts: dict[str, str]) -> None:
        self.folder = folder
        self.home = home
        self.log = log
        self.texts = texts
        self.legacy: Node | None = None
        self.incomplete: set[str] = set()
        self._roots: dict[str, list[Node]] = {}
        self._extended: dict[str, Extended] = {}
        self._loaded = 0
        self._cloned = 0

    def roots(self, path: str) -> list[Node]:
        """The documents of a file; each file is parsed once."""
        if path not in self._roots:
            text = self.texts[path] if path in self.texts else read_text(path)
            self._roots[path] = parse(text, path, self.log)
        return self._roots[path]

    def model(self, files: Sequence[str], scope: Scope, included: tuple[str, ...]) -> Node:
        """Merge files in order into one tree in long form."""
        start = (files[0], Point(0, 0), Point(0, 0))
        tree = Node({}, start)
        for path in files:
            self._loaded += 1
            if self._loaded > _MAX_FILES:
                message = f"more than {_MAX_FILES} files belong to this project"
                raise InputError("invalid", message, Span(path))
            for root in self.roots(path):
                tree = self._document(root, path, tree, scope, included)
        return tree

    def _document(
        self, raw: Node, path: str, tree: Node, scope: Scope, included: tuple[str, ...]
    ) -> Node:
        expander = Expander(scope.environment, self.log)
        config = expander.document(self._modern(raw))
        if not isinstance(config.value, dict):
            raise InputError("invalid", "the top level must be a mapping", raw.span())
        if self.legacy is not None and "services" in config.value:
            legacy.modernise(config.value["services"])
        self._include(config, path, scope, (*included, path), expander.resets)
        apply_resets(tree, expander.resets)
        self._extend(config, path, scope, expander.resets)
        tree = merge(tree, config, RULES, self.log)
        unify(tree, self.log)
        validate(tree, self.log)
        tree.value.pop("version", None)
        canonical(tree, self.log)
        unify(tree, self.log)
        return tree

    def _modern(self, raw: Node) -> Node:
        if not legacy.is_legacy(raw):
            return raw
        self.legacy = raw
        message = "is a compose file of version 1, which docker compose no longer reads"
        self.log.note("legacy", message, raw.span())
        return legacy.wrapped(raw)

    # include

    def _include(
        self, config: Node, path: str, scope: Scope, included: tuple[str, ...], resets: list[Path]
    ) -> None:
        node = config.value.pop("include", None)
        if node is None or node.is_empty:
            return
        if not isinstance(node.value, list):
            self.log.invalid("include must be a list", node)
            return
        for item in node.value:
            try:
                imported = self._included(item, scope, included)
            except InputError as error:
                self.log.error(error.problem.kind, error.problem.message, error.problem.span)
                continue
            if imported is not None:
                self._import(imported, config, resets)

    def _included(self, item: Node, scope: Scope, included: tuple[str, ...]) -> Node | None:
        named = item.get("path") if isinstance(item.value, dict) else item
        nodes = _texts(named)
        if not nodes:
            self.log.invalid("include needs a path", item)
            return None
        files = [self._found(node, scope.folder, "the included file") for node in nodes]
        if None in files:
            return None
        paths = [path for path in files if path is not None]
        if paths[0] in included or len(included) > _MAX_CHAIN:
            raise InputError("invalid", "includes itself: " + " > ".join(included), item.span())
        inner = self._inner(item, str(nodes[0].value), scope)
        tree = self.model(paths, inner, included)
        Paths(inner.folder, self.home).resolve(tree)
        return tree

    def _inner(self, item: Node, first: str, scope: Scope) -> Scope:
        """The included project: its folder, its own variables below those of the parent."""
        where = item.get("project_directory")
        at = Paths(scope.folder, self.home)
        if where is not None and isinstance(where.value, str) and where.value:
            folder = at.path(where.value)
        else:
            folder = at.path(os.path.dirname(first)) if os.path.dirname(first) else scope.folder
        files = [
            self._at(at.path(node.value))
            for node in _texts(item.get("env_file"))
            if node.value != "/dev/null"
        ]
        if item.get("env_file") is not None and not files:
            return Scope(folder, scope.environment)
        known = variables.with_files(scope.environment, files, self._at(folder), self.log)
        return Scope(folder, known)

    def _at(self, path: str) -> str:
        return os.path.join(self.folder, path) if path else self.folder

    def _found(self, node: Node, folder: str, what: str) -> str | None:
        """Where a file that another one names is; None, and said so, when it is not here."""
        text = node.value
        if not node.known:
            return None
        if is_remote(text) and not self.log.strict:
            self.log.note("remote", f"{what} {text} is remote and was not read", node.span())
            return None
        path = self._at(Paths(folder, self.home).path(text))
        if not os.path.isfile(path):
            self.log.error("missing", f"{what} {text} does not exist", node.span())
            return None
        return path

    def _import(self, imported: Node, config: Node, resets: list[Path]) -> None:
        """Merge an included project below the file that includes it."""
        for section in ("services", "volumes", "networks", "secrets", "configs", "models"):
            theirs, ours = imported.get(section), config.get(section)
            if theirs is None or theirs.is_empty:
                continue
            if ours is None or not isinstance(ours.value, dict):
                config.value[section] = theirs
                continue
            for name, value in theirs.entries.items():
                own = ours.value.get(name)
                if own is not None:
                    shown = theirs.derive({section: theirs.derive({name: value})})
                    apply_resets(shown, resets)
                    value = merge(value, own, RULES.get(section, {}).get("*"), self.log)
                else:
                    ours.keys[name] = theirs.keys.get(name, value)
                ours.value[name] = value

    # extends

    def _extend(self, config: Node, path: str, scope: Scope, resets: list[Path]) -> None:
        services = config.get("services")
        if services is None or not isinstance(services.value, dict):
            return
        here = Extended(path, services, resets)
        for name in services.value:
            services.value[name] = self._service(name, here, scope, ((path, name),))

    def _service(
        self, name: str, here: Extended, scope: Scope, trail: tuple[tuple[str, str], ...]
    ) -> Node:
        """A service with what it extends, and what that extends."""
        service: Node = here.services.value[name]
        extends = service.get("extends")
        if extends is None:
            return service
        del service.value["extends"]
        base = self._base(name, extends, here, scope, trail)
        if base is None:
            self.incomplete.add(trail[0][1])
            return service
        source = self._clone(base)
        shown = source.derive({"services": source.derive({name: source})})
        apply_resets(shown, here.resets)
        merged = merge(source, service, SERVICE, self.log)
        here.services.value[name] = merged
        return merged

    def _base(
        self,
        name: str,
        extends: Node,
        here: Extended,
        scope: Scope,
        trail: tuple[tuple[str, str], ...],
    ) -> Node | None:
        reference = extends.get("service") if isinstance(extends.value, dict) else extends
        if reference is None or not isinstance(reference.value, str):
            self.log.invalid(f"extends of {name} needs a service", extends)
            return None
        there: Extended | None = here
        file = extends.get("file")
        if file is not None and isinstance(file.value, str):
            there = self._other(file, scope)
        if there is None or not reference.known:
            return None
        step = (there.path, reference.value)
        if step in trail or len(trail) > _MAX_CHAIN:
            names = " > ".join(service for _, service in (*trail, step))
            self.log.invalid(f"extends itself: {names}", extends)
            return None
        if reference.value not in there.services.entries:
            where = f" in {file.value}" if file is not None else ""
            self.log.error("missing", f"no service {reference.value}{where}", reference.span())
            return None
        found = self._service(reference.value, there, scope, (*trail, step))
        return found if isinstance(found.value, dict) else None

    def _other(self, file: Node, scope: Scope) -> Extended | None:
        """The services of another file, its paths made relative to this project."""
        path = self._found(file, scope.folder, "the extended file")
        if path is None:
            return None
        if path not in self._extended:
            folder = os.path.dirname(Paths(scope.folder, self.home).path(str(file.value)))
            try:
                self._extended[path] = self._load_extended(path, folder, scope)
            except InputError as error:
                self.log.error(error.problem.kind, error.problem.message, error.problem.span)
        return self._extended.get(path)

    def _load_extended(self, path: str, folder: str, scope: Scope) -> Extended:
        tree = Node({}, (path, Point(0, 0), Point(0, 0)))
        resets: list[Path] = []
        for root in self.roots(path):
            expander = Expander(scope.environment, self.log)
            config = expander.document(self._modern(root))
            if not isinstance(config.value, dict):
                raise InputError("invalid", "the top level must be a mapping", root.span())
            apply_resets(tree, expander.resets)
            resets = expander.resets
            tree = merge(tree, config, RULES, self.log)
            unify(tree, self.log)
            canonical(tree, self.log)
            unify(tree, self.log)
        services = tree.get("services")
        if services is None or not isinstance(services.value, dict):
            self.log.error("invalid", "has no services to extend", Span(path))
            services = tree.derive({})
        Paths(folder, self.home).resolve(tree)
        return Extended(path, services, resets)

    def _clone(self, node: Node) -> Node:
        """A copy whose lists and mappings are its own."""
        self._cloned += 1
        if self._cloned > _MAX_CLONED:
            raise InputError("invalid", "its extends expand to too many values", node.span())
        if isinstance(node.value, dict):
            copy = node.derive({key: self._clone(value) for key, value in node.value.items()})
            copy.keys = dict(node.keys)
            return copy
        if isinstance(node.value, list):
            return node.derive([self._clone(item) for item in node.value])
        return node


def _texts(node: Node | None) -> list[Node]:
    if node is None:
        return []
    items = node.value if isinstance(node.value, list) else [node]
    return [item for item in items if isinstance(item.value, str) and item.value]


def apply_resets(tree: Node, resets: Sequence[Path]) -> None:
    """Remove what `!reset` and `!override` stand at from what was there before."""
    for path in resets:
        parent = tree.at(*path[:-1]) if path else None
        if parent is not None and isinstance(parent.value, dict):
            parent.value.pop(path[-1], None)
