"""Nodes to instructions: what each keyword demands, and its words with their places."""

from typing import TYPE_CHECKING

from ...model import Field, Flag, Heredoc, Instruction, Span, Stage
from . import arguments
from .nodes import KEYWORDS, Node
from .space import SPACE, lower

if TYPE_CHECKING:
    from ...model import Word
    from .heredocs import Body

_EXACTLY_ONE = ("USER", "WORKDIR", "STOPSIGNAL", "MAINTAINER")
_AT_LEAST_ONE = ("EXPOSE", "VOLUME", "HEALTHCHECK", "ONBUILD", "ENV", "LABEL", "ARG", "SHELL")
_COMMANDS = ("RUN", "CMD", "ENTRYPOINT", "SHELL", "HEALTHCHECK")
# BuildKit never looks at the flags of these, whatever they say.
_UNFLAGGED = ("ARG", "STOPSIGNAL")
_NOT_TRIGGERS = ("MAINTAINER", "FROM")
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


def check(node: Node) -> None:
    """Raise InputError for what BuildKit refuses in one instruction."""
    keyword = node.keyword
    if keyword not in KEYWORDS:
        raise node.error(f"unknown instruction{_meant(node.written)}")
    given = len(node.words) or len(node.pairs) or (node.child is not None)
    if keyword in _EXACTLY_ONE and not given:
        raise node.error(f"{keyword} requires exactly one argument")
    if keyword in _AT_LEAST_ONE and not given:
        raise node.error(f"{keyword} requires at least one argument")
    if keyword in ("ADD", "COPY") and len(node.words) < 2:
        raise node.error(f"{keyword} requires at least two arguments")
    if keyword == "FROM":
        stage_name(node)
    if node.flags and keyword not in _UNFLAGGED and not _is_none(node):
        from . import flags  # noqa: PLC0415 - only where there are some

        flags.check(node)
    _check_arguments(node)


def _meant(written: str) -> str:
    """The keyword that is near what is written; the rest of a broken line is not repeated."""
    from hardenlint.text.wording import near  # noqa: PLC0415 - only for a mistake

    keyword = near(written.upper(), KEYWORDS)
    return f": is it {keyword}?" if keyword else ""


def _is_none(node: Node) -> bool:
    """Whether this is HEALTHCHECK NONE, whose flags nobody looks at."""
    return node.keyword == "HEALTHCHECK" and node.words[0][0].upper() == "NONE"


def _check_arguments(node: Node) -> None:
    keyword, words = node.keyword, node.words
    if keyword == "SHELL" and not node.json:
        raise node.error("SHELL requires the arguments to be in JSON form")
    if keyword in ("ADD", "COPY") and "<<" in words[-1][0]:
        _check_destination(node)
    if keyword == "VOLUME" and any(not word.strip(SPACE) for word, _, _ in words):
        raise node.error("VOLUME specified can not be an empty string")
    if keyword in ("ENV", "LABEL", "ARG"):
        _check_names(node)
    if keyword == "HEALTHCHECK":
        _check_healthcheck(node)
    if keyword == "ONBUILD" and node.child is not None:
        _check_trigger(node, node.child)


def _check_destination(node: Node) -> None:
    from .heredocs import is_announced  # noqa: PLC0415 - only where there may be one

    word, start, _ = node.words[-1]
    if is_announced(word):
        raise node.error(f"{node.keyword} cannot accept a heredoc as a destination", start)


def _check_names(node: Node) -> None:
    for (name, start, _), _value in node.pairs:
        if not name:
            raise node.error(f"{node.keyword} names can not be blank", start)


def _check_healthcheck(node: Node) -> None:
    kind = node.words[0][0].upper()
    if kind == "NONE" and len(node.words) > 1:
        raise node.error("HEALTHCHECK NONE takes no arguments")
    if kind not in ("NONE", "CMD"):
        raise node.error("unknown type in HEALTHCHECK, it must be CMD or NONE")
    if kind == "CMD" and len(node.words) == 1:
        raise node.error("missing command after HEALTHCHECK CMD")


