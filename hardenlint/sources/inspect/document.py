"""From the text of `docker inspect` to subjects."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hardenlint.errors import InputError, Problem
from hardenlint.model import Container, Field, Host, Image, Namespace, Span, Subject

from . import config, snapshot
from .container import container as read_container
from .container import joined
from .contents import read_contents
from .host import read_host, read_network, read_version
from .local_facts import read_local
from .mounts import Volumes
from .node import Node, Where
from .position import Positions

_KINDS = ("container", "image", "contents", "volume", "network", "host", "version", "local")
_OURS = {"LocalHost": "local", "ImageContents": "contents"}
"""Keys of the documents that only our snapshots hold, and what these describe."""

_LONGEST_CHAIN = 100  # engines refuse to join a container that has itself joined another one


class NotInspectData(InputError):  # noqa: N818 - it names what the input is
    """Valid JSON that `docker inspect` did not write; its problem is a note, `skipped-input`."""

    def __init__(self, path: str) -> None:
        message = "is JSON, but not the output of `docker inspect`"
        super().__init__("skipped-input", message, Span(path))


class Loaded(NamedTuple):
    """What was read: subjects, what could not be read (errors), what to know about it (notes)."""

    subjects: tuple[Subject, ...]
    errors: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def is_inspect(document: object) -> bool:
    """Whether a decoded JSON document is what `docker inspect` writes, judged by its content."""
    items = document if isinstance(document, list) else [document]
    return snapshot.is_snapshot(document) or any(_kind(item) for item in items)


def _kind(item: object) -> str:
    """What one element describes: one of _KINDS, or "" for none of them."""
    if not isinstance(item, dict):
        return ""
    keys = item.keys()
    # The order counts: a container has keys of the others as well.
    if "HostConfig" in keys and keys & {"Config", "Id", "ID", "Name", "State", "Mounts"}:
        return "container"
    if keys & {"RepoTags", "RepoDigests", "RootFS"} and keys & {"Id", "Config", "RootFS"}:
        return "image"
    if "Mountpoint" in keys and "Driver" in keys:
        return "volume"
    if "SecurityOptions" in keys and "ServerVersion" in keys:
        return "host"
    if own := keys & _OURS.keys():
        return _OURS[own.pop()]
    if "Components" in keys or {"Client", "Server"} <= keys:
        return "version"
    if "IPAM" in keys or ("Driver" in keys and "Internal" in keys):
        return "network"
    return ""


def decode(text: str, path: str) -> object:
    """Decode JSON; raises InputError with the place of what is wrong."""
    import json  # noqa: PLC0415 - only for inspect data

    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        span = Span(path, error.lineno, error.colno)
        raise InputError("parse", f"is not valid JSON: {error.msg}", span) from None
    except RecursionError:
        raise InputError("parse", "is nested too deeply", Span(path)) from None
    except ValueError:  # a number of thousands of digits
        raise InputError("parse", "holds a number that is too long", Span(path)) from None
    return document


def read(text: str, path: str) -> Loaded:
    """Read saved inspect data: an array or a single object; containers, images and volumes.

    Raises InputError for what is no JSON and NotInspectData for JSON of another kind.
    """
    text = text.removeprefix("\ufeff")
    document = decode(text, path)
    if not is_inspect(document):
        raise NotInspectData(path)
    positions = Positions(text)
    if isinstance(document, dict) and snapshot.is_snapshot(document):
        return _snapshot(document, path, positions)
    elements = _elements(document, path, positions)
    subjects = _subjects([element for element in elements if _kind(element.value)])
    problems = tuple(problem for element in elements for problem in element.where.problems)
    return Loaded(tuple(subjects), problems, _skipped(elements))


def _snapshot(document: Mapping[str, Any], path: str, positions: Positions) -> Loaded:
    """Read a snapshot: each host by itself; images only tell about their containers there."""
    subjects: list[Subject] = []
    problems: list[Problem] = []
    for index, (name, endpoint, documents) in enumerate(snapshot.hosts_of(document, path)):
        elements = [
            _element(item, f"/hosts/{index}/documents/{i}", path, positions, name)
            for i, item in enumerate(documents)
        ]
        known = [element for element in elements if _kind(element.value)]
        found = _subjects(known, name)
        for host in (subject for subject in found if isinstance(subject, Host)):
            host.endpoint = endpoint
        subjects += (subject for subject in found if _is_audited(subject))
        problems += (problem for element in elements for problem in element.where.problems)
    errors = snapshot.problems_of(document, path, "errors")
    notes = snapshot.problems_of(document, path, "notes")
    return Loaded(tuple(subjects), (*errors, *problems), tuple(notes))


def _is_audited(subject: Subject) -> bool:
    """Whether an audit has it as a subject: an image only with what is in its layers."""
    return isinstance(subject, (Host, Container)) or getattr(subject, "contents", None) is not None


def _elements(document: object, path: str, positions: Positions) -> list[Node]:
    """The elements of the array, each with spans that name its container."""
    if not isinstance(document, list):
        return [_element(document, "", path, positions)]
    return [_element(item, f"/{i}", path, positions) for i, item in enumerate(document)]


def _element(item: object, pointer: str, path: str, positions: Positions, host: str = "") -> Node:
    name = item.get("Name") if isinstance(item, dict) and _kind(item) == "container" else None
    container = name.removeprefix("/") if isinstance(name, str) else ""
    base = Span(path, pointer=pointer, host=host, container=container)
    return Node(item, pointer, Where(base, positions))


def _subjects(elements: list[Node], name: str = "engine") -> list[Subject]:
    """The engine, containers, images, each once however often it was asked for."""
    kinds: dict[str, dict[str, Node]] = {kind: {} for kind in _KINDS}
    for element in elements:
        identity = element.value.get("Id") if isinstance(element.value, dict) else None
        key = identity if isinstance(identity, str) else element.pointer
        kinds[_kind(element.value)].setdefault(key, element)
    host = None
    # Of two engines in one document nobody knows whose the containers are.
    if len(kinds["host"]) == 1:
        (info,) = kinds["host"].values()
        host = read_host(info, kinds["network"].values(), "inspect", name)
        for element in kinds["version"].values():
            read_version(host, element)
        for element in kinds["local"].values():
            read_local(host, element)
    images = {key: read_image(element) for key, element in kinds["image"].items()}
    volumes = {
        element.get("Name").text() or "": volume_options(element)
        for element in kinds["volume"].values()
    }
    containers = {
        key: read_container(
            element, "inspect", host, images.get(element.get("Image").text() or ""), volumes
        )
        for key, element in kinds["container"].items()
    }
    _find_named(containers.values(), kinds["image"].values())
    networks = [read_network(element) for element in kinds["network"].values()]
    known = {network.name: network for network in networks if network is not None}
    for found in containers.values():
        found.found_networks = known
    resolve(containers)
    contents = [read_contents(element) for element in kinds["contents"].values()]
    return [*([host] if host else []), *containers.values(), *images.values(), *contents]


def _find_named(containers: Iterable[Container], images: Iterable[Node]) -> None:
    """Tell containers which of these images the name of theirs stands for."""
    identities = {
        tag.text(): image.get("Id") for image in images for tag in image.get("RepoTags").items()
    }
    for container in containers:
        text = container.reference.value.text if container.reference.value is not None else ""
        identity = identities.get(text) or identities.get(f"{text}:latest")
        # A snapshot of ours says itself what the engine told of the name.
        if identity is not None and container.reference_id.value is None:
            container.reference_id = identity.field(identity.text())


def _skipped(elements: list[Node]) -> tuple[Problem, ...]:
    """Notes on elements that say nothing about a container or an image."""
    notes = []
    for element in elements:
        if not _kind(element.value):
            message = "is neither a container nor an image and was skipped"
            notes.append(Problem("skipped-input", message, element.span))
    return tuple(notes)


def container(
    document: object,
    host: Host | None,
    image_document: object,
    span_base: Span,
    volumes: Volumes | None = None,
) -> tuple[Container, list[Problem]]:
    """Read a decoded container document of a live engine; problems are what made no sense in it."""
    where = Where(span_base)
    image = None
    if image_document is not None:
        image = read_image(Node(image_document, "", Where(span_base)))
    node = Node(document, span_base.pointer, where)
    return read_container(node, "live", host, image, volumes or {}), list(where.problems)


def read_image(element: Node) -> Image:
    """Read one image; its name is its first tag, else its digest, else its short id."""
    tags = [item for item in element.get("RepoTags").items() if item.text() != "<none>:<none>"]
    digests = element.get("RepoDigests").items()
    identity = element.get("Id")
    named = next(iter((*tags, *digests)), identity)
    text = named.text() or "image"
    name = text.removeprefix("sha256:")[:12] if named is identity else text
    image = Image(name, element.span, "inspect")
    image.reference = config.reference(named)
    created = element.get("Created")
    image.created = created.field(created.text())
    config.configure(image, element.get("Config"), sparse=True)
    return image


def volume_options(element: Node) -> dict[str, str]:
    """The driver options of a volume."""
    return {key: node.text() or "" for key, node in element.get("Options").entries()}


def resolve(containers: Mapping[str, Container]) -> None:
    """Tell the containers of one engine of each other.

    Joined namespaces get the name of the container they belong to instead of its id.

    The note of the field says when the chain of joins ends in the host's namespace.
    """
    names = {found.name: key for key, found in containers.items()}
    peers = tuple(containers.values())
    for found in peers:
        found.found_peers = peers
        for slot, field in joined(found):
            target = field.value.target if field.value else ""
            key = _key(target, containers, names)
            if key is None:
                continue
            on_host = _ends_on_host(slot, key, containers, names)
            note = f"that of the host, through {containers[key].name}" if on_host else field.note
            found.host_joins |= frozenset((slot,) if on_host else ())
            value = Namespace("container", containers[key].name)
            setattr(found, slot, field._replace(value=value, note=note))


def _key(target: str, containers: Mapping[str, Container], names: Mapping[str, str]) -> str | None:
    """The id that a `container:` target means; engines write the whole id, people a name."""
    return target if target in containers else names.get(target)


def _ends_on_host(
    slot: str, key: str, containers: Mapping[str, Container], names: Mapping[str, str]
) -> bool:
    """Follow the joins; a circle ends nowhere."""
    seen: set[str] = set()
    following: str | None = key
    while following is not None and following not in seen and len(seen) < _LONGEST_CHAIN:
        seen.add(following)
        field: Field[Namespace] = getattr(containers[following], slot)
        if field.value is None:
            return False
        if field.value.mode != "container":
            return field.value.mode == "host"
        following = _key(field.value.target, containers, names)
    return False
