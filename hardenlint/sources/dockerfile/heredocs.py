"""Here-documents: which words of a line announce one, and their bodies."""

from ...errors import InputError
from ...model import Span
from .expand import ExpansionError, unset
from .lexer import Lexer
from .lines import Line, Reader
from .quoting import Scanner

_BLANKS = "\t\n\f\r "


Announced = tuple[str, bool, bool]
"""A here-document that a line announces: its name, whether it expands, whether tabs go."""


class Body:
    """A here-document that was read: `lines` as written, without the terminator."""

    __slots__ = ("chomp", "expand", "lines", "name", "span")

    def __init__(self, document: Announced, lines: list[str], span: Span) -> None:
        self.name, self.expand, self.chomp = document
        self.lines = lines
        self.span = span

    @property
    def content(self) -> str:
        """The text, leading tabs removed for `<<-`."""
        lines = [line.lstrip("\t") for line in self.lines] if self.chomp else self.lines
        return "".join(f"{line}\n" for line in lines)

    @property
    def tabs(self) -> tuple[int, ...]:
        """How many tabs `<<-` takes from each line, () where it takes none."""
        if not self.chomp:
            return ()
        counts = tuple(len(line) - len(line.lstrip("\t")) for line in self.lines)
        return counts if any(counts) else ()


def announced(word: str) -> Announced | None:
    """Read `<<NAME`, `<<-NAME`, `3<<'NAME'`; raises ExpansionError for a name it cannot read."""
    rest = word.lstrip("0123456789")
    if not rest.startswith("<<"):
        return None
    rest = rest[2:]
    chomp = rest.startswith("-")
    rest = rest[chomp:].lstrip(_BLANKS)
    if not rest or "<" in rest:
        return None
    words = Lexer(Scanner(rest, "\\"), unset, keep_unset=True).run_words()
    if len(words) != 1:
        return None
    # Read once more with the quotes kept: if there are more of them now, the name was quoted, and
    # the body is not expanded.
    scanner = Scanner(rest, "\\", raw_quotes=True)
    quoted = Lexer(scanner, unset, keep_unset=True).run_words()
    if len(quoted) != 1:
        raise ExpansionError("cannot read the name of a here-document")
    return words[0], _quotes(words[0]) == _quotes(quoted[0]), chomp


def is_announced(word: str) -> bool:
    """Whether a word is a here-document, one that cannot be read being none."""
    try:
        return announced(word) is not None
    except ExpansionError:
        return False


def _quotes(word: str) -> int:
    return word.count("'") + word.count('"')


def find(text: str) -> list[Announced]:
    """The here-documents of a joined line; the escape token is always a backslash here.

    A line that cannot be lexed has none.
    """
    scanner = Scanner(text, "\\", raw_quotes=True, raw_escapes=True)
    try:
        words = Lexer(scanner, unset, keep_unset=True).run_words()
    except ExpansionError:
        return []
    found = (announced(word) for word in words if "<<" in word)
    return [document for document in found if document is not None]


def read(reader: Reader, line: Line, wanted: list[Announced], pointer: str) -> list[Body]:
    """Read the bodies that follow a line, and move the end of the line behind them."""
    bodies: list[Body] = []
    for document in wanted:
        name, _, chomp = document
        first = reader.at + 1
        lines: list[str] = []
        while (written := reader.physical()) is not None:
            end = written.rstrip("\r")
            if (end.lstrip("\t") if chomp else end) == name:
                break
            lines.append(written)
        else:
            message = "unterminated heredoc: no line follows that is its name alone"
            raise InputError("parse", message, line.span(0, len(line.text)))
        span = Span(line.path, first, 1, first, 1, pointer)
        if lines:
            last = first + len(lines) - 1
            span = span._replace(end_line=last, end_column=len(lines[-1].rstrip("\r")) + 1)
        bodies.append(Body(document, lines, span))
    if wanted:
        reader.extend(line)
    return bodies
