"""Words of shell text: quotes, escapes and expansions, in one pass.

The grammar is POSIX' chapter 2 (Shell Command Language) with what bash adds to it. Nothing here
fails: what is not closed ends with the text. Every method moves forward only.
"""

import re
from functools import lru_cache

from .source import Part, Source

MAX_DEPTH = 16
"""How deep `$(…)`, backticks and `sh -c` are followed; what lies deeper is stepped over."""

_CHARS = r"[^ \t\n'\"\\$`;&|<>()]*"
# A plain variable stays in the word as it is written, so that the commonest words need no parts.
_match_plain = re.compile(rf"{_CHARS}(?:\$(?:\w+|\{{\w+\}}){_CHARS})*").match
_match_quoted = re.compile(r"[^\"\\$`]*").match
_match_ticked = re.compile(r"[^`\\]*(?:\\.[^`\\]*)*", re.DOTALL).match
_match_blanks = re.compile(r"(?:[ \t]|\\\n)*").match
_search_arithmetic = re.compile(r"[()$`]").search
_search_brace = re.compile(r"[}$`'\"\\]").search
_match_name = re.compile(r"\w+|[@*#?$!-]").match

_BREAKS = " \t\n;&|<>()"
_SHORT = 24


@lru_cache(4096)
def _one(text: str) -> str:
    """One string for all that are equal: scripts say the same words over and over."""
    return text


class ShellWord:
    """A word: `value` without quotes, its place in the source, and the parts it is made of.

    `parts` is None when the value is what the source says, character by character. `inner` is
    the value as a source of its own, where it comes from no shell text (exec form).
    """

    __slots__ = ("end", "inner", "parts", "start", "value")

    def __init__(self, value: str, start: int, end: int, parts: list[Part] | None = None) -> None:
        self.value = value
        self.start = start
        self.end = end
        self.parts = parts
        self.inner: Source | None = None


