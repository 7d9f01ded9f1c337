"""The text of a YAML configuration as plain data."""

from typing import Any

from hardenlint.errors import UsageError
from hardenlint.text.yaml import errors, tags
from hardenlint.text.yaml.events import UNREADABLE
from hardenlint.text.yaml.nodes import Node, Tree

from .text import DEPTH_MAX, PARTS_MAX, Path

_TAGS = frozenset(
    (None, *(f"tag:yaml.org,2002:{kind}" for kind in "str bool null int float map seq".split()))
)


def read(file: str, text: str) -> tuple[Any, dict[Path, int]]:
    """Return what a configuration says, and the line of each part; raises UsageError."""
    try:
        tree = _Tree(file, text)
    except UNREADABLE as error:
        deep = errors.too_deep(text, error, DEPTH_MAX)
        if deep is not None:
            message = f"is nested more than {DEPTH_MAX} levels deep"
            raise UsageError(f"{file}:{deep.line + 1}: {message}") from None
        words, line = errors.said(error) or (type(error).__name__, 0)
        raise _no_yaml(file, line, words) from None
    if tree.fault is not None:
        raise _no_yaml(file, *tree.fault)
    reader = _Reader(file)
    value = reader.value(tree.nodes[0], ()) if tree.nodes else {}
    return value, reader.lines


def _no_yaml(file: str, line: int, words: str) -> UsageError:
    return UsageError(f"{f'{file}:{line}' if line else file}: is not YAML: {words}")


class _Tree(Tree):
    """A tree that takes no tags of others; `fault` is what it is not, for all that it is YAML.

    Where the text is none at all, that is told first.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.fault: tuple[int, str] | None = None
        self.is_begun = False
        super().__init__(text, DEPTH_MAX)

    def begin(self, event: Any) -> None:
        if self.is_begun:
            self._blame(event, "but found another document")
        self.is_begun = True

    def scalar_node(self, event: Any) -> Node:
        self._look_at(event)
        return super().scalar_node(event)

    def collection_node(self, event: Any, is_map: bool) -> Node:
        self._look_at(event)
        return super().collection_node(event, is_map)

    def alias_node(self, event: Any, target: Node | None) -> Node:
        if target is None:
            self._blame(event, "found undefined alias")
        return super().alias_node(event, target)

    def _look_at(self, event: Any) -> None:
        if event.tag not in _TAGS:
            line = event.start_mark.line + 1
            raise UsageError(f"{self.file}:{line}: this tag is not understood here")
        if event.anchor in self.anchors:
            self._blame(event, "second occurrence")  # of its anchor

    def _blame(self, event: Any, words: str) -> None:
        self.fault = self.fault or (event.start_mark.line + 1, words)


class _Reader:
    """Turns nodes into plain data; remembers lines, refuses what is too much."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.count = 0

    def value(self, found: Node, path: Path) -> Any:
        node = found.target or found
        self.count += 1
        if self.count > PARTS_MAX or len(path) > DEPTH_MAX:
            raise UsageError(f"{self.file}:{node.line}: holds too much for a configuration")
        self.lines.setdefault(path, node.line)
        if node.kind == "map":
            return self._mapping(node, path)
        if node.kind == "list":
            return [self.value(item, (*path, index)) for index, item in enumerate(node.children)]
        return _scalar(node)

    def _mapping(self, node: Node, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for written, item in node.entries:
            key = written.target or written
            if key.kind != "scalar" or tags.kind_of(key) == "merge":
                message = "only plain keys are understood here"
                raise UsageError(f"{self.file}:{key.line}: {message}")
            # The last one would count without a word.
            if key.value in found:
                from hardenlint.facts.telling import name  # noqa: PLC0415 - only for a mistake

                message = f"the key {name(key.value)!r} is there twice"
                raise UsageError(f"{self.file}:{key.line}: {message}")
            self.lines[(*path, key.value)] = key.line
            found[key.value] = self.value(item, (*path, key.value))
        return found


def _scalar(node: Node) -> Any:
    kind = tags.kind_of(node)
    if kind == "bool":
        return node.value.lower() in ("true", "yes", "on")
    # A number stays as it is written: nothing here takes one, and a reason may look like one.
    return None if kind == "null" else node.value
