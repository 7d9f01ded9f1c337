"""The arguments of an instruction with their places, made when they are asked for."""

from ...model.instruction import Arguments, Instruction, Word
from .expand import unquote
from .lines import Line
from .nodes import KEYWORDS, Node, split
from .words import Token

HELD = 2_000
"""So many instructions keep their words; a longer file has them made again and again."""

_LITERAL = ("RUN", "CMD", "ENTRYPOINT", "SHELL", "HEALTHCHECK", "MAINTAINER")
"""Instructions whose words nothing expands."""


class Splitter:
    """Makes the words of the instructions of one file that lie in one line each.

    Words and their places take twenty times the room of the text that they are made from.
    """

    __slots__ = ("escape", "held")

    def __init__(self, escape: str) -> None:
        self.escape = escape
        self.held: list[Instruction] = []

    def __call__(self, instruction: Instruction) -> Arguments:
        """Split the text of an instruction."""
        if len(self.held) >= HELD:
            for other in self.held:
                other.forget()
            self.held.clear()
        self.held.append(instruction)
        span, text = instruction.span, instruction.text
        line = Line(text, span.path or "", span.line, instruction.offsets[0][2], [])
        node = Node(line, instruction.keyword, [], 0, len(text))
        if text:
            split(node, self.escape)
        return arguments_of(node, self.escape, span.pointer)


def arguments_of(node: Node, escape: str, pointer: str) -> Arguments:
    """The words and the pairs of a node."""
    literal = node.keyword in _LITERAL or node.keyword not in KEYWORDS
    return (
        tuple(_word(node, word, escape, pointer, literal=literal) for word in node.words),
        tuple(_pair(node, pair, escape, pointer) for pair in node.pairs),
    )


def _word(node: Node, token: Token, escape: str, pointer: str, *, literal: bool) -> Word:
    text, start, end = token
    span = node.line.span(start, end, pointer)
    if literal or node.json:
        raw = node.line.text[start:end] if node.json else text
        return Word(text, raw, span, text if literal else _resolved(text, escape))
    value = unquote(text, escape)
    # With a variable in it, it is resolved when those of the stage are known.
    return Word(text if value is None else value, text, span, None if "$" in text else value)


def _resolved(text: str, escape: str) -> str | None:
    return None if "$" in text else unquote(text, escape)


def _pair(
    node: Node,
    pair: tuple[Token, Token | None],
    escape: str,
    pointer: str,
) -> tuple[Word, Word | None]:
    name, value = pair
    return (
        _word(node, name, escape, pointer, literal=False),
        None if value is None else _word(node, value, escape, pointer, literal=False),
    )
