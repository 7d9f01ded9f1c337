"""Loading a project: its files in order, what they include and what their services extend.

The order of work is compose's: expand, include, reset, extend, merge, check, bring to long form.
"""

import os
from collections.abc import Mapping, Sequence

from hardenlint.errors import InputError
from hardenlint.model import Span

from . import legacy, variables
from .consistency_parts import check_files, check_volumes
from .expand import Expander, Path
from .extends import Extender, apply_resets
from .files import Files, Scope
from .longform import added, canonical
from .merge import RULES, merge
from .nodes import Node, top_of
from .paths import Paths
from .unicity import unify
from .validate import validate

# Files that include two others each, which again include two, would double at every level.
_MAX_FILES = 500
_MAX_CHAIN = 50


class Loader:
    """Loads one project from its files."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.log = files.log
        self.extender = Extender(files)
        self._loaded = 0
        self._scopes: dict[tuple[int, str, tuple[str, ...]], tuple[Scope, Scope]] = {}

    def is_partial(self, service: str) -> bool:
        """Whether what a service does not say may be in a file that could not be read."""
        return self.files.lacks_one or service in self.extender.incomplete

    def model(self, files: Sequence[str], scope: Scope, included: tuple[str, ...]) -> Node:
        """Merge files in order into one tree in long form."""
        tree = Node({}, top_of(files[0]))
        for path in files:
            self._count("files", Span(path))
            for number, root in enumerate(self.files.roots(path)):
                if number:
                    self._count("documents", root.span())
                tree = self._document(root, path, tree, scope, included)
        return tree

    def _count(self, what: str, span: Span) -> None:
        self._loaded += 1
        if self._loaded > _MAX_FILES:
            message = f"more than {_MAX_FILES} {what} belong to this project"
            raise InputError("invalid", message, span)

    def _document(
        self, raw: Node, path: str, tree: Node, scope: Scope, included: tuple[str, ...]
    ) -> Node:
        expander = Expander(scope.environment, self.log)
        config = expander.document(self.files.modern(raw))
        if not isinstance(config.value, dict):
            self.log.invalid("the top level must be a mapping", raw)
            return tree
        if self.files.is_legacy and "services" in config.value:
            legacy.modernise(config.value["services"])
        self._include(config, path, scope, (*included, path), expander.resets)
        apply_resets(tree, expander.resets)
        self.extender.extend(config, path, scope, expander.resets)
        tree = merge(tree, config, RULES, self.log)
        if len(tree.entries_at("services")) > self.log.most_services:
            message = f"holds more than {self.log.most_services:,} services: split it into projects"
            raise InputError("invalid", message, Span(path))
        # Only what has been merged over is looked at: the rest is as it should be already.
        part = _common(tree, config)
        unify(part, self.log)
        # compose holds the merged tree against its schema, which forbids the repetitions that are
        # gone by now.
        validate(part, self.log)
        tree.value.pop("version", None)
        canonical(part, self.log)
        # Again: a range and one of its ports, or a short and a long form, are equal only now.
        unify(part, self.log)
        return tree

    def _include(
        self,
        config: Node,
        path: str,
        scope: Scope,
        included: tuple[str, ...],
        resets: Mapping[Path, Node],
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
        if named is not None and len(nodes) != len(named.items or [named]):
            if named.value not in (None, []):
                self.log.invalid("the path of an include must be text, and not empty", named)
            return None
        if not nodes:
            return None
        files = [self.files.found(node, scope.folder, "the included file") for node in nodes]
        if None in files:
            return None
        paths = [path for path in files if path is not None]
        if paths[0] in included or len(included) > _MAX_CHAIN:
            raise InputError("invalid", "includes itself: " + " > ".join(included), item.span())
        inner = self._inner(item, str(nodes[0].value), scope)
        self.files.included.update(dict.fromkeys(paths))
        tree = self.model(paths, inner, included)
        self._complete(tree, inner)
        Paths(_below(scope.folder, inner.folder), self.files.home).resolve(tree)
        return tree

    def _complete(self, tree: Node, inner: Scope) -> None:
        """What an included project says by itself, whatever is merged over it later."""
        check_files(tree, self.log, by_driver=("secrets", "configs"))
        check_volumes(tree, self.log)
        for service in tree.entries_at("services").values():
            build = service.get("build")
            if build is not None and isinstance(build.value, dict):
                build.value.setdefault("context", added(build, "."))
            if self.log.strict:
                from .normalise import take_listed  # noqa: PLC0415 - only for `show`

                # Its own variables are known here, and no more once it is merged.
                take_listed(service, inner.environment)

    def _inner(self, item: Node, first: str, scope: Scope) -> Scope:
        """The included project: its folder, its own variables below those of the parent."""
        where = item.get("project_directory")
        at = Paths(scope.folder, self.files.home)
        if where is not None and isinstance(where.value, str) and where.value:
            folder = at.path(where.value)
        else:
            folder = at.path(os.path.dirname(first)) if os.path.dirname(first) else scope.folder
        # `/dev/null` asks for no file at all, not even the usual `.env`.
        named = [n for n in _texts(item.get("env_file")) if n.value != "/dev/null"]
        files = [self.files.at(at.path(node.value)) for node in named]
        for node, path in zip(named, files, strict=True):
            self.files.name_unread(path, node, "the env file")
        if item.get("env_file") is not None and not files:
            return Scope(folder, scope.environment)
        # What is remembered holds the environment, so that no other one can get its id.
        key = (id(scope.environment), folder, tuple(files))
        if key not in self._scopes:
            outer, root = scope.environment, self.files.folder
            known = variables.with_files(outer, files, self.files.at(folder), self.log, root)
            self._scopes[key] = (Scope(folder, known), scope)
        return self._scopes[key][0]

    def _import(self, imported: Node, config: Node, resets: Mapping[Path, Node]) -> None:
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
                    # The paths of tags begin at the top of a file.
                    shown = theirs.derive({section: theirs.derive({name: value})})
                    apply_resets(shown, resets)
                    value = merge(value, own, RULES.get(section, {}).get("*"), self.log)
                else:
                    ours.keys[name] = theirs.keys.get(name, value)
                ours.value[name] = value


def _common(tree: Node, config: Node) -> Node:
    """The part of a tree that another one speaks of: its sections, and of each these names."""
    part = tree.derive({key: tree.value[key] for key in config.entries if key in tree.value})
    part.keys = tree.keys
    for key, node in part.value.items():
        said = config.value[key]
        if key in RULES and isinstance(node.value, dict) and isinstance(said.value, dict):
            names = {name: node.value[name] for name in said.value if name in node.value}
            part.value[key] = node.derive(names)
            part.value[key].keys = node.keys
    return part


def _below(folder: str, inner: str) -> str:
    """A folder as seen from another one, where its paths are put before those that come after."""
    return inner if os.path.isabs(inner) else os.path.relpath(inner or ".", folder or ".")


def _texts(node: Node | None) -> list[Node]:
    if node is None:
        return []
    items = node.value if isinstance(node.value, list) else [node]
    return [item for item in items if isinstance(item.value, str) and item.value]
