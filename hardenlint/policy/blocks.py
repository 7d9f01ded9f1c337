"""The block that a place is the head of: what is missing in it is told at `FROM`, at a key."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from hardenlint.model import Span

if TYPE_CHECKING:
    from .block_values import Values

_FROM = re.compile(r"\s*FROM\s+(?:--\S+\s+)*(?P<base>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)
_DOCKERFILE = ("/stages", "/instructions")
_YAML = (".yaml", ".yml", ".json")
_YAML_MAX = 5_000_000
"""Larger texts are not parsed once more: all that follows is the block."""

Changed = Callable[[int, int], bool]
"""Whether anything has changed from one line to another, or was taken away right behind it."""


class Blocks:
    """The blocks of a text; each is asked for by its head."""

    def __init__(self, text: str, changed: Changed) -> None:
        self._text = text.removeprefix("\ufeff")
        self._lines = self._text.split("\n")
        self._changed = changed

    def touched(self, span: Span) -> bool:
        """Whether a place is the head of a block in which anything has changed."""
        head = self._lines[span.line - 1] if 0 < span.line <= len(self._lines) else ""
        if _FROM.match(head):
            return self._stages.get(span.line, False)
        if span.pointer.startswith(_DOCKERFILE):
            return False
        if not span.pointer and not (span.path or "").endswith(_YAML):
            return False
        if self._values is None:
            return self._changed(span.line, len(self._lines))
        return self._values.touched(span.line, span.column)

    @cached_property
    def _stages(self) -> dict[int, bool]:
        """By the line of its FROM, whether a stage or one that it is built from has changed."""
        heads = [(at, m) for at, line in enumerate(self._lines, 1) if (m := _FROM.match(line))]
        ends = [at - 1 for at, _ in heads[1:]] + [len(self._lines)]
        names: dict[str, int] = {}
        found: dict[int, bool] = {}
        for (at, match), end in zip(heads, ends, strict=True):
            found[at] = found.get(names.get(match["base"].lower(), 0), False) or self._changed(
                at, end
            )
            names[(match["name"] or "").lower()] = at
        return found

    @cached_property
    def _values(self) -> "Values | None":
        """None where the text is no YAML, or too much of it."""
        from .block_values import values  # noqa: PLC0415 - not for a Dockerfile

        return None if len(self._text) > _YAML_MAX else values(self._text, self._changed)
