"""The engine itself: its settings, its networks, the options of its volumes."""

from collections.abc import Iterable, Mapping
from typing import Any

from hardenlint.model import Container, Host, Span
from hardenlint.sources.kinds import LIVE

from .. import inspect
from ..api.answers import StatusError
from .questions import Questions, string
from .selection import Document


def read_engine(questions: Questions, info: Document, dangling: int | None) -> Host:
    """The engine itself, from what it says of itself (`info`); what it denies stays unknown.

    `dangling` is how many images have no name, None where the engine does not tell.
    """
    engine = questions.engine
    if info and dangling is not None:
        info["DanglingImages"] = dangling
    networks = questions.listed("/networks", "networks")
    where = inspect.Where(questions.base)
    nodes = [inspect.Node(network, "", where) for network in networks]
    host = inspect.read_host(inspect.Node(info, "", where), nodes, LIVE, questions.base.host)
    host.endpoint = engine.address
    host.version = engine.version or host.version
    inspect.read_version(host, inspect.Node(engine.about, "", where))
    questions.errors += where.problems
    engine.documents += [inspect.host_document(info)] * bool(info)
    if "Components" in engine.about and info:
        engine.documents.append({"Components": engine.about["Components"]})
    engine.documents += [node.value for node in nodes]
    return host


def unknown_engine(questions: Questions) -> Host:
    """An engine of which nothing is known but where it is."""
    node = inspect.Node({}, "", inspect.Where(questions.base))
    host = inspect.read_host(node, [], LIVE, questions.base.host)
    host.endpoint = questions.engine.address
    return host


def introduced(questions: Questions) -> Document:
    """What the engine says of itself; problems are told under its name from then on."""
    engine = questions.engine
    questions.know("/info", engine.introduce())
    if engine.is_anonymous:
        # It was denied when the engine was met, where nobody was there to tell it.
        questions.failed("/version", StatusError(403, ""))
    answer = questions.ask("/info")
    info = dict(answer) if isinstance(answer, dict) else {}
    if answer is not None and not isinstance(answer, dict):
        questions.invalid("what it says of itself should be an object")
    name = engine.label or engine.name
    if engine.label or string(info.get("Name")):
        info["Name"] = name  # which may have been too long
    questions.base = Span(None, host=name)
    return info


def read_volumes(questions: Questions) -> dict[str, Mapping[str, str]]:
    """The driver options of the volumes that have some."""
    answer = questions.ask("/volumes")
    listed = answer.get("Volumes") if isinstance(answer, dict) else answer
    if listed is not None and not isinstance(listed, list):
        questions.invalid("the list of volumes should be an array")
    volumes = [v for v in listed if isinstance(v, dict)] if isinstance(listed, list) else []
    questions.engine.documents += volumes
    found: dict[str, Mapping[str, str]] = {}
    for volume in volumes:
        options, name = volume.get("Options"), volume.get("Name")
        if isinstance(options, dict) and isinstance(name, str):
            found[name] = {str(key): string(value) for key, value in options.items()}
    return found


def add_local(
    questions: Questions, host: Host, info: Mapping[str, Any], containers: Iterable[Container]
) -> None:
    """Add what this machine's files tell."""
    from . import local  # noqa: PLC0415 - only where it was asked for

    mounts = (field.value for found in containers for field in found.storage.mounts)
    sources = (mount.source for mount in mounts if mount is not None and mount.is_bind)
    document = local.document(questions.engine.endpoint, info, sources)
    where = inspect.Where(questions.base)
    inspect.read_local(host, inspect.Node(document, "", where))
    questions.errors += where.problems
    questions.engine.documents.append(document)
