"""Command lines to words, as go-shellwords splits them for compose."""

from .log import RefusedError


def to_words(text: str) -> tuple[str, ...]:
    """The words of a command line; raises RefusedError for a quote or a parenthesis left open.

    A backslash takes the next character as it is, in double quotes too; an unquoted `;`, `&`,
    `|`, `<` or `>` ends the line; backticks and `$( )` hold their blanks together and stay.
    """
    line = _Line()
    escaped = False
    for sign in text:
        if escaped:
            line.add(sign)
            escaped = False
        elif sign == "\\" and line.quote != "'":
            escaped = True
        elif line.quote:
            line.quoted(sign)
        elif sign in " \t\r\n":
            line.end_word()
        elif sign in ";&|<>":
            break
        else:
            line.plain(sign)
    if line.quote or escaped:
        raise RefusedError("a quote of this command line is never closed")
    line.end_word()
    return tuple(line.words)


class _Line:
    """The words that are done, the signs of the next one, and what closes an open quote."""

    __slots__ = ("quote", "word", "words")

    def __init__(self) -> None:
        self.words: list[str] = []
        self.word: list[str] | None = None
        self.quote = ""

    def add(self, sign: str) -> None:
        self.word = [] if self.word is None else self.word
        self.word.append(sign)

    def end_word(self) -> None:
        if self.word is not None:
            self.words.append("".join(self.word))
        self.word = None

    def quoted(self, sign: str) -> None:
        if sign == "(" and self.quote == ")":
            raise RefusedError("a parenthesis of this command line needs quotes")
        if sign != self.quote or sign in "`)":
            self.add(sign)
        if sign == self.quote:
            self.quote = ""

    def plain(self, sign: str) -> None:
        if sign in "()" and (sign == ")" or self.word is None or self.word[-1:] != ["$"]):
            raise RefusedError("a parenthesis of this command line needs quotes")
        if sign in "'\"`(":
            self.quote = ")" if sign == "(" else sign
        # The empty text begins a word, so that `''` is one.
        self.add("" if sign in "'\"" else sign)
