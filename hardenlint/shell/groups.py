"""Groups of commands: `( … )`, `{ … }`, `if`, loops, `case`."""

import re
from typing import Final

from .simple import Simple

# How far the end of `((` is looked for: a text full of them must not be read to its end for each.
# Where it is not found in that reach, it counts as arithmetic.
_MAX_PARENTHESES: Final = 32
_MAX_ARITHMETIC: Final = 200

_search_parenthesis = re.compile("[()]").search


class Groups(Simple):
    """Enters and leaves groups."""

    def next_pipeline(self) -> None:
        """Begin a pipeline; after a blank one the number is still free."""
        flow = self.flow
        flow.pipeline = self.out.next_pipeline()
        flow.position = 0

    def push(self, closer: str) -> None:
        """Enter a group that the word `closer` ends."""
        self.flow.enter(closer)
        self.next_pipeline()

    def pop(self, closer: str) -> None:
        """Leave a group and what was left open in it."""
        if self.flow.leave(closer):
            self.redirections()

    def open(self) -> None:
        if self.text.startswith("((", self.pos) and self._is_arithmetic():
            self.pos += 2
            self.arithmetic()
        else:
            self.pos += 1
            self.push(")")

    def close(self) -> None:
        self.pos += 1
        self.pop(")")

    def _is_arithmetic(self) -> bool:
        """Whether `((` closes with `))`; `((a); b)` is a group within a group."""
        level, at = 2, self.pos + 2
        for _ in range(_MAX_PARENTHESES):
            match = _search_parenthesis(self.text, at, at + _MAX_ARITHMETIC)
            if match is None:
                break
            level, at = level + (1 if match[0] == "(" else -1), match.end()
            if level == 1:
                return self.text.startswith(")", at)
        return True

    def loop(self, word: str) -> None:
        """`for x in words; do`; the words may hold substitutions."""
        self.pos += len(word)
        self.push("done")
        self.blanks()
        while self.pos < len(self.text) and self.text[self.pos] not in "\n;&|)":
            before = self.pos
            if self.text.startswith("((", self.pos):
                self.open()
            else:
                self.word()
            # A redirection is no word: nothing was read, and the loop must still end.
            self.pos = max(self.pos, before + 1)
            self.blanks()

    def case(self) -> None:
        self.pos += len("case")
        self.blanks()
        self.word()
        self.push("esac")
        self._lines()
        if self.peek() == "in":
            self.pos += len("in")
        self.pattern()

    def pattern(self) -> None:
        """`a | b)`, or the `esac` that ends it all."""
        self._lines()
        if self.peek() == "esac":
            return
        if self.text.startswith("(", self.pos):
            self.pos += 1
        while self.pos < len(self.text) and self.text[self.pos] not in "\n;)":
            before = self.pos
            self.word()
            self.pos = max(self.pos, before + 1)
            self.blanks()
        if self.text.startswith(")", self.pos):
            self.pos += 1

    def _lines(self) -> None:
        """Step over blanks, comments and newlines."""
        self.blanks()
        while self.text.startswith("\n", self.pos):
            self.pos += 1
            self.blanks()
