"""`extends`: a service over another one, of the same file or of another."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from hardenlint.errors import InputError
from hardenlint.model import Span

from .expand import Expander, Path
from .files import Files, Scope
from .log import located, named
from .longform import canonical
from .losses import of_reset, record, recorded
from .merge import RULES, SERVICE, merge
from .nodes import Node, top_of
from .paths import Paths
from .unicity import unify

_MAX_CHAIN = 50

Trail = tuple[tuple[str, str], ...]
"""The (file, service) that led here."""


class Extended(NamedTuple):
    """The services of a file that others extend, as one scope reads it; the paths it resets."""

    scope: Scope
    path: str
    services: Node
    resets: Mapping[Path, Node]


class Extender:
    """Extends the services of one project; `incomplete` are those whose base is not here."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.log = files.log
        self.incomplete: set[str] = set()
        self._extended: dict[tuple[str, int], Extended | None] = {}

    def extend(self, config: Node, path: str, scope: Scope, resets: Mapping[Path, Node]) -> None:
        services = config.get("services")
        if services is None or not isinstance(services.value, dict):
            return
        here = Extended(scope, path, services, resets)
        for name in services.value:
            services.value[name] = self._service(name, here, scope, ((path, name),))

    def _service(self, name: str, here: Extended, scope: Scope, trail: Trail) -> Node:
        """A service with what it extends, and what that extends."""
        service: Node = here.services.value[name]
        extends = service.get("extends")
        if extends is None:
            return service
        # Resolved once: who extends this service later finds the merged one.
        del service.value["extends"]
        base = self._base(name, extends, here, scope, trail)
        if base is None:
            self.incomplete.add(trail[0][1])
            return service
        source = self._clone(base)
        # The paths of tags begin at the top of a file.
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
        trail: Trail,
    ) -> Node | None:
        reference = extends.get("service") if isinstance(extends.value, dict) else extends
        if reference is None or not isinstance(reference.value, str):
            self.log.invalid(f"extends of {named(name)} needs a service", extends)
            return None
        there: Extended | None = here
        file = extends.get("file")
        if file is not None and isinstance(file.value, str):
            there = self._other(file, scope)
        if there is None or not reference.known:
            return None
        step = (there.path, reference.value)
        if step in trail or len(trail) > _MAX_CHAIN:
            names = " > ".join(named(service) for _, service in (*trail, step))
            self.log.invalid(f"extends itself: {names}", extends)
            return None
        if reference.value not in there.services.entries:
            where = f" in {located(str(file.value))}" if file is not None else ""
            message = f"no service {named(reference.value)}{where}"
            self.log.error("missing", message, reference.span())
            return None
        if there is not here:
            self.files.extended[step] = None
        found = self._service(reference.value, there, scope, (*trail, step))
        return found if isinstance(found.value, dict) else None

    def _other(self, file: Node, scope: Scope) -> Extended | None:
        """The services of another file, its paths made relative to this project."""
        path = self.files.found(file, scope.folder, "the extended file")
        if path is None:
            return None
        # What is remembered holds the environment, so that no other one can get its id.
        key = path, id(scope.environment)
        if key not in self._extended:
            folder = os.path.dirname(Paths("", self.files.home).path(str(file.value)))
            self._extended[key] = None  # what cannot be read is not tried again
            try:
                self._extended[key] = self._load_extended(path, folder, scope)
            except InputError as error:
                self.log.error(error.problem.kind, error.problem.message, error.problem.span)
        return self._extended[key]

    def _load_extended(self, path: str, folder: str, scope: Scope) -> Extended:
        tree = Node({}, top_of(path))
        resets: dict[Path, Node] = {}
        for root in self.files.roots(path):
            expander = Expander(scope.environment, self.log)
            config = expander.document(self.files.modern(root))
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
        # Only in long form is every path under a key of its own.
        Paths(folder, self.files.home).resolve(tree)
        return Extended(scope, path, services, resets)

    def _clone(self, node: Node) -> Node:
        """A copy whose lists and mappings are its own."""
        # Every service copies all that it extends, so a chain of them grows with its square.
        self.log.came_to(1, node)
        if isinstance(node.value, dict):
            copy = node.derive({key: self._clone(value) for key, value in node.value.items()})
            copy.keys = dict(node.keys)
            record(copy, *recorded(node))
            return copy
        if isinstance(node.value, list):
            return node.derive([self._clone(item) for item in node.value])
        return node


def apply_resets(tree: Node, resets: Mapping[Path, Node]) -> None:
    """Remove what `!reset` and `!override` stand at from what was there before."""
    for path, tag in resets.items():
        parent = tree.at(*path[:-1]) if path else None
        if parent is None or not isinstance(parent.value, dict):
            continue
        old = parent.value.pop(path[-1], None)
        service = tree.at(*path[:2]) if len(path) > 2 and path[0] == "services" else None
        if service is not None and old is not None:
            of_reset(service, path[2:], old, tag)
