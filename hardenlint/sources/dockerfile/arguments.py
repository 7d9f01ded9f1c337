"""The arguments of an instruction: the value of each word, and what is known of it at once."""

from ...model.instruction import Instruction, Written
from .expand import unquote
from .nodes import KEYWORDS, Node
from .words import Token

_LITERAL = ("RUN", "CMD", "ENTRYPOINT", "SHELL", "HEALTHCHECK", "MAINTAINER")
"""Instructions whose words nothing expands."""


def write(instruction: Instruction, node: Node, escape: str) -> None:
    """Give an instruction the words or the pairs of its node."""
    if node.pairs:
        words = [token for pair in node.pairs for token in pair]
        instruction.write(
            [token and _written(node, token, escape, literal=False) for token in words]
        )
    elif node.words:
        literal = node.keyword in _LITERAL or node.keyword not in KEYWORDS
        instruction.write([_written(node, word, escape, literal=literal) for word in node.words])


def _written(node: Node, token: Token, escape: str, *, literal: bool) -> Written:
    text, start, end = token
    start, end = start - node.start, end - node.start
    if literal:
        return start, end, text, text
    # With a variable in it, it is resolved when those of the stage are known.
    value = unquote(text, escape)
    resolved = None if "$" in text else value
    # The value of a JSON string has no quotes to be removed.
    return start, end, text if node.json or value is None else value, resolved