def _check_trigger(node: Node, child: Node) -> None:
    if child.keyword == "ONBUILD":
        raise node.error("chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if child.keyword in _NOT_TRIGGERS:
        raise node.error(f"{child.keyword} isn't allowed as an ONBUILD trigger")


def stage_name(node: Node) -> str | None:
    """The lower-cased name of `FROM image AS name`, None without one; raises InputError."""
    words = [word for word, _, _ in node.words]
    # BuildKit compares as Go's EqualFold does, to which the long s (U+017F) is an s.
    if len(words) == 3 and words[1].casefold() == "as":
        name = lower(words[2])
        if not ("a" <= name[0] <= "z" and _NAME.issuperset(name)):
            message = (
                "invalid name for build stage: it begins with a letter, and a-z 0-9 - _ . follow"
            )
            raise node.error(message, node.words[2][1])
        return name
    if len(words) != 1:
        raise node.error("FROM requires either one or three arguments")
    return None


def stage_of(node: Node, index: int) -> Stage:
    """A stage as its FROM names it, nothing resolved yet."""
    raw, start, end = node.words[0]
    pointer = node.pointer
    span = span_of(node, pointer)
    stage = Stage(index, stage_name(node), span, node.line.span(start, end, pointer))
    stage.base_raw = raw
    return stage


def platforms(node: Node) -> tuple[tuple[str, Span], ...]:
    """The values of the flags of FROM, of which --platform is the only one."""
    line = node.line
    return tuple(
        (text.partition("=")[2], line.span(start, end, node.pointer))
        for text, start, end in node.flags
    )


def span_of(node: Node, pointer: str = "") -> Span:
    """An instruction from its keyword to the end of its last line."""
    line = node.line
    span = line.span(0, len(line.text), pointer)
    if line.last == line.first:
        return span
    return Span(line.path, line.first, line.column, line.last, line.width + 1, pointer)


def instruction_of(node: Node, stage: int | None, escape: str) -> Instruction:
    """An instruction; what ONBUILD holds is marked as such."""
    outer, node = node, node.child or node
    built = Instruction(node.keyword, span_of(outer), stage)
    built.number = outer.number
    built.onbuild = outer is not node
    line = node.line
    built.text = node.text
    built.text_column = line.place(node.start)[1]
    if line.pieces:
        built.pieces = line.offsets(node.start, node.end)
    if node.flags:
        built.flags = tuple(
            Flag(*text[2:].partition("=")[::2], line.span(start, end, outer.pointer))
            for text, start, end in node.flags
        )
    if node.keyword in _COMMANDS:
        built.form = "exec" if node.json else "shell"
        if node.keyword == "HEALTHCHECK" and len(node.words) <= 1:
            built.form = None
    arguments.write(built, node, escape)
    if node.bodies:
        built.heredocs = tuple(map(_heredoc, node.bodies))
    return built


def _heredoc(body: "Body") -> Heredoc:
    return Heredoc(body.name, body.content, body.span, body.expand, body.tabs)


def is_list(instruction: Instruction) -> bool:
    """Whether COPY, ADD or VOLUME got a JSON list of words."""
    return instruction.text.startswith("[") and instruction.words[0].raw.startswith('"')


def command_of(instruction: Instruction, words: "tuple[Word, ...]") -> Field[tuple[str, ...]]:
    """What CMD or ENTRYPOINT starts, the shell in front of a shell form."""
    span = arguments_span(instruction)
    if instruction.form == "exec":
        return Field(tuple(word.value for word in words), span)
    shell = instruction.shell or ("/bin/sh", "-c")
    return Field((*shell, words[0].value if words else ""), span)


def arguments_span(instruction: Instruction) -> Span:
    """The arguments of an instruction, from the first word to the last."""
    words = instruction.words
    if not words:
        return instruction.span
    last = words[-1].span
    return words[0].span.until(last)
