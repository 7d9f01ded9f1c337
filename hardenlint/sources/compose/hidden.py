"""What `show` writes for the values of a project that a person must not see."""

from hardenlint.facts.masking import MASK, masked, masked_words
from hardenlint.facts.masking.levels import Level
from hardenlint.facts.masking.names import is_literal, names_secret, told_secret

from .nodes import Node
from .scalars import text_of
from .secret_words import Secret

Texts = dict[int, str]
"""By the id of a node, what is written instead of its value."""


def hidden(tree: Node) -> Texts:
    """Find the values that are secret, or that have a secret in them."""
    found: Texts = {}
    _walk(tree, Level(None, is_mapping=True), found)
    return found


def _walk(node: Node, level: Level, found: Texts) -> None:
    for key, value in node.entries.items():
        level.key = key
        _value(key, value, level, found)
    for item in node.items:
        _value(level.name, item, level, found)
    program, words = (node.get(key) for key in ("entrypoint", "command"))
    if program is not None and words is not None:
        _words([*program.items, *words.items], found)
    else:
        _words(node.items, found)


def _value(name: str, node: Node, level: Level, found: Texts) -> None:
    if isinstance(node.value, (dict, list)):
        _walk(node, Level(level, is_mapping=isinstance(node.value, dict)), found)
        return
    text = "" if node.value is None else text_of(node.value)
    shown = masked(text)
    named = name if names_secret(name) else "password"
    is_secret = level.holds_secret(name) or told_secret(node.causes)
    if text and is_secret and is_literal(named, text):
        shown = MASK
    if isinstance(node.value, Secret) and shown == text:
        shown = MASK
    if shown != text:
        found[id(node)] = shown


def _words(items: list[Node], found: Texts) -> None:
    """The words of a command: what one of them is, another one tells."""
    words = [item for item in items if isinstance(item.value, str)]
    texts = [str(item.value) for item in words]
    for item, text, shown in zip(words, texts, masked_words(texts), strict=True):
        if text != shown:
            found.setdefault(id(item), shown)
