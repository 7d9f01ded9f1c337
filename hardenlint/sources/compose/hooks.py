"""The commands that compose runs around the life of a service."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hardenlint.model import Field, ImageRef, User
from hardenlint.model.lifecycle import Hook

from .casts import to_bool
from .fields import Reader, text
from .nodes import Node

T = TypeVar("T")

Words = Callable[[Any], tuple[str, ...]]


def hooks(reader: Reader, events: Sequence[str], words: Words) -> tuple[Hook, ...]:
    """All hooks of a service, by the events that they are for; `words` reads a command."""
    found: list[Hook] = []
    for event in events:
        for index, item in enumerate(reader.node.items_at(event)):
            if isinstance(item.value, dict):
                found.append(_hook(event, item, f"/{event}/{index}", reader, words))
    for index, item in enumerate(reader.node.items_at("develop", "watch")):
        action = item.get("exec")
        if action is not None and isinstance(action.value, dict):
            pointer = f"/develop/watch/{index}/exec"
            found.append(_hook("watch", action, pointer, reader, words))
    return tuple(found)


def _hook(event: str, item: Node, pointer: str, reader: Reader, words: Words) -> Hook:
    hook = Hook(event, item.span(reader.pointer + pointer))

    def field(key: str, convert: Callable[[Any], T], default: T | None) -> Field[T]:
        node = item.get(key)
        if node is None or (node.known and node.is_empty):
            return Field(default, hook.span, "defaulted")
        return reader.field(node, f"{pointer}/{key}", convert)

    hook.command = field("command", words, None)
    hook.image = field("image", lambda value: ImageRef.parse(text(value)), None)
    hook.privileged = field("privileged", lambda value: to_bool(text(value)), False)
    hook.user = field("user", lambda value: User.parse(text(value)), User(""))
    return hook
