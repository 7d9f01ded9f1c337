"""An instruction of a Dockerfile: its flags, words and here-documents, and what it runs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple

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


Arguments = tuple[tuple[Word, ...], tuple[tuple[Word, Word | None], ...]]
"""The words of an instruction, and its pairs."""

Splitter = Callable[["Instruction"], Arguments]

_NO_ARGUMENTS: Arguments = ((), ())


class Instruction:
    """One instruction, FROM excepted.

    `span` runs from its keyword to the end of its last line. `text` is the joined argument text;
    `words` the arguments one by one (for ENV, LABEL and ARG the pairs are in `pairs`).
    `shell` is the SHELL in force, () for the default. `commands` are computed on first use.
    `offsets` tell where `text` was written: (offset, line, column) for each piece of it that lies
    in one line, in order; () when all that is known is `span`.
    `number` counts the instructions of the file from 0, None where they are not counted.
    `splitter` makes the words and pairs of `text` when they are asked for, so that a long file
    need not hold those of all its instructions; None once they have been set. For the same reason
    `span` is made anew each time.
    """

    __slots__ = (
        "_arguments", "_commands", "_offsets", "column", "end_column", "end_line", "flags", "form",
        "heredocs", "keyword", "line", "number", "onbuild", "path", "shell", "splitter", "stage",
        "text",
    )  # fmt: skip

    def __init__(self, keyword: str, span: Span, stage: int | None) -> None:
        self.keyword = keyword
        self.path, self.line, self.column, self.end_line, self.end_column = span[:5]
        self.number: int | None = None
        self.stage = stage
        self.form: Form | None = None
        self.text = ""
        # An int is the column of a single piece: nearly all instructions lie in one line, and a
        # long file need not keep a tuple for each.
        self._offsets: tuple[tuple[int, int, int], ...] | int = ()
        self.splitter: Splitter | None = None
        self._arguments: Arguments | None = _NO_ARGUMENTS
        self.flags: tuple[Flag, ...] = ()
        self.heredocs: tuple[Heredoc, ...] = ()
        self.shell: tuple[str, ...] = ()
        self.onbuild = False
        self._commands: tuple[Command, ...] | None = None

    @property
    def span(self) -> Span:
        """The place of the whole instruction."""
        pointer = "" if self.number is None else f"/instructions/{self.number}"
        return Span(self.path, self.line, self.column, self.end_line, self.end_column, pointer)

    def split_by(self, splitter: Splitter) -> None:
        """Have the words and pairs made when they are asked for."""
        self.splitter = splitter
        self._arguments = None

    def forget(self) -> None:
        """Let go of the words and pairs that can be made again."""
        if self.splitter is not None:
            self._arguments = None

    def _split(self) -> Arguments:
        if self._arguments is None and self.splitter is not None:
            self._arguments = self.splitter(self)
        return self._arguments or _NO_ARGUMENTS

    @property
    def words(self) -> tuple[Word, ...]:
        """The arguments one by one."""
        return self._split()[0]

    @words.setter
    def words(self, words: tuple[Word, ...]) -> None:
        self._arguments = (words, self._split()[1])
        # What became of their variables is not in the text: they cannot be made again.
        self.splitter = None

    @property
    def pairs(self) -> tuple[tuple[Word, Word | None], ...]:
        """The names and values of ENV, LABEL and ARG."""
        return self._split()[1]

    @pairs.setter
    def pairs(self, pairs: tuple[tuple[Word, Word | None], ...]) -> None:
        self._arguments = (self._split()[0], pairs)
        self.splitter = None

    @property
    def offsets(self) -> tuple[tuple[int, int, int], ...]:
        """Where `text` was written; most often that is one piece of the line of the keyword."""
        found = self._offsets
        return ((0, self.line, found),) if isinstance(found, int) else found

    @offsets.setter
    def offsets(self, pieces: tuple[tuple[int, int, int], ...]) -> None:
        alone = len(pieces) == 1 and pieces[0][:2] == (0, self.line)
        self._offsets = pieces[0][2] if alone else pieces

    @property
    def commands(self) -> "tuple[Command, ...]":
        """What this instruction runs, command by command; () where no shell can be understood."""
        if self.form is None and not self.heredocs:
            return ()
        if self._commands is None:
            from hardenlint.shell import commands_of  # noqa: PLC0415 - only where a check asks

            self._commands = commands_of(self)
        return self._commands

    def mentions(self, *parts: str) -> bool:
        """Whether one of these stands anywhere in it: a cheap question before a closer look."""
        return any(
            part in self.text or any(part in heredoc.content for heredoc in self.heredocs)
            for part in parts
        )

    def flag(self, name: str) -> Flag | None:
        """The first flag of that name."""
        return next((flag for flag in self.flags if flag.name == name), None)
