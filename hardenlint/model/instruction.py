"""An instruction of a Dockerfile: its flags, words and here-documents, and what it runs."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from .span import Span

if TYPE_CHECKING:
    from .command import Command

Form = Literal["shell", "exec"]


class Word(NamedTuple):
    """One argument of an instruction: `value` with quotes and escapes removed, `raw` as written.

    `resolved` is the value after variable expansion, None when a variable has no known value.
    """

    value: str
    raw: str
    span: Span
    resolved: str | None = None

    @property
    def text(self) -> str:
        """The value with its variables, as far as they are known."""
        return self.value if self.resolved is None else self.resolved


class Heredoc(NamedTuple):
    """A here-document of RUN, COPY or ADD; `expand` is False when its name was quoted.

    `span` covers the body, without the line of the terminator. `tabs` are how many of them `<<-`
    took from each line, () where it took none.
    """

    name: str
    content: str
    span: Span
    expand: bool
    tabs: tuple[int, ...] = ()


class Flag(NamedTuple):
    """A flag of an instruction: `--mount=type=secret`; `value` is "" for a bare one.

    `resolved` is the value after variable expansion where `value` names variables, None otherwise
    and when one has no known value.
    """

    name: str
    value: str
    span: Span
    resolved: str | None = None

    @property
    def text(self) -> str:
        """The value with its variables, as far as they are known."""
        return self.value if self.resolved is None else self.resolved


Pair = tuple[Word, Word | None]
"""A name and its value, None where none is written."""

PAIRED = frozenset(("ENV", "LABEL", "ARG"))
"""The instructions made of names and values."""

Written = tuple[int, int, str, str | None]
"""A word as it is read: (where it begins and ends in the text, its value, resolved)."""

_MISSING: Written = (1, 0, "", "")


class Instruction:
    """One instruction, FROM excepted.

    `span` runs from its keyword to the end of its last line. `text` is the joined argument text;
    `words` the arguments one by one (for ENV, LABEL and ARG the pairs are in `pairs`).
    `text_column` is where `text` begins, 0 when that is not known. If it does not all lie in the
    line of the keyword, `pieces` tell where it does: (offset, line, column) for each part that lies
    in one line, in order.
    `shell` is the SHELL in force, () for the default.
    `number` counts the instructions of the file from 0, None where they are not counted.
    `commands` is where `facts.running.commands_of` keeps what it runs; None until it was asked.

    A file may have a hundred thousand of them, and a word with its place takes twenty times the
    room of its text. So a word is kept as two offsets into the text, its value only where it says
    something else, and a `Word` is made when it is asked for.
    """

    __slots__ = (
        "_places", "_resolved", "_values", "column", "commands", "end_column", "end_line", "flags",
        "form", "heredocs", "keyword", "line", "number", "onbuild", "path", "pieces", "shell",
        "stage", "text", "text_column",
    )  # fmt: skip

    def __init__(self, keyword: str, span: Span, stage: int | None) -> None:
        self.keyword = keyword
        self.path, self.line, self.column, self.end_line, self.end_column = span[:5]
        self.number: int | None = None
        self.stage = stage
        self.form: Form | None = None
        self.text = ""
        self.text_column = 0
        self.pieces: tuple[tuple[int, int, int], ...] = ()
        self.flags: tuple[Flag, ...] = ()
        self.heredocs: tuple[Heredoc, ...] = ()
        self.shell: tuple[str, ...] = ()
        self.onbuild = False
        self.commands: tuple[Command, ...] | None = None
        self._places: Sequence[int] | None = ()  # None where they are as in `_simple`
        self._values: tuple[str, ...] | None = None
        self._resolved: tuple[str | None, ...] | None = None

    @property
    def span(self) -> Span:
        """The place of the whole instruction."""
        return Span(
            self.path, self.line, self.column, self.end_line, self.end_column, self._pointer
        )

    @property
    def _pointer(self) -> str:
        return "" if self.number is None else f"/instructions/{self.number}"

    @property
    def offsets(self) -> tuple[tuple[int, int, int], ...]:
        """Where `text` was written, piece by piece; () when all that is known is `span`."""
        if self.pieces or not self.text_column:
            return self.pieces
        return ((0, self.line, self.text_column),)

    def write(self, words: Sequence[Written | None]) -> None:
        """Take the words, those of pairs one after the other; None for a value that is missing."""
        found = [_MISSING if word is None else word for word in words]
        places = tuple(place for word in found for place in word[:2])
        if places == self._simple():
            self._places = None
        else:
            # A tuple needs eight bytes for a number, and most texts are short.
            self._places = bytes(places) if len(self.text) < 256 else places
        if any(self.text[start:end] != value for start, end, value, _ in found):
            self._values = tuple(value for _, _, value, _ in found)
        if any(value != resolved for _, _, value, resolved in found):
            self._resolved = tuple(resolved for _, _, _, resolved in found)

    def resolve(self, texts: Sequence[str | None]) -> None:
        """Take what the words are after variable expansion, in the order of `write`."""
        self._resolved = tuple(texts)

    @property
    def words(self) -> tuple[Word, ...]:
        """The arguments one by one."""
        words = () if self.keyword in PAIRED else self._words()
        return tuple(word for word in words if word is not None)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The names and values of ENV, LABEL and ARG."""
        words: list[Any] = self._words() if self.keyword in PAIRED else []
        return tuple(zip(words[::2], words[1::2], strict=True))

    def _words(self) -> list[Word | None]:
        text, values, resolved, pointer = self.text, self._values, self._resolved, self._pointer
        places = self._simple() if self._places is None else self._places
        made: list[Word | None] = []
        for number, (start, end) in enumerate(zip(places[::2], places[1::2], strict=True)):
            if start > end:
                made.append(None)
                continue
            raw = text[start:end]
            value = raw if values is None else values[number]
            known = value if resolved is None else resolved[number]
            made.append(Word(value, raw, self._place(start, end, pointer), known))
        return made

    def _simple(self) -> tuple[int, ...]:
        """Where the words are if all of the text is one word, or one pair."""
        end = len(self.text)
        equals = self.text.find("=") if self.keyword in PAIRED else -1
        return (0, end) if equals < 0 else (0, equals, equals + 1, end)

    def _place(self, start: int, end: int, pointer: str) -> Span:
        """Where text[start:end] was written."""
        if not self.pieces:
            column, line = self.text_column, self.line
            return Span(self.path, line, column + start, line, column + end, pointer)
        line, column = self._line_and_column(start)
        if end <= start:
            return Span(self.path, line, column, line, column, pointer)
        # From the last character, since the one after it may be written in another line.
        end_line, end_column = self._line_and_column(end - 1)
        return Span(self.path, line, column, end_line, end_column + 1, pointer)

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        at = bisect_right(self.pieces, offset, key=itemgetter(0)) - 1
        start, line, column = self.pieces[max(at, 0)]
        return line, column + offset - start

    def mentions(self, *parts: str) -> bool:
        """Whether one of these stands anywhere in it: a cheap question before a closer look."""
        return any(
            part in self.text or any(part in heredoc.content for heredoc in self.heredocs)
            for part in parts
        )

    def flag(self, name: str) -> Flag | None:
        """The first flag of that name."""
        return next((flag for flag in self.flags if flag.name == name), None)
