"""From the text of `docker inspect` to subjects."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

from hardenlint.errors import InputError, Problem, internal
from hardenlint.facts import telling
from hardenlint.model import Container, Field, Host, Image, Namespace, Span, Subject
from hardenlint.model.span import because

from ..kinds import INSPECT, LIVE
from . import config, snapshot
from .container import container as read_container
from .container import joined
from .contents import read_contents
from .elements import BLANKS, KINDS, Array, Element, decode, held, kind_of
from .host import read_host, read_network, read_version
from .local_facts import read_local
from .mounts import Volumes
from .node import Node, Where
from .position import Lines, Positions

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
    return snapshot.is_snapshot(document) or any(kind_of(item) for item in items)


def read(text: str, path: str) -> Loaded:
    """Read saved inspect data: an array or a single object; containers, images and volumes.

    Raises InputError for what is no JSON and NotInspectData for JSON of another kind.
    """
    text = text.removeprefix("\ufeff")
    start = len(text) - len(text.lstrip(BLANKS))
    if text[start : start + 1] == "[":
        array = Array(text, path)
        elements, notes, errors = array.elements, tuple(array.skipped), array.exceeded
    else:
        document = decode(text, path)
        positions = Positions(text, Lines(text), start=start)
        if isinstance(document, dict) and snapshot.is_snapshot(document):
            return _snapshot(document, path, positions)
        elements, notes, errors = [held(document, Span(path), positions)], (), ()
    if not any(element.kind for element in elements):
        raise NotInspectData(path)
    subjects = _subjects(elements)
    problems = tuple(problem for element in elements for problem in element.problems)
    return Loaded(tuple(subjects), (*errors, *problems), notes)


def _snapshot(document: Mapping[str, Any], path: str, positions: Positions) -> Loaded:
    """Read a snapshot: each host by itself; images only tell about their containers there."""
    subjects: list[Subject] = []
    problems: list[Problem] = []
    for index, (name, endpoint, documents) in enumerate(snapshot.hosts_of(document, path)):
        spans = (
            Span(path, pointer=f"/hosts/{index}/documents/{i}", host=name)
            for i in range(len(documents))
        )
        elements = [
            held(item, span, positions) for item, span in zip(documents, spans, strict=True)
        ]
        found = _subjects([element for element in elements if element.kind], name)
        for host in (subject for subject in found if isinstance(subject, Host)):
            host.endpoint = endpoint
        subjects += (subject for subject in found if _is_audited(subject))
        problems += (problem for element in elements for problem in element.problems)
    errors = snapshot.problems_of(document, path, "errors")
    notes = snapshot.problems_of(document, path, "notes")
    return Loaded(tuple(subjects), (*errors, *problems), tuple(notes))


def _is_audited(subject: Subject) -> bool:
    """Whether an audit has it as a subject: an image only with what is in its layers."""
    return isinstance(subject, (Host, Container)) or getattr(subject, "contents", None) is not None


T = TypeVar("T")
_Kinds = dict[str, dict[str, Element]]


def _subjects(elements: Iterable[Element], name: str = "engine") -> list[Subject]:
    """The engine, containers, images, each once however often it was asked for."""
    kinds: _Kinds = {kind: {} for kind in KINDS}
    for element in elements:
        kinds[element.kind].setdefault(element.key, element)
    # Of two engines in one document nobody knows whose the containers are.
    host = _engine(kinds, name) if len(kinds["host"]) == 1 else None
    images = _each(kinds, "image", read_image)
    named = {
        tag.text(): image.get("Id").field(image.get("Id").text())
        for image in _nodes(kinds, "image")
        for tag in image.get("RepoTags").items()
    }
    volumes = {
        node.get("Name").text() or "": volume_options(node) for node in _nodes(kinds, "volume")
    }

    def read(node: Node) -> Container:
        image = images.get(node.get("Image").text() or "")
        return read_container(node, INSPECT, host, image, volumes)

    containers = _each(kinds, "container", read)
    _find_named(containers.values(), named)
    networks = _each(kinds, "network", read_network).values()
    known = {network.name: network for network in networks if network is not None}
    for found in containers.values():
        found.networking.found_networks = known
    resolve(containers)
    contents = _each(kinds, "contents", read_contents).values()
    return [*([host] if host else []), *containers.values(), *images.values(), *contents]


def _engine(kinds: _Kinds, name: str) -> Host | None:
    """The engine, with what other documents tell of it."""
    found = _each(
        kinds, "host", lambda info: read_host(info, _nodes(kinds, "network"), INSPECT, name)
    )
    for host in found.values():
        _each(kinds, "version", partial(read_version, host))
        _each(kinds, "local", partial(read_local, host))
    return next(iter(found.values()), None)


def _nodes(kinds: _Kinds, kind: str) -> Iterator[Node]:
    """What each element of a kind holds, one after the other."""
    for element in kinds[kind].values():
        yield element.node()
        element.done()


def _each(kinds: _Kinds, kind: str, read: Callable[[Node], T]) -> dict[str, T]:
    """Read each; one that meets a bug is left out and told, and the others are there."""
    found: dict[str, T] = {}
    for key, element in kinds[kind].items():
        node = element.node()
        try:
            found[key] = read(node)
        except Exception as error:  # noqa: BLE001, RUF100 - see above
            element.where.problems.setdefault(internal(error, "reading this document", node.span))
        element.done()
    return found


def _find_named(containers: Iterable[Container], named: Mapping[str | None, Field[str]]) -> None:
    """Tell containers which of these images the name of theirs stands for."""
    for container in containers:
        text = container.reference.value.text if container.reference.value is not None else ""
        identity = named.get(text) or named.get(f"{text}:latest")
        # A snapshot of ours says itself what the engine told of the name.
        if identity is not None and container.provenance.reference_id.value is None:
            container.provenance.reference_id = identity


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
    return read_container(node, LIVE, host, image, volumes or {}), list(where.problems)


def read_image(element: Node) -> Image:
    """Read one image; its name is its first tag, else its digest, else its short id."""
    tags = [item for item in element.get("RepoTags").items() if item.text() != "<none>:<none>"]
    digests = element.get("RepoDigests").items()
    identity = element.get("Id")
    named = next(iter((*tags, *digests)), identity)
    text = named.text() or "image"
    name = text.removeprefix("sha256:")[:12] if named is identity else telling.address(text)
    image = Image(name, element.span, INSPECT)
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

    The causes of the field say when the chain of joins ends in the host's namespace.
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
            causes = field.causes
            if on_host:
                causes = because("host") + because("through", containers[key].name)
            found.namespaces.host_joins |= frozenset((slot,) if on_host else ())
            value = Namespace("container", containers[key].name)
            setattr(found.namespaces, slot, field._replace(value=value, causes=causes))


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
        field: Field[Namespace] = getattr(containers[following].namespaces, slot)
        if field.value is None:
            return False
        if field.value.mode != "container":
            return field.value.mode == "host"
        following = _key(field.value.target, containers, names)
    return False
