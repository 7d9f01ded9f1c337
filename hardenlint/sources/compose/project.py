"""A compose project as the model has it, with what could not be read."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hardenlint.errors import InputError, Problem, internal
from hardenlint.model import Field, Project, Span
from hardenlint.model.container import Service
from hardenlint.sources.kinds import COMPOSE
from hardenlint.text.pointer import joined
from hardenlint.workspace import Workspace

from . import legacy, losses, naming, project_files, services, sharing, variables
from .consistency import check
from .fields import Reader
from .files import Files, Scope
from .interpolate import Variable
from .loader import Loader
from .log import Log, named
from .networks import networks
from .nodes import Node
from .profiles import is_active
from .scalars import text_of


class Loaded(NamedTuple):
    """A project, None when there is nothing in its files; errors, notes, the files it includes.

    `extended` are the services of other files that it extends: the file and the name.

    Errors of the kind fragment are about what another file may have: who reads tells whether they
    are errors.
    """

    project: Project | None
    errors: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    included: tuple[str, ...] = ()
    extended: tuple[tuple[str, str], ...] = ()


class Opened(NamedTuple):
    """A project as a tree in long form, and what it took to get there."""

    tree: Node
    loader: Loader
    environment: dict[str, Variable]
    explicit_name: str


def open_project(
    files: Sequence[str],
    env_files: Sequence[str],
    outer: dict[str, Variable],
    home: str,
    log: Log,
) -> Opened:
    """Load the files of one project in order; `outer` are the variables from outside."""
    folder = os.path.dirname(files[0])
    loader = Loader(Files(folder, home, log))
    known = variables.with_files(outer, env_files, folder, log)
    if not log.strict:
        known = {**variables.PLACES, **known}
    files = loader.files.readable(files)
    roots = [root for path in files for root in loader.files.roots(path)]
    naming.check_name(known, files[0], log)
    explicit = naming.explicit_name(roots, known)
    # compose lets values use it, whoever has chosen the name.
    known["COMPOSE_PROJECT_NAME"] = Variable(explicit or naming.implicit_name(folder))
    tree = loader.model(files, Scope("", known), ())
    # Where nothing is left to read, what went wrong is the answer.
    if not tree.entries and log.errors:
        raise InputError(*log.errors[0])
    if not tree.entries:
        kind = "invalid" if log.strict else "fragment"
        raise InputError(kind, "says nothing: a compose file needs services", Span(files[0]))
    defined = tree.get("services")
    if loader.files.is_legacy and defined is not None:
        legacy.isolate_nothing(defined)
    return Opened(tree, loader, known, explicit)


def read(
    files: Sequence[str],
    workspace: Workspace,
    *,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = ("*",),
) -> Loaded:
    """Read one project from these files as far as it is readable."""
    log = Log(workspace, strict=False)
    opened = open_project(files, env_files, {}, "", log)
    tree, found = opened.tree, opened.loader.files
    check(tree, profiles, log)
    found.forget()
    project = Project(opened.explicit_name or _title(files[0]), Span(files[0]), COMPOSE)
    project.providers = _providers(tree.entries_at("services"), profiles)
    project.services = tuple(_services(project, opened, profiles, log))
    if any(service.storage.volumes_from for service in project.services):
        from .takeover import take_over  # noqa: PLC0415 - few do

        take_over(project.services)
    project.networks = networks(tree, log)
    sharing.join_host(project.services, project.networks)
    sharing.share(project.services)
    project.files = found.read
    project_files.fill(project, tree, found.folder, log)
    project.remotes = tuple(dict.fromkeys(found.remotes))
    included, extended = tuple(found.included), tuple(found.extended)
    return Loaded(project, tuple(log.errors), tuple(log.notes), included, extended)


def _services(
    project: Project, opened: Opened, profiles: Sequence[str], log: Log
) -> Iterator[Service]:
    """Yield the services that take part; the node of each is dropped when the model has it."""
    tree, loader = opened.tree, opened.loader
    defined = tree.get("services")
    if defined is None:
        return
    for name in list(defined.entries):
        node = defined.entries.pop(name)
        if isinstance(node.value, dict) and _is_container(node) and is_active(node, profiles):
            pointer = joined("/services", name)
            partial = loader.is_partial(name) or is_fragment(node)
            reader = Reader(node, defined.key_span(name, pointer), pointer, log, partial=partial)
            try:
                service = _service(named(name), reader, tree, loader.files.folder)
            except InputError:
                raise
            except Exception as error:  # noqa: BLE001, RUF100 - the other services are read on
                log.error(*internal(error, f"reading service {named(name)}", reader.span))
                continue
            service.project = project
            yield service


def _providers(
    services: Mapping[str, Node], profiles: Sequence[str]
) -> tuple[tuple[str, Field[str]], ...]:
    """The services that a plugin creates, and which one."""
    found = []
    for name, node in services.items():
        provider = node.get("provider") if isinstance(node.value, dict) else None
        kind = provider.get("type") if provider is not None else None
        if kind is not None and is_active(node, profiles):
            value = text_of(kind.value) if kind.known and kind.value else None
            pointer = joined("/services", name, "provider", "type")
            found.append((named(name), Field(value, kind.span(pointer), "stated", kind.causes)))
    return tuple(found)


def _title(path: str) -> str:
    return naming.implicit_name(os.path.dirname(path)) or "project"


def _is_container(service: Node) -> bool:
    """A service with a provider is something else that a plugin creates."""
    return service.get("provider") is None


def is_fragment(service: Node) -> bool:
    """Whether a service is a part of one: without an image, the rest of it is elsewhere."""
    return not any(service.get(key) is not None for key in ("image", "build"))


def _service(name: str, reader: Reader, tree: Node, folder: str) -> Service:
    service = Service(name, reader.span, COMPOSE)
    services.fill(service, reader, tree.get("volumes"), folder)
    service.service = name
    service.networking.published_all = Field(False, reader.span, "defaulted")
    project_files.read_env_files(service, reader, folder)
    project_files.read_label_files(service, reader, folder)
    service.storage.secrets = project_files.secrets_of(reader, tree)
    service.storage.mounts += project_files.bound_files(reader, tree)
    service.lost = losses.lost_of(reader.node, service)
    return service
