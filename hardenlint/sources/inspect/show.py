"""What hardenlint understood of inspect data, as JSON and as text; secrets are masked."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from hardenlint.model import (
    Container,
    Field,
    Image,
    ImageRef,
    Namespace,
    PublishedPort,
    SecurityOpt,
    User,
)
from hardenlint.model.causes import said
from hardenlint.model.span import Span

from .document import read
from .mask import masked, masked_text, masked_words

_AS_TEXT = (ImageRef, Namespace, SecurityOpt, User)
_WIDTH = 120  # of a value in the text form; a seccomp profile is one value

Fact = dict[str, object]

_IMAGE_FACTS = ("reference", "user", "workdir", "entrypoint", "command", "healthcheck", "exposed")
_CONTAINER_FACTS = (
    "privileges.privileged", "privileges.read_only", "privileges.security_opts",
    "privileges.masked_paths", "namespaces.pid", "namespaces.ipc", "namespaces.uts",
    "namespaces.userns", "namespaces.cgroup", "namespaces.network", "namespaces.cgroup_parent",
    "privileges.group_add", "privileges.devices", "storage.mounts", "networking.ports",
    "networking.published_all", "limits.memory", "limits.cpus", "limits.pids",
    "lifecycle.restart", "privileges.runtime",
)  # fmt: skip


def show(text: str, path: str) -> dict[str, object]:
    """The document of `hardenlint show --format json`; raises InputError."""
    subjects = read(text, path).subjects
    containers = [subject for subject in subjects if isinstance(subject, Container)]
    images = [s for s in subjects if isinstance(s, Image) and not isinstance(s, Container)]
    return {
        "source": "inspect",
        "path": path,
        "containers": [_container(container) for container in containers],
        "images": [_image(image) for image in images],
    }


def _container(container: Container) -> dict[str, object]:
    shown = _image(container)
    shown["state"] = container.lifecycle.state
    shown["service"] = container.service
    for name in _CONTAINER_FACTS:
        shown[name.rpartition(".")[2]] = _facts(attrgetter(name)(container))
    shown["networks"] = _facts(container.networking.networks.values())
    capabilities = container.privileges.capabilities
    known = not capabilities.unknown and container.privileges.privileged.value is not None
    effective = capabilities.effective(privileged=container.privileges.privileged.value is True)
    shown["capabilities"] = {
        "add": _facts(capabilities.add),
        "drop": _facts(capabilities.drop),
        "effective": sorted(effective) if known else None,
    }
    return shown


def _image(image: Image) -> dict[str, object]:
    shown: dict[str, object] = {"name": image.name, "pointer": image.span.pointer}
    for name in _IMAGE_FACTS:
        shown[name] = _facts(getattr(image, name))
    shown["command"] = _operands(image)
    shown["env"] = _named(image.env)
    shown["labels"] = _named(image.labels)
    return shown


def _named(fields: dict[str, Field[str]]) -> dict[str, Fact]:
    return {name: _fact(field, masked(name, field.value or "")) for name, field in fields.items()}


def _facts(fields: object) -> object:
    if isinstance(fields, Field):
        return _fact(fields, _plain(fields.value))
    assert isinstance(fields, Iterable)  # noqa: S101 - a fact is one Field or several
    return [_facts(field) for field in fields]


def _operands(image: Image) -> Fact:
    """The command, of which the entrypoint tells what its words are."""
    program, words = image.entrypoint.value or (), image.command.value or ()
    return _fact(image.command, list(masked_words((*program, *words))[len(program) :]))


def _fact(field: Field[Any], value: object) -> Fact:
    """One fact: `state` says whether it was stated, defaulted, inherited or is unknown."""
    known = field.value is not None
    span: Span = field.span
    fact: Fact = {"value": value if known else None, "state": field.origin if known else "unknown"}
    fact["pointer"] = span.pointer
    if field.causes:
        fact["note"] = said(field.causes)
    return fact


def _plain(value: object) -> object:
    """A value of the model as JSON has it: named tuples as objects, those with a text as text."""
    if isinstance(value, tuple):
        fields: tuple[str, ...] | None = getattr(value, "_fields", None)
        if fields is None:
            return list(masked_words(tuple(str(word) for word in value)))
        if isinstance(value, _AS_TEXT):
            return masked_text(value.text if isinstance(value, ImageRef) else str(value))
        return {name: _plain(item) for name, item in zip(fields, value, strict=True)}
    return masked_text(value) if isinstance(value, str) else value


def describe(text: str, path: str) -> str:
    """The same for a person: one line a fact, with its origin where nobody stated it."""
    document = show(text, path)
    lines: list[str] = []
    for title in ("containers", "images"):
        subjects = document[title]
        assert isinstance(subjects, list)  # noqa: S101 - show() makes lists
        for subject in subjects:
            lines += [*_described(title[:-1], subject), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _described(kind: str, subject: dict[str, object]) -> list[str]:
    state = f" ({subject['state']})" if subject.get("state") else ""
    lines = [f"{kind} {subject['name']}{state}"]
    for name, value in subject.items():
        if name not in ("name", "pointer", "state"):
            lines += _lines(name.replace("_", " "), value)
    return lines


def _lines(name: str, value: object) -> list[str]:
    if isinstance(value, str):
        return [_line(name, value)] if value else []
    if isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            return [_line(name, " ".join(value))]
        return [line for item in value for line in _lines(name, item)]
    if not isinstance(value, dict):
        return []
    if "state" not in value or "pointer" not in value:
        return [line for key, item in value.items() for line in _lines(_title(name, key), item)]
    if value["state"] == "unknown":
        return [_line(name, "unknown")]
    note = f" ({value['note']})" if "note" in value else ""
    shown = _text(value["value"])
    origin = "" if value["state"] == "stated" else f"  [{value['state']}]"
    return [_line(name, f"{shown or 'not set'}{note}{origin}")]


def _title(name: str, key: str) -> str:
    return f"{name} {key}" if name in ("env", "labels") else f"{name}: {key}"


def _line(name: str, value: str) -> str:
    return f"  {name:<16} {value}"


def _text(value: object) -> str:
    """A value as people write it on a command line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(str(word) for word in value)
    if isinstance(value, dict):
        for key, phrase in _PHRASES:
            if key in value:
                return phrase(value)
    text = "" if value == 0 else str(value)
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"


def _mount(mount: dict[str, Any]) -> str:
    mode = "ro" if mount["read_only"] else "rw"
    details = (mount["propagation"], mount["options"] if mount["type"] == "tmpfs" else "")
    volume = f"volume {mount['volume']}" if mount["volume"] else ""
    place = ":".join(part for part in (mount["source"], mount["target"], mode) if part)
    return " ".join(part for part in (mount["type"], place, *details, volume) if part)


def _healthcheck(check: dict[str, Any]) -> str:
    return "disabled" if check["disabled"] else _text(check["test"])


def _restart(policy: dict[str, Any]) -> str:
    return f"{policy['name']}:{policy['max_retries']}".removesuffix(":0")


def _port(port: dict[str, Any]) -> str:
    return f"{port['number']}-{port['last']}/{port['protocol']}".replace("-0/", "/")


_PHRASES: tuple[tuple[str, Callable[[dict[str, Any]], str]], ...] = (
    ("published", lambda port: str(PublishedPort(**port))),
    ("propagation", _mount),
    ("permissions", lambda device: ":".join(device.values())),
    ("disabled", _healthcheck),
    ("max_retries", _restart),
    ("number", _port),
)
"""How to write a value of the model, told by a field that only its type has."""
