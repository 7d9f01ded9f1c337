"""The parts that a word of shell text is made of: quotes, escapes and expansions."""

import re
from typing import TYPE_CHECKING

from .source import Part

if TYPE_CHECKING:
    from .lexer import Lexer

MAX_DEPTH = 16
"""How deep `$(…)`, backticks and `sh -c` are followed; what lies deeper is stepped over."""

_CHARS = r"[^ \t\n'\"\\$`;&|<>()]*"
# A plain variable stays in the word as it is written, so that the commonest words need no parts.
match_plain = re.compile(rf"{_CHARS}(?:\$(?:\w+|\{{\w+\}}){_CHARS})*").match
_match_quoted = re.compile(r"[^\"\\$`]*").match
# Compiled when they are first met, and kept by `re`: most scripts have none of these.
_TICKED = r"(?s:[^`\\]*(?:\\.[^`\\]*)*)"
_ARITHMETIC = r"[()$`]"
_BRACE = r"[}$`'\"\\]"
_NAME = r"\w+|[@*#?$!-]"


class Pieces:
    """Reads the parts of one word, moving a lexer over them."""

    __slots__ = ("_lexer", "parts")

    def __init__(self, lexer: "Lexer") -> None:
        self._lexer = lexer
        self.parts: list[Part] = []

    def read(self) -> None:
        """Read the part that starts here."""
        lexer = self._lexer
        char = lexer.text[lexer.pos]
        if char == "'":
            self._single()
        elif char == '"':
            self._double()
        elif char in "\\$`":
            self._special(quoted=False)
        elif char in "<>":
            self._computed(lexer.pos + 2, "process")
        elif char == "(":
            start = lexer.pos
            array(lexer)
            self._keep(start, lexer.pos)
        else:
            end = match_plain(lexer.text, lexer.pos).end()  # type: ignore[union-attr]
            self._keep(lexer.pos, max(end, lexer.pos + 1))

    def expansions(self, *, until: str = '"') -> None:
        """Read text in which only `$`, backticks and backslashes are special."""
        lexer, text = self._lexer, self._lexer.text
        while lexer.pos < len(text):
            end = _match_quoted(text, lexer.pos).end()  # type: ignore[union-attr]
            if end > lexer.pos:
                self._keep(lexer.pos, end)
            elif text[end] != '"':
                self._special(quoted=True)
            elif until == '"':
                return
            else:
                self._keep(end, end + 1)

    def _keep(self, start: int, end: int, *, masked: bool = False) -> None:
        """Take the characters from start to end into the word, and go on after them."""
        self.parts.append((start, min(end, len(self._lexer.text)), masked))
        self._lexer.pos = end

    def _single(self) -> None:
        lexer = self._lexer
        end = lexer.text.find("'", lexer.pos + 1)
        end = len(lexer.text) if end < 0 else end
        self._keep(lexer.pos + 1, end)
        lexer.pos = end + 1

    def _double(self) -> None:
        lexer = self._lexer
        lexer.pos += 1
        # An empty part for `""`: a word without parts is taken as it is written, with its quotes.
        self._keep(lexer.pos, lexer.pos)
        self.expansions()
        lexer.pos += 1

    def _special(self, *, quoted: bool) -> None:
        """A backslash, a backtick or a dollar."""
        char = self._lexer.text[self._lexer.pos]
        if char == "\\":
            self._escape(quoted=quoted)
        elif char == "`":
            self._backticks(quoted=quoted)
        else:
            self._dollar(quoted=quoted)

    def _escape(self, *, quoted: bool) -> None:
        at = self._lexer.pos
        following = self._lexer.text[at + 1 : at + 2]
        if following == "\n":
            self._lexer.pos += 2
        elif not following or (quoted and following not in '$`"\\'):
            self._keep(at, at + 1 + len(following))
        else:
            self._keep(at + 1, at + 2)

    def _backticks(self, *, quoted: bool) -> None:
        lexer, text, start = self._lexer, self._lexer.text, self._lexer.pos
        end = re.compile(_TICKED).match(text, start + 1).end()  # type: ignore[union-attr]
        escapable = '$`\\"' if quoted else "$`\\"
        inner: list[Part] = []
        at = start + 1
        # The shell takes these escapes off before it reads what is inside.
        while (slash := text.find("\\", at, end - 1)) >= 0:
            kept = slash if text[slash + 1] in escapable else slash + 1
            inner += [(at, kept, False), (slash + 1, slash + 2, False)]
            at = slash + 2
        inner.append((at, end, False))
        if lexer.depth < MAX_DEPTH:
            lexer.script.nested(lexer.source.compose(inner), "substitution", lexer.depth)
        self._keep(start, end + 1, masked=True)

    def _dollar(self, *, quoted: bool) -> None:
        lexer, text, start = self._lexer, self._lexer.text, self._lexer.pos
        following = text[start + 1 : start + 2]
        if following == "(":
            if text.startswith("(", start + 2):
                lexer.pos = start + 3
                arithmetic(lexer)
                self._keep(start, lexer.pos, masked=True)
            else:
                self._computed(start + 2, "substitution")
        elif following == "{":
            self._braces()
        elif following in ("'", '"') and not quoted:
            lexer.pos += 1
            self._ansi() if following == "'" else self._double()
        else:
            name = re.compile(_NAME).match(text, start + 1)
            self._keep(start, name.end() if name else start + 1)

    def _ansi(self) -> None:
        r"""The rest of `$'…'`, where a backslash escapes; `\n` and the like stay as written."""
        lexer, text = self._lexer, self._lexer.text
        end = lexer.pos + 1
        while end < len(text) and text[end] != "'":
            end += 2 if text[end] == "\\" else 1
        self._keep(lexer.pos + 1, min(end, len(text)))
        lexer.pos = end + 1

    def _computed(self, inside: int, role: str) -> None:
        """`$(…)`, `<(…)` or `>(…)`, whose commands begin at `inside`."""
        lexer = self._lexer
        start, lexer.pos = lexer.pos, inside
        if lexer.depth < MAX_DEPTH:
            lexer.depth += 1
            lexer.script.substitution(lexer, role)
            lexer.depth -= 1
        else:
            _skip(lexer, 1)
        self._keep(start, lexer.pos, masked=True)

    def _braces(self) -> None:
        """`${…}`; it is masked when commands were found in it."""
        lexer, text, commands = self._lexer, self._lexer.text, self._lexer.script.commands
        start, found = lexer.pos, len(commands)
        lexer.pos += 2
        lexer.depth += 1
        inside = Pieces(lexer)
        while match := re.compile(_BRACE).search(text, lexer.pos):
            lexer.pos = match.start()
            char = match[0]
            if char == "}":
                break
            if lexer.depth > MAX_DEPTH or char == "'":
                lexer.pos += 1
            elif char == '"':
                inside._double()
            else:
                inside._special(quoted=True)
        lexer.depth -= 1
        end = lexer.pos + 1 if text.startswith("}", lexer.pos) else len(text)
        self._keep(start, end, masked=len(commands) > found)

    def step_over(self, level: int) -> None:
        """Go on behind the `)` that closes the outermost of `level` parentheses."""
        lexer = self._lexer
        lexer.depth += 1
        while level and (match := re.compile(_ARITHMETIC).search(lexer.text, lexer.pos)):
            lexer.pos = match.start()
            char = match[0]
            if char in "$`" and lexer.depth <= MAX_DEPTH:
                self._special(quoted=True)
            else:
                level += {"(": 1, ")": -1}.get(char, 0)
                lexer.pos += 1
        lexer.depth -= 1
        if level:
            lexer.pos = len(lexer.text)


def array(lexer: "Lexer") -> None:
    """`(…)`: a pattern such as `!(a|b)`, or what stands behind `name=`."""
    lexer.pos += 1
    _skip(lexer, 1)


def arithmetic(lexer: "Lexer") -> None:
    """The rest of `((…))` after both parentheses, with the substitutions in it."""
    _skip(lexer, 2)


def _skip(lexer: "Lexer", level: int) -> None:
    Pieces(lexer).step_over(level)
