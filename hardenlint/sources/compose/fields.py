"""From nodes to fields of the model: values with their places, unknown where a variable is."""

from collections.abc import Callable
from typing import Any, TypeVar

from hardenlint.model import Field, Healthcheck, ImageRef, Span
from hardenlint.model.span import Cause
from hardenlint.text.pointer import joined

from .log import Log, RefusedError, reason
from .nodes import Node
from .scalars import decimal, text_of

T = TypeVar("T")


class Reader:
    """Reads the fields of one service.

    `partial` is a service of which a part is missing (a base that is not here): what it does
    not say is unknown instead of the engine's default.
    """

    __slots__ = ("_missing", "log", "node", "partial", "pointer", "span")

    def __init__(self, node: Node, span: Span, pointer: str, log: Log, *, partial: bool) -> None:
        self.node = node
        self.span = span
        self.pointer = pointer
        self.log = log
        self.partial = partial
        self._missing: dict[Any, Field[Any]] = {}

    def missing(self, default: T | None) -> Field[T]:
        """A field that nobody wrote down; most of a service is, so equal ones are one object."""
        value = None if self.partial else default
        if value.__hash__ is None:
            return Field(value, self.span, "defaulted")
        # With the type, since False equals 0.
        key = type(value), value
        if key not in self._missing:
            self._missing[key] = Field(value, self.span, "defaulted")
        return self._missing[key]

    def field(self, node: Node, pointer: str, convert: Callable[[Any], T]) -> Field[T]:
        """A field from a node; what cannot be converted is reported and unknown."""
        span = node.span(self.pointer + pointer)
        if not node.known or node.value is None:
            return Field(None, span, "stated", node.causes)
        try:
            value = convert(node.value)
            causes = node.causes if len(node.causes) < 2 else _of_text(node, value)
            return Field(value, span, "stated", causes)
        except (ValueError, TypeError, OverflowError) as error:
            self.log.invalid(reason(error), node)
            return Field(None, span)

    def scalar(self, key: str, convert: Callable[[Any], T], default: T | None) -> Field[T]:
        """A field of the service itself; null is as good as absent."""
        node = self.node.get(key)
        if node is None or (node.known and node.value is None):
            return self.missing(default)
        return self.field(node, "/" + key, convert)

    def each(self, key: str, convert: Callable[[Any], T]) -> tuple[Field[T], ...]:
        """The items of a list."""
        node = self.node.get(key)
        if node is not None and isinstance(node.value, str):
            return (self.field(node, f"/{key}", convert),)
        if node is None or not isinstance(node.value, list):
            return ()
        return tuple(
            self.field(item, f"/{key}/{index}", convert) for index, item in enumerate(node.value)
        )

    def pairs(self, node: Node | None, pointer: str) -> dict[str, Field[str]]:
        """A mapping, or a list of `KEY=value`; null and a bare `KEY` are unknown."""
        result: dict[str, Field[str]] = {}
        for key, item in node.entries.items() if node is not None else ():
            result[key] = self._pair(item, joined(pointer, key))
        for index, item in enumerate(node.items if node is not None else ()):
            key, equals, value = text_of(item.value).partition("=")
            if key:
                shown = item.derive(value if equals else None)
                result[key] = self._pair(shown, f"{pointer}/{index}")
        return result

    def _pair(self, item: Node, pointer: str) -> Field[str]:
        return self.field(item, pointer, text)


def _of_text(node: Node, value: Any) -> tuple[Cause, ...]:
    """The causes of a value that is made of a text, whose parts are those of its own text."""
    from hardenlint.model.parts import aligned  # noqa: PLC0415 - few texts have several variables

    if isinstance(value, ImageRef):
        value = value.text
    elif isinstance(value, Healthcheck):
        value = " ".join(value.test)
    elif type(value) is tuple:
        value = " ".join(map(str, value))
    return aligned(node.causes, node.value, value)


def text(value: Any) -> str:
    """A scalar as text."""
    if isinstance(value, (dict, list)):
        raise RefusedError("must be text")
    return text_of(value)


def number(value: Any) -> float:
    """A number, or a text that is one."""
    found = decimal(text(value))
    if found is None:
        raise ValueError("must be a number")
    return found


def integer(value: Any) -> int:
    """A number without its fraction, which compose drops."""
    return value if type(value) is int else int(number(value))


def boolean(value: Any) -> bool:
    """A boolean that was cast already."""
    if not isinstance(value, bool):
        raise RefusedError("must be true or false")
    return value
