"""The commands of shell text, found in command position, in one pass."""

from collections.abc import Callable
from typing import Final

from .bodies import NESTED
from .flow import Flow
from .groups import Groups
from .lexer import MAX_DEPTH
from .source import Source

_OPENING: Final = {"if": "fi", "while": "done", "until": "done", "{": "}"}
_NEUTRAL: Final = frozenset(("then", "elif", "else", "do", "!"))
_CLOSING: Final = frozenset(("fi", "done", "}", "esac"))


class Parser(Groups):
    """Reads the commands of one source into `out`.

    `heredocs` are the here-documents whose bodies lie outside of the text, in order.
    """

    def script(self, parent: int | None, role: str, *, closing: bool = False) -> None:
        """Read commands up to the end of the text, or the `)` that closes a substitution."""
        outer, owner = self.flow, self.owner
        self.flow = Flow(parent, role, self.out.next_pipeline(), closing=closing)
        text = self.text
        self.owner = parent
        while True:
            self.blanks()
            if self.pos >= len(text):
                break
            char = text[self.pos]
            if char == ")" and closing and not self.flow.parens:
                self.pos += 1
                break
            before = self.pos
            _STEPS.get(char, Parser._command)(self)
            # What nothing could make sense of is stepped over.
            self.pos = max(self.pos, before + 1)
        self.flow, self.owner = outer, owner

    def substitution(self, role: str) -> None:
        self.script(self.owner, role, closing=True)

    def nested(self, source: Source, role: str) -> None:
        if self.depth < MAX_DEPTH:
            Parser(source, self.out, self.depth + NESTED).script(self.owner, role)

    def _newline(self) -> None:
        self.pos += 1
        self.deliver_pending()
        self.next_pipeline()

    def _separator(self) -> None:
        text = self.text
        # `&>` at the beginning is a redirection that stands before its command.
        if text[self.pos] == "&" and text.startswith(">", self.pos + 1):
            self._command()
            return
        if text.startswith(";;", self.pos):
            self.pos += 3 if text.startswith("&", self.pos + 2) else 2
            self._end_clause()
        else:
            self.pos += 2 if text.startswith(("&&", ";&"), self.pos) else 1
            self.next_pipeline()

    def _end_clause(self) -> None:
        """`;;`: in a `case` a pattern follows."""
        self.next_pipeline()
        if self.flow.frames and self.flow.frames[-1][0] == "esac":
            self.pattern()

    def _bar(self) -> None:
        if self.text.startswith("||", self.pos):
            self.pos += 2
            self.next_pipeline()
        else:
            self.pos += 2 if self.text.startswith("|&", self.pos) else 1
            self.flow.position += 1

    def _command(self) -> None:
        word = self.peek()
        if word in _NEUTRAL:
            self.pos += len(word)
        elif word in _OPENING:
            self.pos += len(word)
            self.push(_OPENING[word])
        elif word in _CLOSING:
            self.pos += len(word)
            self.pop(word)
        elif word in ("for", "select"):
            self.loop(word)
        elif word == "case":
            self.case()
        elif word == "function":
            self.pos += len(word)
            self.blanks()
            self.word()
        else:
            self.simple()


_STEPS: Final[dict[str, Callable[[Parser], None]]] = {
    "\n": Parser._newline,
    ";": Parser._separator,
    "&": Parser._separator,
    "|": Parser._bar,
    "(": Parser.open,
    ")": Parser.close,
}
