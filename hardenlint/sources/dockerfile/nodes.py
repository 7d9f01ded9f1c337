"""Logical lines to nodes: keyword, flags and arguments, each kind of argument by its own rule."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...errors import InputError
from .lines import Line, Reader
from .space import SPACE, lower
from .words import (
    BLANKS,
    NotStringsError,
    Token,
    split_blanks,
    split_flags,
    split_json,
    split_quoted,
)

if TYPE_CHECKING:
    from .heredocs import Body

_JSON_OR_TEXT = ("RUN", "CMD", "ENTRYPOINT", "SHELL")
_JSON_OR_WORDS = ("ADD", "COPY", "VOLUME")
_WORDS = ("EXPOSE", "FROM")
_TEXT = ("USER", "WORKDIR", "STOPSIGNAL", "MAINTAINER")
_PAIRS = ("ENV", "LABEL")
_ASCII_SPACE = "\t\n\v\f\r "
_WITH_HEREDOCS = ("ADD", "COPY", "RUN")

KEYWORDS = frozenset(
    (*_JSON_OR_TEXT, *_JSON_OR_WORDS, *_WORDS, *_TEXT, *_PAIRS, "ARG", "HEALTHCHECK", "ONBUILD")
)


_KNOWN = {keyword.lower(): keyword for keyword in KEYWORDS}


class Node:
    """An instruction as it is written, before anything about it is judged.

    start, end   its arguments in the logical line, flags left out
    words        the arguments: the words of a JSON list with their values, else as written
    pairs        for ENV, LABEL and ARG; a missing value is None
    json         whether the arguments are a JSON list
    child        the instruction that ONBUILD holds
    number       counts the stages for FROM, else the instructions; None for a child
    """

    __slots__ = (
        "bodies", "child", "end", "flags", "json", "keyword", "line", "number", "pairs", "start",
        "words", "written",
    )  # fmt: skip

    def __init__(self, line: Line, written: str, flags: list[Token], start: int, end: int) -> None:
        self.line = line
        self.written = written
        self.keyword = _KNOWN.get(lower(written)) or (
            written.upper() if written.isascii() else written
        )
        self.flags = flags
        self.start = start
        self.end = end
        self.words: list[Token] = []
        self.pairs: list[tuple[Token, Token | None]] = []
        self.json = False
        self.child: Node | None = None
        self.bodies: list[Body] = []
        self.number: int | None = None

    @property
    def pointer(self) -> str:
        """Where `show` lists it, as a JSON pointer."""
        if self.number is None:
            return ""
        return f"/{'stages' if self.keyword == 'FROM' else 'instructions'}/{self.number}"

    @property
    def text(self) -> str:
        """The arguments as one text; a single word that is all of them is not copied."""
        words = self.words
        if len(words) == 1 and words[0][1:] == (self.start, self.end) and not self.json:
            return words[0][0]
        return self.line.text[self.start : self.end]

    def error(self, message: str, at: int = 0) -> InputError:
        """An error at this instruction, from character `at` of its line on."""
        line = self.line
        return InputError("parse", message, line.span(at, len(line.text), self.pointer))


def parse(reader: Reader) -> Iterator[Node]:
    """Read the instructions of a file one by one; raises InputError."""
    instructions = stages = 0
    while (line := reader.logical()) is not None:
        node = node_of(line, 0, reader.directives.escape)
        if node.keyword == "FROM":
            node.number = stages
            stages += 1
        else:
            node.number = instructions
            instructions += 1
        if "<<" in line.text:
            _read_heredocs(reader, node)
        yield node


def _read_heredocs(reader: Reader, node: Node) -> None:
    inner = node.child if node.keyword == "ONBUILD" and node.child else node
    if inner.keyword not in _WITH_HEREDOCS or inner.json:
        return
    from . import heredocs  # noqa: PLC0415 - only where there may be one
    from .expand import ExpansionError  # noqa: PLC0415 - only where there may be one

    try:
        wanted = heredocs.find(node.line.text)
    except ExpansionError as error:
        raise node.error(str(error)) from None
    inner.bodies = heredocs.read(reader, node.line, wanted, node.pointer)


def node_of(line: Line, start: int, escape: str, *, nested: bool = False) -> Node:
    """Split a line from `start` on into keyword, flags and arguments; `nested` within ONBUILD."""
    text = line.text
    end = len(text.rstrip(SPACE))
    # BuildKit trims all blanks that Unicode knows, but separates words at those of ASCII alone: a
    # no-break space may stand before a keyword; behind one it is a part of it.
    while start < end and text[start] in SPACE:
        start += 1
    blank = BLANKS.search(text, start, end)
    if blank is None:
        node = Node(line, text[start:end], [], end, end)
    else:
        flags, rest = split_flags(text, blank.end(), end, escape)
        while rest < end and text[rest] in SPACE:
            rest += 1
        node = Node(line, text[start : blank.start()], flags, rest, end)
    try:
        if node.start < end:
            split(node, escape, nested=nested)
    except NotStringsError:
        message = "when using JSON array syntax, arrays must be comprised of strings only"
        raise node.error(message) from None
    return node


def split(node: Node, escape: str, *, nested: bool = False) -> None:
    """Split the arguments; raises NotStringsError for a JSON list of other things."""
    keyword, text, start, end = node.keyword, node.line.text, node.start, node.end
    if keyword in _JSON_OR_TEXT:
        _json_or_text(node, start)
    elif keyword in _JSON_OR_WORDS:
        words = split_json(text, start, end)
        node.json = words is not None
        node.words = split_blanks(text, start, end) if words is None else words
    elif keyword in _WORDS:
        node.words = split_blanks(text, start, end)
    elif keyword in _TEXT:
        node.words = [(text[start:end], start, end)]
    elif keyword in _PAIRS:
        node.pairs = _pairs(node, escape)
    elif keyword == "ARG":
        node.pairs = [_pair(word) for word in split_quoted(text, start, end, escape)]
    elif keyword == "HEALTHCHECK":
        _healthcheck(node)
    elif keyword == "ONBUILD" and not nested:
        # One level alone: ONBUILD within ONBUILD is refused, and thousands of them would recurse.
        node.child = node_of(node.line, start, escape, nested=True)


def _json_or_text(node: Node, start: int) -> None:
    text, end = node.line.text, node.end
    words = split_json(text, start, end)
    node.json = words is not None
    if words is not None:
        node.words += words
    elif start < end:
        node.words.append((text[start:end], start, end))


def _healthcheck(node: Node) -> None:
    text, stop, end = node.line.text, node.start, node.end
    while stop < end and text[stop] not in _ASCII_SPACE:
        stop += 1
    node.words = [(text[node.start : stop], node.start, stop)]
    while stop < end and text[stop] in _ASCII_SPACE:
        stop += 1
    _json_or_text(node, stop)


def _pairs(node: Node, escape: str) -> list[tuple[Token, Token | None]]:
    text, start, end = node.line.text, node.start, node.end
    words = split_quoted(text, start, end, escape)
    if not words:
        return []
    # The old form, `ENV name all the rest`: one name, and everything behind it.
    if "=" not in words[0][0]:
        blank = BLANKS.search(text, start, end)
        if blank is None:
            raise node.error(f"{node.keyword} must have two arguments")
        key = (text[start : blank.start()], start, blank.start())
        return [(key, (text[blank.end() : end], blank.end(), end))]
    for word, at, _ in words:
        if "=" not in word:
            message = f"{node.keyword} needs name=value in every word, here is one without ="
            raise node.error(message, at)
    return [_pair(word) for word in words]


def _pair(word: Token) -> tuple[Token, Token | None]:
    raw, start, end = word
    at = raw.find("=")
    if at < 0:
        return word, None
    return (raw[:at], start, start + at), (raw[at + 1 :], start + at + 1, end)
