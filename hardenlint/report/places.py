"""How a report names subjects and places, and where it takes the words about a check from."""

import os
from functools import cache

from hardenlint import page
from hardenlint.check import Check
from hardenlint.model import Container, Span, Subject

from .terminal import printable


def kind(subject: Subject) -> str:
    """What a person calls it: image, service, container, project or host."""
    if isinstance(subject, Container) and subject.source == "compose":
        return "service"
    return subject.kind


def label(subject: Subject) -> str:
    """Kind and name, ready to print."""
    return f"{kind(subject)} {printable(subject.name)}"


def slashed(path: str) -> str:
    """A path as reports write it, with `/` on every platform."""
    return path if os.sep == "/" else path.replace(os.sep, "/")


def in_document(span: Span) -> bool:
    """Whether the place is a value of an engine's inspect document, saved or live."""
    return bool(span.container or span.host)


def place(span: Span, what: str = "container") -> str:
    """Name a place, ready to print: `path:line:column`, or `container web · HostConfig.Privileged`.

    `what` is the kind of the thing that an inspect document describes. Empty for no place at all.
    """
    if not in_document(span):
        return f"{printable(slashed(span.path))}:{span.line}:{span.column}" if span.path else ""
    owner = f"{what} {printable(span.container)}" if span.container else f"host {printable(span.host)}"
    key = printable(readable(span.pointer))
    return f"{owner} · {key}" if key else owner


def readable(pointer: str) -> str:
    """A JSON pointer into an inspect document as a path: `HostConfig.Binds[0]`.

    The leading position of the container in a saved array is left out.
    """
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if parts and parts[0].isdigit():
        del parts[0]
    text = ""
    for part in parts:
        if part.isdigit():
            text += f"[{part}]"
        elif part.replace("_", "").replace("-", "").isalnum():
            text += f".{part}" if text else part
        else:
            text += f'["{part}"]'
    return text


@cache
def page_of(check: Check) -> page.Page:
    """The page of a check, taken apart once."""
    return page.read(check.doc)


def number(count: int, noun: str, plural: str = "") -> str:
    """`1 file`, `2 files`, `2 matches`."""
    return f"{count} {noun}" if count == 1 else f"{count} {plural or noun + 's'}"
