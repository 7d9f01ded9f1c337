"""Simple commands: assignments, words and redirections up to an operator."""

import re

from .flow import Found
from .handed import Handed
from .lexer import ShellWord
from .wrappers import is_assignment

_match_redirect = re.compile(r"(\d*)(<<<|<<-?|&>>?|>>|>\||<>|<&|>&|<(?!\()|>(?!\())").match
_match_parentheses = re.compile(r"\([ \t]*\)").match


class Simple(Handed):
    """Reads one simple command."""

    def simple(self) -> None:
        """Assignments, words and redirections up to an operator."""
        commands, start, outer = self.out.commands, self.pos, self.owner
        self.owner = index = self.reserve()
        found = Found()
        end = self._collect(found)
        if found.function or not (found.words or found.assignments or found.redirects):
            # The name of a function is no command, and a place where nothing was found is free
            # again.
            del commands[index:]
        else:
            self.finish(index, found, self.source.span(start, end))
        self.owner = outer

    def _collect(self, found: Found) -> int:
        """Read a simple command into `found`; returns where its last word ends."""
        text, end, words = self.text, self.pos, found.words
        while True:
            self.blanks()
            char = text[self.pos : self.pos + 1]
            if words and words[0].value == "[[" and words[-1].value != "]]":
                # Between `[[` and `]]` these compare and group; they begin nothing.
                if char in ("\n", "|", "&", "(", ")", "<", ">"):
                    self.pos += 1
                    continue
            elif char == "(":
                found.function = self._function(found)
                return end
            if char in ("", "\n", ";", "|", ")"):
                return end
            if match := _match_redirect(text, self.pos):
                self.pos = match.end()
                self._redirect(found, match[1], match[2])
            elif char == "&":
                return end
            else:
                self._add(found, self.word())
            end = self.pos

    def _add(self, found: Found, word: ShellWord) -> None:
        if found.words or not is_assignment(word.value):
            found.words.append(word)
            return
        if self.text.startswith("(", self.pos) and word.value.endswith("="):
            self.array()
        found.assignments.append(
            self.source.shown[word.start : self.pos] if self.pos > word.end else word.value
        )

    def _function(self, found: Found) -> bool:
        """Whether `()` follows the only word: its body is read as the next command."""
        if len(found.words) != 1 or found.words[0].parts or found.assignments:
            return False
        match = _match_parentheses(self.text, self.pos)
        if match:
            self.pos = match.end()
        return match is not None

    def _redirect(self, found: Found, number: str, operator: str) -> None:
        """The target of a redirection whose operator has been read."""
        self.blanks()
        start = self.pos
        word = self.word()
        if operator in ("<<", "<<-"):
            quoted = any(char in self.text[start : self.pos] for char in "'\"\\")
            self.announce(found, word.value, strip=operator == "<<-", quoted=quoted)
        elif operator == "<<<":
            found.strings.append(word)
        # `1>` is `>`, and `0<` is `<`.
        if number not in ("", "0" if operator[0] == "<" else "1"):
            operator = number + operator
        found.redirects.append((operator, word.value))

    def redirections(self) -> None:
        """Read those behind a group; what they give, they give to its commands.

        Where its output goes is told by a command without words, at the place of the group.
        """
        self.blanks()
        start = end = self.pos
        found = Found()
        while match := _match_redirect(self.text, self.pos):
            self.pos = match.end()
            self._redirect(found, match[1], match[2])
            end = self.pos
            self.blanks()
        if any(operator[0] in ">&" for operator, _ in found.redirects):
            self.finish(self.reserve(), found, self.source.span(start, end))
        else:
            self.deliver_given(found)
