"""The commands of shell text, found in command position, in one pass."""

import re
from collections.abc import Callable
from typing import Final

from . import simple
from .handed import Handing
from .lexer import Lexer
from .pieces import arithmetic
from .script import Flow

_OPENING: Final = {"if": "fi", "while": "done", "until": "done", "{": "}"}
_CLOSING: Final = frozenset(("fi", "done", "}", "esac"))
_KEYWORDS: Final = frozenset(
    (*_OPENING, *_CLOSING, *"then elif else do ! for select case function".split())
)

# How far the end of `((` is looked for: a text full of them must not be read to its end for each.
# Where it is not found in that reach, it counts as arithmetic.
_MAX_PARENTHESES: Final = 32
_MAX_ARITHMETIC: Final = 200

_PARENTHESIS: Final = "[()]"


def parse(lexer: Lexer, role: str, closing: bool) -> None:
    """Read the commands at a lexer: those of its text, or of a `$(…)` in it where `closing`."""
    script = lexer.script
    flow = Flow(script.owner, role, script.out.next_pipeline(), closing=closing)
    Parser(lexer, flow).run()


class Parser:
    """Reads the commands of one script: its separators and its groups of commands.

    Words it has from a lexer, and whole commands it gives to `Handing`.
    """

    __slots__ = ("_flow", "_handing", "_lexer", "_script")

    def __init__(self, lexer: Lexer, flow: Flow) -> None:
        self._lexer = lexer
        self._flow = flow
        self._script = lexer.script
        self._handing = Handing(lexer, flow)

    def run(self) -> None:
        """Read commands up to the end of the text, or the `)` that closes a substitution."""
        lexer, flow = self._lexer, self._flow
        text = lexer.text
        while True:
            lexer.blanks()
            if lexer.pos >= len(text):
                break
            char = text[lexer.pos]
            if char == ")" and flow.closing and not flow.parens:
                lexer.pos += 1
                break
            before = lexer.pos
            _STEPS.get(char, Parser._command)(self)
            # What nothing could make sense of is stepped over.
            lexer.pos = max(lexer.pos, before + 1)

    def _newline(self) -> None:
        self._lexer.pos += 1
        self._handing.deliver_pending()
        self._next_pipeline()

    def _separator(self) -> None:
        lexer = self._lexer
        text, at = lexer.text, lexer.pos
        # `&>` at the beginning is a redirection that stands before its command.
        if text.startswith("&>", at):
            self._command()
        elif text.startswith(";;", at):
            lexer.pos += 3 if text.startswith("&", at + 2) else 2
            self._end_clause()
        else:
            lexer.pos += 2 if text.startswith(("&&", ";&"), at) else 1
            self._next_pipeline()

    def _end_clause(self) -> None:
        """`;;`: in a `case` a pattern follows."""
        self._next_pipeline()
        if self._flow.frames and self._flow.frames[-1][0] == "esac":
            self._pattern()

    def _bar(self) -> None:
        lexer = self._lexer
        if lexer.text.startswith("||", lexer.pos):
            lexer.pos += 2
            self._next_pipeline()
        else:
            lexer.pos += 2 if lexer.text.startswith("|&", lexer.pos) else 1
            self._flow.position += 1

    def _command(self) -> None:
        lexer = self._lexer
        word = lexer.peek()
        if word not in _KEYWORDS:
            self._simple()
            return
        lexer.pos += len(word)
        if word in _OPENING:
            self._push(_OPENING[word])
        elif word in _CLOSING:
            self._pop(word)
        elif word in ("for", "select"):
            self._loop()
        elif word == "case":
            self._case()
        elif word == "function":
            lexer.blanks()
            lexer.word()

    def _simple(self) -> None:
        """Assignments, words and redirections up to an operator."""
        lexer, script = self._lexer, self._script
        start, outer = lexer.pos, script.owner
        script.owner = index = script.reserve()
        found = simple.read(lexer)
        if found.function or not (found.words or found.assignments or found.redirects):
            # The name of a function is no command, and a place where nothing was found is free
            # again.
            del script.commands[index:]
            script.bodies.disown(index)
        else:
            self._handing.finish(index, found, lexer.source.span(start, found.end))
        script.owner = outer

    def _redirections(self) -> None:
        """Read those behind a group; what they give, they give to its commands.

        Where its output goes is told by a command without words, at the place of the group.
        """
        self._lexer.blanks()
        start = self._lexer.pos
        found = simple.redirections(self._lexer)
        if any(operator[0] in ">&" for operator, _ in found.redirects):
            span = self._lexer.source.span(start, found.end)
            self._handing.finish(self._script.reserve(), found, span)
        else:
            self._handing.deliver_given(found)

    def _next_pipeline(self) -> None:
        """Begin a pipeline; after a blank one the number is still free."""
        self._flow.pipeline = self._script.out.next_pipeline()
        self._flow.position = 0

    def _push(self, closer: str) -> None:
        """Enter a group that the word `closer` ends."""
        self._flow.enter(closer)
        self._next_pipeline()

    def _pop(self, closer: str) -> None:
        """Leave a group and what was left open in it."""
        if self._flow.leave(closer):
            self._redirections()

    def _open(self) -> None:
        lexer = self._lexer
        if lexer.text.startswith("((", lexer.pos) and _is_arithmetic(lexer):
            lexer.pos += 2
            arithmetic(lexer)
        else:
            lexer.pos += 1
            self._push(")")

    def _close(self) -> None:
        self._lexer.pos += 1
        self._pop(")")

    def _loop(self) -> None:
        """`for x in words; do`; the words may hold substitutions."""
        lexer = self._lexer
        self._push("done")
        lexer.blanks()
        while lexer.pos < len(lexer.text) and lexer.text[lexer.pos] not in "\n;&|)":
            before = lexer.pos
            if lexer.text.startswith("((", lexer.pos):
                self._open()
            else:
                lexer.word()
            # A redirection is no word: nothing was read, and the loop must still end.
            lexer.pos = max(lexer.pos, before + 1)
            lexer.blanks()

    def _case(self) -> None:
        lexer = self._lexer
        lexer.blanks()
        lexer.word()
        self._push("esac")
        lexer.lines()
        if lexer.peek() == "in":
            lexer.pos += len("in")
        self._pattern()

    def _pattern(self) -> None:
        """`a | b)`, or the `esac` that ends it all."""
        lexer = self._lexer
        lexer.lines()
        if lexer.peek() == "esac":
            return
        if lexer.text.startswith("(", lexer.pos):
            lexer.pos += 1
        while lexer.pos < len(lexer.text) and lexer.text[lexer.pos] not in "\n;)":
            before = lexer.pos
            lexer.word()
            lexer.pos = max(lexer.pos, before + 1)
            lexer.blanks()
        if lexer.text.startswith(")", lexer.pos):
            lexer.pos += 1


def _is_arithmetic(lexer: Lexer) -> bool:
    """Whether `((` closes with `))`; `((a); b)` is a group within a group."""
    level, at = 2, lexer.pos + 2
    for _ in range(_MAX_PARENTHESES):
        match = re.compile(_PARENTHESIS).search(lexer.text, at, at + _MAX_ARITHMETIC)
        if match is None:
            break
        level, at = level + (1 if match[0] == "(" else -1), match.end()
        if level == 1:
            return lexer.text.startswith(")", at)
    return True


_STEPS: Final[dict[str, Callable[[Parser], None]]] = {
    "\n": Parser._newline,
    ";": Parser._separator,
    "&": Parser._separator,
    "|": Parser._bar,
    "(": Parser._open,
    ")": Parser._close,
}
