"""One value as compose works with it: bytes, a number, a list of words, a mapping of texts."""

from . import secret_words
from .casts import to_bool, to_float, to_int
from .log import RefusedError
from .nodes import Node
from .normalise import pairs
from .scalars import text_of
from .units import to_bytes


def size(node: Node) -> Node:
    if isinstance(node.value, float):
        return node.derive(0)  # compose takes `1e9` for no size at all
    return node.derive(to_bytes(text_of(node.value)))


def number(node: Node) -> Node:
    if not isinstance(node.value, str):
        return node
    value = to_float(node.value)
    return node.derive(int(value) if value.is_integer() else value)


def integer(node: Node) -> Node:
    value = node.value
    if type(value) is int:
        return node
    return node.derive(to_int(value) if isinstance(value, str) else int(value))


def count(node: Node) -> Node:
    """An integer that is not negative."""
    result = integer(node)
    if result.value < 0:
        raise RefusedError("must not be less than 0")
    return result


def boolean(node: Node) -> Node:
    return node.derive(to_bool(node.value)) if isinstance(node.value, str) else node


def words(node: Node) -> Node:
    if isinstance(node.value, str):
        return node.derive([node.derive(word) for word in secret_words.words(node.value)])
    return texts(node)


def texts(node: Node) -> Node:
    """A list of texts; a single one is a list too."""
    if not isinstance(node.value, list):
        return node.derive([text(node)])
    return node.derive([text(item) for item in node.value])


def text(node: Node) -> Node:
    return node.derive(text_of(node.value))


def nullable(node: Node) -> Node:
    """A mapping of texts whose null stays null: `environment`."""
    found = pairs(node)
    shown = {k: v if v.value is None else text(v) for k, v in found.items()}
    return node.derive(shown)


def mapping(node: Node) -> Node:
    """A mapping of texts whose null is empty: labels, sysctls, options."""
    return node.derive({key: text(value) for key, value in pairs(node).items()})
