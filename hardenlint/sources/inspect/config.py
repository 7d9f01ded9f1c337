"""What containers and images share in an inspect document: the process they start.

Source: moby api/types/container/config.go; images of API 1.50 and later leave empty keys out.
"""

from typing import TypeVar

from hardenlint.model import Container, Field, Healthcheck, Image, ImageRef, Port, User
from hardenlint.text.numbers import whole

from ..kinds import LIVE
from .node import Node

T = TypeVar("T")


def configure(image: Image, config: Node, *, sparse: bool) -> None:
    """Fill in what `Config` says; `sparse` when a missing key in it means an empty value."""
    # Of a Config that is not there nothing is known, empty values neither.
    sparse = sparse and not config.absent
    image.user = _user(config.get("User"), sparse=sparse)
    if image.user.value is not None and not image.user.value.is_set:
        image.base_user = "root"  # container and image are final: nobody else can choose a user
    image.env = _env(config.get("Env"))
    image.exposed = _exposed(config.get("ExposedPorts"))
    image.volumes_declared = tuple(
        Field(key, item.span) for key, item in config.get("Volumes").entries()
    )
    image.healthcheck = _healthcheck(config.get("Healthcheck"), known=not config.absent)
    image.workdir = _text(config.get("WorkingDir"), sparse=sparse)
    image.entrypoint = _command(config.get("Entrypoint"), sparse=sparse)
    image.command = _command(config.get("Cmd"), sparse=sparse)
    image.labels = _labels(config.get("Labels"))
    image.onbuild = tuple(Field(item.text(), item.span) for item in config.get("OnBuild").items())


def inherit(container: Image, image: Image) -> None:
    """Mark as inherited what a container has exactly as its image has it."""
    if container.source == LIVE:  # saved data holds the image as a subject of its own
        container.created = image.created._replace(span=container.reference.span)
    # Nothing is built from a container: these are told of its image.
    container.onbuild = ()
    if isinstance(container, Container):
        container.provenance.image_labels = frozenset(image.labels)
    container.user = _inherited(container.user, image.user)
    container.healthcheck = _inherited(container.healthcheck, image.healthcheck)
    container.workdir = _inherited(container.workdir, image.workdir)
    container.entrypoint = _inherited(container.entrypoint, image.entrypoint)
    container.command = _inherited(container.command, image.command)
    for own, theirs in ((container.env, image.env), (container.labels, image.labels)):
        for name in own.keys() & theirs.keys():
            own[name] = _inherited(own[name], theirs[name])


def _inherited(field: Field[T], image: Field[T]) -> Field[T]:
    same = field.stated and field.value is not None and field.value == image.value
    return field._replace(origin="inherited") if same else field


def reference(node: Node) -> Field[ImageRef]:
    """The image as it was typed; an id is a digest without a name, never a tag."""
    text = node.text()
    if not text:
        return Field(None, node.span, "defaulted")
    return Field(parse_reference(text), node.span)


def parse_reference(text: str) -> ImageRef:
    """Read a reference, or an image id (`sha256:…` or its bare hexadecimal digits)."""
    digits = text.removeprefix("sha256:")
    is_hex = len(digits) >= 12 and not digits.strip("0123456789abcdef")
    if is_hex and (digits != text or len(digits) in (12, 64)):
        return ImageRef("", "", "", "", f"sha256:{digits}", text)
    return ImageRef.parse(text)


def _user(node: Node, *, sparse: bool) -> Field[User]:
    text = "" if node.missing and sparse else node.text()
    if text is None:
        return Field(None, node.span, "defaulted")
    return node.field(User.parse(text), User())


def _text(node: Node, *, sparse: bool) -> Field[str]:
    return node.field("" if node.missing and sparse else node.text(), "")


def _command(node: Node, *, sparse: bool) -> Field[tuple[str, ...]]:
    return node.field(() if node.missing and sparse else node.texts(), ())


def _healthcheck(node: Node, *, known: bool) -> Field[Healthcheck]:
    """An absent key is an answer too: the engine leaves it out when there is none."""
    if node.absent:
        return node.field(Healthcheck() if known else None, Healthcheck())
    test = node.get("Test")
    words = () if test.absent else test.texts()
    if words is None or (node.value is not None and not isinstance(node.value, dict)):
        return Field(None, node.span)
    check = Healthcheck.of(words)
    return Field(check, test.span) if check.disabled else node.field(check, Healthcheck())


def _env(node: Node) -> dict[str, Field[str]]:
    env: dict[str, Field[str]] = {}
    for item in node.items():
        text = item.text()
        if text is not None:
            name, sep, value = text.partition("=")
            env[name] = Field(value if sep else None, item.span)
    return env


def _labels(node: Node) -> dict[str, Field[str]]:
    return {key: Field(item.text(), item.span) for key, item in node.entries()}


def _exposed(node: Node) -> tuple[Field[Port], ...]:
    ports = []
    for key, item in node.entries():
        port = parse_port(key)
        if port is None:
            item.wrong("named like 80/tcp")
        else:
            ports.append(Field(port, item.span))
    return tuple(ports)


def parse_port(text: str) -> Port | None:
    """Read `80/tcp`, `80` or `8000-8010/udp`."""
    numbers, _, protocol = text.partition("/")
    first, _, last = numbers.partition("-")
    start, end = port_number(first), port_number(last) if last else 0
    if start is None or end is None:
        return None
    return Port(start, protocol.lower() or "tcp", end)


def port_number(text: str) -> int | None:
    """The number of a port; None for a text that can be none."""
    return whole(text, 5)