class Lexer:
    """Reads words from `source` at `pos`; `depth` counts what is nested around it.

    `substitution` and `script` are called for the shell text that words hold.
    """

    def __init__(self, source: Source, depth: int) -> None:
        self.source = source
        self.text = source.text
        self.pos = 0
        self.depth = depth

    def substitution(self, role: str) -> None:
        """Read commands from `pos` up to and with the `)` that closes them."""
        raise NotImplementedError

    def nested(self, source: Source, role: str) -> None:
        """Read all commands of `source`."""
        raise NotImplementedError

    @property
    def found(self) -> int:
        """How many commands have been found so far."""
        raise NotImplementedError

    def blanks(self) -> None:
        """Step over blanks, continued lines and a comment."""
        text = self.text
        self.pos = _match_blanks(text, self.pos).end()  # type: ignore[union-attr]
        if text.startswith("#", self.pos):
            end = text.find("\n", self.pos)
            self.pos = len(text) if end < 0 else end

    def peek(self) -> str:
        """The unquoted text of the word that starts here, without moving."""
        end = _match_plain(self.text, self.pos).end()  # type: ignore[union-attr]
        # A word that goes on with a quote or an expansion is no keyword.
        return self.text[self.pos : end] if self.at_break(end) else ""

    def at_break(self, pos: int) -> bool:
        """Whether a word ends at `pos`."""
        text = self.text
        if pos >= len(text):
            return True
        char = text[pos]
        if char == "(":
            # Behind one of these it begins a pattern of bash, `!(a|b)`, which is a part of the
            # word.
            return pos == 0 or text[pos - 1] not in "!@*+?"
        # `<(…)` is a word, a `<` without parenthesis a redirection.
        return char in _BREAKS and not (char in "<>" and text.startswith("(", pos + 1))

    def word(self) -> ShellWord:
        """The word that starts here; empty where none does."""
        start = self.pos
        end = _match_plain(self.text, start).end()  # type: ignore[union-attr]
        if self.at_break(end):
            self.pos = end
            shown = self.source.shown[start:end]
            return ShellWord(_one(shown) if end - start < _SHORT else shown, start, end)
        parts: list[Part] = []
        while not self.at_break(self.pos):
            self._piece(parts)
        self.pos = min(self.pos, len(self.text))  # where a quote is not closed
        shown = self.source.shown
        return ShellWord("".join([shown[a:b] for a, b, _ in parts]), start, self.pos, parts)

    def _piece(self, parts: list[Part]) -> None:
        char = self.text[self.pos]
        if char == "'":
            self._single(parts)
        elif char == '"':
            self._double(parts)
        elif char in "\\$`":
            self._special(parts, quoted=False)
        elif char in "<>":
            self._computed(parts, self.pos + 2, "process")
        elif char == "(":
            self._balanced(parts)
        else:
            end = _match_plain(self.text, self.pos).end()  # type: ignore[union-attr]
            self._keep(parts, self.pos, max(end, self.pos + 1))

    def _keep(self, parts: list[Part], start: int, end: int, *, masked: bool = False) -> None:
        """Take the characters from start to end into the word, and go on after them."""
        parts.append((start, min(end, len(self.text)), masked))
        self.pos = end

    def _single(self, parts: list[Part]) -> None:
        end = self.text.find("'", self.pos + 1)
        end = len(self.text) if end < 0 else end
        self._keep(parts, self.pos + 1, end)
        self.pos = end + 1

    def _double(self, parts: list[Part]) -> None:
        self.pos += 1
        # An empty part for `""`: a word without parts is taken as it is written, with its quotes.
        self._keep(parts, self.pos, self.pos)
        self.expansions(parts)
        self.pos += 1

    def expansions(self, parts: list[Part], *, until: str = '"') -> None:
        """Read text in which only `$`, backticks and backslashes are special."""
        text = self.text
        while self.pos < len(text):
            end = _match_quoted(text, self.pos).end()  # type: ignore[union-attr]
            if end > self.pos:
                self._keep(parts, self.pos, end)
            elif text[end] != '"':
                self._special(parts, quoted=True)
            elif until == '"':
                return
            else:
                self._keep(parts, end, end + 1)

    def _special(self, parts: list[Part], *, quoted: bool) -> None:
        """A backslash, a backtick or a dollar."""
        char = self.text[self.pos]
        if char == "\\":
            self._escape(parts, quoted=quoted)
        elif char == "`":
            self._backticks(parts, quoted=quoted)
        else:
            self._dollar(parts, quoted=quoted)

    def _escape(self, parts: list[Part], *, quoted: bool) -> None:
        following = self.text[self.pos + 1 : self.pos + 2]
        if following == "\n":
            self.pos += 2
        elif not following or (quoted and following not in '$`"\\'):
            self._keep(parts, self.pos, self.pos + 1 + len(following))
        else:
            self._keep(parts, self.pos + 1, self.pos + 2)

    def _backticks(self, parts: list[Part], *, quoted: bool) -> None:
        start = self.pos
        end = _match_ticked(self.text, start + 1).end()  # type: ignore[union-attr]
        escapable = '$`\\"' if quoted else "$`\\"
        inner: list[Part] = []
        at = start + 1
        # The shell takes these escapes off before it reads what is inside.
        while (slash := self.text.find("\\", at, end - 1)) >= 0:
            kept = slash if self.text[slash + 1] in escapable else slash + 1
            inner += [(at, kept, False), (slash + 1, slash + 2, False)]
            at = slash + 2
        inner.append((at, end, False))
        if self.depth < MAX_DEPTH:
            self.nested(self.source.compose(inner), "substitution")
        self._keep(parts, start, end + 1, masked=True)

    def _dollar(self, parts: list[Part], *, quoted: bool) -> None:
        text, start = self.text, self.pos
        following = text[start + 1 : start + 2]
        if following == "(":
            if text.startswith("(", start + 2):
                self.pos = start + 3
                self.arithmetic()
                self._keep(parts, start, self.pos, masked=True)
            else:
                self._computed(parts, start + 2, "substitution")
        elif following == "{":
            self._braces(parts)
        elif following in ("'", '"') and not quoted:
            self.pos += 1
            self._ansi(parts) if following == "'" else self._double(parts)
        else:
            name = _match_name(text, start + 1)
            self._keep(parts, start, name.end() if name else start + 1)

    def _ansi(self, parts: list[Part]) -> None:
        r"""The rest of `$'…'`, where a backslash escapes; `\n` and the like stay as written."""
        end = self.pos + 1
        while end < len(self.text) and self.text[end] != "'":
            end += 2 if self.text[end] == "\\" else 1
        self._keep(parts, self.pos + 1, min(end, len(self.text)))
        self.pos = end + 1

    def _computed(self, parts: list[Part], inside: int, role: str) -> None:
        """`$(…)`, `<(…)` or `>(…)`, whose commands begin at `inside`."""
        start = self.pos
        self.pos = inside
        if self.depth < MAX_DEPTH:
            self.depth += 1
            self.substitution(role)
            self.depth -= 1
        else:
            self._skip(1)
        self._keep(parts, start, self.pos, masked=True)

    def _balanced(self, parts: list[Part]) -> None:
        """The parentheses of a pattern such as `!(a|b)`."""
        start = self.pos
        self.pos += 1
        self._skip(1)
        self._keep(parts, start, self.pos)

    def array(self) -> None:
        """`(…)` behind `name=`."""
        self._balanced([])

    def arithmetic(self) -> None:
        """The rest of `((…))` after both parentheses, with the substitutions in it."""
        self._skip(2)

    def _skip(self, level: int) -> None:
        """Go on behind the `)` that closes the outermost of `level` parentheses."""
        ignored: list[Part] = []
        self.depth += 1
        while level and (match := _search_arithmetic(self.text, self.pos)):
            self.pos = match.start()
            char = match[0]
            if char in "$`" and self.depth <= MAX_DEPTH:
                self._special(ignored, quoted=True)
            else:
                level += {"(": 1, ")": -1}.get(char, 0)
                self.pos += 1
        self.depth -= 1
        if level:
            self.pos = len(self.text)

    def _braces(self, parts: list[Part]) -> None:
        """`${…}`; it is masked when commands were found in it."""
        start, found = self.pos, self.found
        self.pos += 2
        ignored: list[Part] = []
        self.depth += 1
        while match := _search_brace(self.text, self.pos):
            self.pos = match.start()
            char = match[0]
            if char == "}":
                break
            if self.depth > MAX_DEPTH or char == "'":
                self.pos += 1
            elif char == '"':
                self._double(ignored)
            else:
                self._special(ignored, quoted=True)
        self.depth -= 1
        end = self.pos + 1 if self.text.startswith("}", self.pos) else len(self.text)
        self._keep(parts, start, end, masked=self.found > found)
