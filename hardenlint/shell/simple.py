"""Simple commands as they are written: assignments, words and redirections up to an operator."""

import re

from .bodies import Announced
from .lexer import Lexer
from .pieces import array
from .source import ShellWord, Source
from .wrappers import is_assignment

# Compiled when they are first met, and kept by `re`.
_REDIRECT = r"(\d*)(<<<|<<-?|&>>?|>>|>\||<>|<&|>&|<(?!\()|>(?!\())"
_PARENTHESES = r"\([ \t]*\)"


class Found:
    """What a simple command is made of.

    strings   the words behind `<<<`
    bodies    the here-documents whose bodies lie outside of the text
    function  whether it is the name of a function, whose body is the next command
    end       where its last word ends
    """

    __slots__ = ("assignments", "bodies", "end", "function", "redirects", "strings", "words")

    def __init__(self) -> None:
        self.words: list[ShellWord] = []
        self.assignments: list[str] = []
        self.redirects: list[tuple[str, str]] = []
        self.strings: list[ShellWord] = []
        self.bodies: list[tuple[Announced, Source]] = []
        self.function = False
        self.end = 0


def read(lexer: Lexer) -> Found:
    """Read a simple command."""
    found = Found()
    text, words = lexer.text, found.words
    found.end = lexer.pos
    while True:
        lexer.blanks()
        char = text[lexer.pos : lexer.pos + 1]
        if words and words[0].value == "[[" and words[-1].value != "]]":
            # Between `[[` and `]]` these compare and group; they begin nothing.
            if char in ("\n", "|", "&", "(", ")", "<", ">"):
                lexer.pos += 1
                continue
        elif char == "(":
            found.function = _is_function(lexer, found)
            return found
        if char in ("", "\n", ";", "|", ")"):
            return found
        if (char in "<>&" or char.isdecimal()) and (
            match := re.compile(_REDIRECT).match(text, lexer.pos)
        ):
            lexer.pos = match.end()
            _redirect(lexer, found, match[1], match[2])
        elif char == "&":
            return found
        elif words:
            words.append(lexer.word())
        else:
            _add_first(lexer, found, lexer.word())
        found.end = lexer.pos


def redirections(lexer: Lexer) -> Found:
    """Read redirections alone, those behind a group."""
    found = Found()
    found.end = lexer.pos
    while match := re.compile(_REDIRECT).match(lexer.text, lexer.pos):
        lexer.pos = match.end()
        _redirect(lexer, found, match[1], match[2])
        found.end = lexer.pos
        lexer.blanks()
    return found


def _add_first(lexer: Lexer, found: Found, word: ShellWord) -> None:
    """Add the program, or an assignment before it."""
    if not is_assignment(word.value):
        found.words.append(word)
        return
    if lexer.text.startswith("(", lexer.pos) and word.value.endswith("="):
        array(lexer)
    found.assignments.append(
        lexer.source.shown[word.start : lexer.pos] if lexer.pos > word.end else word.value
    )


def _is_function(lexer: Lexer, found: Found) -> bool:
    """Whether `()` follows the only word: its body is read as the next command."""
    if len(found.words) != 1 or found.words[0].parts or found.assignments:
        return False
    match = re.compile(_PARENTHESES).match(lexer.text, lexer.pos)
    if match:
        lexer.pos = match.end()
    return match is not None


def _redirect(lexer: Lexer, found: Found, number: str, operator: str) -> None:
    """The target of a redirection whose operator has been read."""
    lexer.blanks()
    start = lexer.pos
    word = lexer.word()
    if operator in ("<<", "<<-"):
        quoted = any(char in lexer.text[start : lexer.pos] for char in "'\"\\")
        script, strip = lexer.script, operator == "<<-"
        heredoc = Announced(script.owner, word.value, strip=strip, quoted=quoted)
        body = script.bodies.announce(heredoc)
        if body is not None:
            found.bodies.append((heredoc, body))
    elif operator == "<<<":
        found.strings.append(word)
    # `1>` is `>`, and `0<` is `<`.
    if number not in ("", "0" if operator[0] == "<" else "1"):
        operator = number + operator
    found.redirects.append((operator, word.value))
