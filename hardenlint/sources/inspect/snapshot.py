"""What an engine said, as one document that can be read again without it; secrets are masked.

For each host it keeps the documents of `docker inspect` (containers, images, volumes, networks)
with what `docker info` says of security beside them, and what could not be read.
"""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, NamedTuple

from hardenlint.errors import InputError, Problem
from hardenlint.model import Span

from .mask import masked, masked_text, masked_variables, masked_words, stand_in

MARK = "hardenlint"
VERSION = 1

_INFO = tuple(
    """BuildahVersion CgroupDriver CgroupVersion Containers ContainersStopped DanglingImages
    DefaultRuntime DockerRootDir Driver DriverStatus ExperimentalBuild Images LiveRestoreEnabled
    LoggingDriver Name OSType OperatingSystem Plugins RegistryConfig Rootless Runtimes
    SecurityOptions ServerVersion Swarm Warnings""".split()
)
_DEEPEST = 30  # nothing that is read lies deeper


def host_document(info: Mapping[str, object]) -> dict[str, object]:
    """What of `docker info` a snapshot keeps."""
    return {key: info[key] for key in _INFO if key in info}


class Saved(NamedTuple):
    """One host of a snapshot: its name, its address, how it went, and what it said."""

    name: str
    endpoint: str
    status: str
    errors: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    documents: Iterable[object] = ()


def snapshot(hosts: Iterable[Saved]) -> str:
    """The text of a snapshot: the same documents give the same text."""
    import json  # noqa: PLC0415 - only where one is saved

    document = {MARK: "snapshot", "version": VERSION, "hosts": [_host(host) for host in hosts]}
    return json.dumps(document, indent=1) + "\n"


def _host(host: Saved) -> dict[str, object]:
    return {
        "name": host.name,
        "endpoint": host.endpoint,
        "status": host.status,
        "errors": [_problem(problem) for problem in host.errors],
        "notes": [_problem(problem) for problem in host.notes],
        "documents": [_hidden("", document, 0) for document in host.documents],
    }


def _problem(problem: Problem) -> dict[str, str]:
    container = problem.span.container
    return {"kind": problem.kind, "message": problem.message, "container": container}


def is_snapshot(document: object) -> bool:
    """Whether a decoded JSON document is a snapshot, of whatever version."""
    return isinstance(document, dict) and document.get(MARK) == "snapshot"


def hosts_of(document: Mapping[str, Any], path: str) -> list[tuple[str, str, list[object]]]:
    """Name, address and documents of each host; raises InputError for no snapshot of ours."""
    version = document.get("version")
    if version != VERSION:
        shown = version if isinstance(version, int) else "unknown"
        message = f"is a snapshot of version {shown}; this hardenlint reads version {VERSION}"
        raise InputError("invalid", message, Span(path))
    found = []
    for host in _objects(document.get("hosts")):
        documents = host.get("documents")
        documents = documents if isinstance(documents, list) else []
        found.append((_text(host, "name"), _text(host, "endpoint"), documents))
    return found


def problems_of(document: Mapping[str, Any], path: str, key: str) -> list[Problem]:
    """What was told of the hosts when they were read: `errors` or `notes`."""
    from hardenlint.facts.telling import safe  # noqa: PLC0415 - only for snapshots

    return [
        Problem(
            _text(item, "kind"),
            safe(_text(item, "message")),
            Span(path, host=_text(host, "name"), container=_text(item, "container")),
        )
        for host in _objects(document.get("hosts"))
        for item in _objects(host.get(key))
    ]


def _objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _hidden(key: str, value: object, depth: int) -> object:
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        hidden = {name: _hidden(name, item, depth + 1) for name, item in value.items()}
        return hidden | _operands(value)
    if isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            return list(_texts(key, [str(item) for item in value]))
        return [_hidden(key, item, depth + 1) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return None  # Python's reader takes what is no JSON, and its writer writes it
    return masked(key, value, stand_in) if isinstance(value, str) else value


_STARTED = (("Path", "Args"), ("Entrypoint", "Cmd"), ("entrypoint", "arguments"))
"""Keys of programs, and of the words that they are started with."""


def _operands(document: Mapping[str, Any]) -> dict[str, object]:
    """The words after a program that is named apart: which it is tells what they are."""
    found: dict[str, object] = {}
    for program, rest in _STARTED:
        words, operands = document.get(program), document.get(rest)
        words = [words] if isinstance(words, str) else words or []
        if isinstance(words, list) and isinstance(operands, list):
            line = (*words, *operands)
            if all(isinstance(word, str) for word in line):
                found[rest] = list(masked_words(line, stand_in)[len(words) :])
    return found


def _texts(key: str, texts: list[str]) -> Iterable[str]:
    """Commands are masked word by word, variables by their name, everything else by its form."""
    if key == "Env":
        yield from masked_variables(texts, stand_in)
    elif key in ("Args", "Cmd", "Entrypoint", "Test"):
        yield from masked_words(tuple(texts), stand_in)
    else:
        yield from (masked_text(text, stand_in) for text in texts)
