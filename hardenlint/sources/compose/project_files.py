"""The files and texts of a project that may hold secrets, as the model has them."""

import os
from collections.abc import Iterator

from hardenlint.errors import InputError
from hardenlint.model import Field, Mount, Project, Span
from hardenlint.model.container import Service
from hardenlint.model.project_files import EnvFile, SecretFile, SecretMount
from hardenlint.model.span import because
from hardenlint.reach import OUTSIDE, Reach
from hardenlint.sources.repository import is_committed
from hardenlint.text.pointer import joined
from hardenlint.workspace import Workspace

from . import dotenv
from .fields import Reader, text
from .interpolate import Variable
from .log import Log, located
from .nodes import Node
from .scalars import text_of

_SECRET_MAX = 64 * 1024


def fill(project: Project, tree: Node, folder: str, log: Log) -> None:
    """Tell what fills in variables, and what `secrets:` and `configs:` hold."""
    for path, known in log.env_files.items():
        uses = log.fed.get(path, {})
        span = next(iter(uses.values()), Span(path))
        given = _env_file(path, span, _fields(known), log.workspace.reach)
        project.env_files += (given._replace(uses=uses),)
    for name, node in tree.entries_at("secrets").items():
        file = node.get("file")
        if file is not None and file.known and isinstance(file.value, str):
            place = file.span(joined("/secrets", name, "file"))
            found = _secret_file(name, file.value, place, folder, log.workspace)
            project.secret_files += (found,)
    for name, node in tree.entries_at("configs").items():
        content = node.get("content")
        if content is not None:
            pointer = joined("/configs", name, "content")
            reader = Reader(node, content.span(), "", log, partial=False)
            project.config_texts[name] = reader.field(content, pointer, text)


def read_env_files(service: Service, reader: Reader, folder: str) -> None:
    """Add what `env_file`s set; what `environment` says wins."""
    found: dict[str, Field[str]] = {}
    for path, span, known in _listed(reader, "env_file", folder):
        service.storage.env_files += (_env_file(path, span, known, reader.log.workspace.reach),)
        found.update(known or {})
    if found:
        service.env = {**found, **service.env}


def read_label_files(service: Service, reader: Reader, folder: str) -> None:
    """Add what `label_file`s set; what `labels` says wins."""
    found: dict[str, Field[str]] = {}
    for _, _, known in _listed(reader, "label_file", folder):
        found.update(known or {})
    if found:
        service.labels = {**found, **service.labels}


def _listed(
    reader: Reader, key: str, folder: str
) -> Iterator[tuple[str, Span, dict[str, Field[str]] | None]]:
    """Yield each file that a service lists, the place that names it, and what it sets."""
    for index, item in enumerate(reader.node.items_at(key)):
        path = item.get("path") or item
        if isinstance(path.value, str):
            span = path.span(f"{reader.pointer}/{key}/{index}")
            where = os.path.normpath(os.path.join(folder, path.value))
            yield where, span, _given(where, key, reader.log, span) if path.known else None


def _given(path: str, key: str, log: Log, span: Span) -> dict[str, Field[str]] | None:
    """What a file sets, read once for however many services name it; None for too much as well."""
    if (key, path) not in log.given:
        log.given[key, path] = _read(path, key, log, span)
    known = log.given[key, path]
    return known if known is None or log.gives(len(known), span) else None


def _read(path: str, key: str, log: Log, span: Span) -> dict[str, Field[str]] | None:
    """What a file sets; None for one that is not here, not the project's, or not understood."""
    missing = f"no-{key.replace('_', '-')}"
    # Before anything is asked of it: whether it is there is nobody's business either.
    if not log.workspace.reach.is_ours(path):
        log.note("outside", f"the {key} {located(path)} {OUTSIDE}", span)
        return None
    if not os.path.isfile(path):
        log.note(missing, f"the {key} {located(path)} does not exist", span)
        return None
    known: dict[str, Variable] = {}
    try:
        dotenv.read(path, {}, known, log)
    except InputError as error:
        log.note(missing, f"the {key} {located(path)} is not understood", error.problem.span)
        return None
    return _fields(known)


def _fields(known: dict[str, Variable]) -> dict[str, Field[str]]:
    return {
        name: Field(found.value, found.span, "stated", because("file", name, found.source))
        for name, found in known.items()
        if found.span is not None
    }


def _env_file(
    path: str, span: Span, entries: dict[str, Field[str]] | None, reach: Reach
) -> EnvFile:
    return EnvFile(path, span, entries, lambda: is_committed(path, reach))


def _secret_file(name: str, path: str, span: Span, folder: str, workspace: Workspace) -> SecretFile:
    where = os.path.normpath(os.path.join(folder, path))

    def content() -> str | None:
        """Read it: only a small file, and only one of the project."""
        try:
            if not workspace.reach.is_ours(where) or not os.path.isfile(where):
                return None
            return workspace.text(where) if os.path.getsize(where) <= _SECRET_MAX else None
        except (InputError, OSError):
            return None

    return SecretFile(name, where, span, content, lambda: is_committed(where, workspace.reach))


def secrets_of(reader: Reader, tree: Node) -> tuple[Field[SecretMount], ...]:
    """The secrets that a service and its build are given, with their modes."""
    found: list[Field[SecretMount]] = []
    for keys in (("secrets",), ("build", "secrets")):
        for index, item in enumerate(reader.node.items_at(*keys)):
            source, mode = item.get("source"), item.get("mode")
            if source is None or not isinstance(source.value, str):
                continue
            pointer = f"{reader.pointer}/{'/'.join(keys)}/{index}"
            bits = _mode(mode) if mode is not None else None
            place = source.span(pointer) if mode is None else mode.span(f"{pointer}/mode")
            causes = mode.causes if mode is not None else ()
            is_file = tree.at("secrets", source.value, "file") is not None and len(keys) == 1
            ignored = tuple(key for key in ("uid", "gid", "mode") if item.get(key) is not None)
            mount = SecretMount(source.value, bits, len(keys) > 1, ignored if is_file else ())
            found.append(Field(mount, place, "stated", causes))
    return tuple(found)


def bound_files(reader: Reader, tree: Node) -> tuple[Field[Mount], ...]:
    """Secrets and configs whose file is anywhere on the host: compose binds it, read-only.

    Files of the project, told by relative paths, are told as what they are.
    """
    found: list[Field[Mount]] = []
    for key, home in (("secrets", "/run/secrets/"), ("configs", "/")):
        for index, item in enumerate(reader.node.items_at(key)):
            source = item.get("source")
            name = str(source.value) if source is not None else ""
            file = tree.at(key, name, "file")
            if file is None or not isinstance(file.value, str) or file.value[:1] not in "/~":
                continue
            target = item.get("target")
            place = text_of(target.value) if target is not None else home + name
            related = ((f"the file of the {key[:-1]}", file.span(joined(f"/{key}", name, "file"))),)
            mount = Mount("bind", file.value, place, read_only=True, related=related)
            span = item.span(f"{reader.pointer}/{key}/{index}")
            found.append(Field(mount, span, "stated", file.causes))
    return tuple(found)


def _mode(node: Node) -> int | None:
    """A mode: a number, or octal text."""
    if isinstance(node.value, int) and node.known:
        return node.value
    try:
        return int(text(node.value), 8) if node.known else None
    except ValueError:
        return None
