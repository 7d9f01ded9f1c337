"""A compose project as the model has it: services and networks, with what could not be read."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from hardenlint.errors import InputError, Problem
from hardenlint.model import Field, Network, Project, Span
from hardenlint.model.container import Service

from . import environment as variables
from . import legacy, losses, project_files, services, sharing, takeover
from .consistency import check
from .fields import Reader, boolean, escaped
from .files import Files, Scope
from .interpolate import Variable
from .loader import Loader
from .log import Log
from .scalars import text_of
from .yaml_nodes import Node


class Loaded(NamedTuple):
    """A project, None when there is nothing in its files; errors and notes."""

    project: Project | None
    errors: tuple[Problem, ...]
    notes: tuple[Problem, ...]


class Opened(NamedTuple):
    """A project as a tree in long form, and what it took to get there."""

    tree: Node
    loader: Loader
    environment: dict[str, Variable]
    explicit_name: str


def open_project(
    files: Sequence[str],
    env_files: Sequence[str],
    text: str | None,
    outer: dict[str, Variable],
    home: str,
    log: Log,
) -> Opened:
    """Load the files of one project in order; `outer` are the variables from outside."""
    folder = os.path.dirname(files[0])
    loader = Loader(Files(folder, home, log, {} if text is None else {files[0]: text}))
    known = variables.with_files(outer, env_files, folder, log)
    if not log.strict:
        known = {**variables.PLACES, **known}
    files = loader.files.readable(files)
    roots = [root for path in files for root in loader.files.roots(path)]
    name = variables.project_name(roots, known, folder)
    known["COMPOSE_PROJECT_NAME"] = Variable(name)
    explicit = variables.explicit_name(roots, known)
    tree = loader.model(files, Scope("", known), ())
    if not tree.entries and log.errors:
        raise InputError(*log.errors[0])
    if not tree.entries:
        raise InputError("invalid", "says nothing: a compose file needs services", Span(files[0]))
    defined = tree.get("services")
    if loader.files.legacy is not None and defined is not None:
        legacy.isolate_nothing(defined)
    return Opened(tree, loader, known, explicit)


def read(
    files: Sequence[str],
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = ("*",),
    text: str | None = None,
) -> Loaded:
    """Read one project from these files as far as it is readable."""
    log = Log(strict=False)
    opened = open_project(files, env_files, text, {}, "", log)
    tree, loader = opened.tree, opened.loader
    check(tree, profiles, log)
    project = Project(opened.explicit_name or _title(files[0]), Span(files[0]), "compose")
    loader.files.forget()
    defined = tree.get("services")
    project.providers = _providers(defined, profiles)
    found: list[Service] = []
    remaining = defined.entries if defined is not None else {}
    for name in list(remaining):
        node = remaining.pop(name)  # each is dropped when the model has it
        if isinstance(node.value, dict) and _is_container(node) and is_active(node, profiles):
            partial = loader.is_partial(name) or is_fragment(node)
            place = defined.key_span(name, f"/services/{escaped(name)}") if defined else node.span()
            service = _service(name, node, place, tree, log, partial, loader.files.folder)
            service.project = project
            found.append(service)
    project.services = tuple(found)
    takeover.take_over(project.services)
    project.networks = _networks(tree, log)
    sharing.join_host(project.services, project.networks)
    sharing.share(project.services)
    project.files = loader.files.read
    project_files.fill(project, tree, loader.files.folder, log)
    project.remotes = tuple(dict.fromkeys(loader.files.remotes))
    return Loaded(project, tuple(log.errors), tuple(log.notes))


def _providers(defined: Node | None, profiles: Sequence[str]) -> tuple[tuple[str, Field[str]], ...]:
    """The services that a plugin creates, and which one."""
    found = []
    for name, node in defined.entries.items() if defined is not None else ():
        provider = node.get("provider") if isinstance(node.value, dict) else None
        kind = provider.get("type") if provider is not None else None
        if kind is not None and is_active(node, profiles):
            value = text_of(kind.value) if kind.known and kind.value else None
            pointer = f"/services/{escaped(name)}/provider/type"
            found.append((name, Field(value, kind.span(pointer), "stated", kind.note)))
    return tuple(found)


def _title(path: str) -> str:
    folder = os.path.dirname(os.path.abspath(path))
    return variables.normalised(os.path.basename(folder)) or "project"


def is_active(service: Node, profiles: Sequence[str]) -> bool:
    """Whether a service takes part: it has no profile, or one that is asked for."""
    node = service.get("profiles")
    named = {item.value for item in node.items} if node is not None else set()
    return not named or "*" in profiles or bool(named.intersection(profiles))


def _is_container(service: Node) -> bool:
    """A service with a provider is something else that a plugin creates."""
    return service.get("provider") is None


def is_fragment(service: Node) -> bool:
    """Whether a service is a part of one: without an image, the rest of it is elsewhere."""
    return not any(service.get(key) is not None for key in ("image", "build"))


def _service(
    name: str, node: Node, place: Span, tree: Node, log: Log, partial: bool, folder: str
) -> Service:
    service = Service(name, place, "compose")
    reader = Reader(node, place, f"/services/{escaped(name)}", log, partial=partial)
    services.fill(service, reader, tree.get("volumes"), folder)
    service.service = name
    service.published_all = Field(False, place, "defaulted")
    project_files.read_env_files(service, reader, folder)
    project_files.read_label_files(service, reader, folder)
    service.secrets = project_files.secrets_of(reader)
    service.lost = losses.lost_of(node, service)
    return service


def _networks(tree: Node, log: Log) -> dict[str, Network]:
    section = tree.get("networks")
    found: dict[str, Network] = {}
    for key, node in section.entries.items() if section is not None else ():
        pointer = f"/networks/{escaped(key)}"
        place = section.key_span(key, pointer) if section is not None else node.span(pointer)
        external, internal, name = (node.get(k) for k in ("external", "internal", "name"))
        attachable = node.get("attachable")
        options = node.get("driver_opts")
        driver = node.get("driver")
        is_external = external is not None and external.value is True
        found[key] = Network(
            text_of(name.value) if name is not None else key,
            place,
            text_of(driver.value) if driver is not None else "",
            None if internal is None else _boolean(internal, pointer + "/internal", log),
            is_external,
            tuple((k, text_of(v.value)) for k, v in options.entries.items()) if options else (),
            _settings(options, pointer + "/driver_opts", log),
            None if attachable is None else _boolean(attachable, pointer + "/attachable", log),
        )
    return found


def _settings(options: Node | None, pointer: str, log: Log) -> tuple[tuple[str, Field[str]], ...]:
    if options is None:
        return ()
    reader = Reader(options, options.span(), "", log, partial=False)
    return tuple(reader.pairs(options, pointer).items())


def _boolean(node: Node, pointer: str, log: Log) -> Field[bool]:
    return Reader(node, node.span(), "", log, partial=False).field(node, pointer, boolean)
