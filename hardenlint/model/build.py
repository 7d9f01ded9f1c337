"""A Dockerfile: its stages, their instructions, and the commands these run."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Literal, NamedTuple

from .image import Image
from .image_ref import ImageRef
from .span import Field, Span
from .subject import Subject

Form = Literal["shell", "exec"]


class Word(NamedTuple):
    """One argument of an instruction: `value` with quotes and escapes removed, `raw` as written.

    `resolved` is the value after variable expansion, None when a variable has no known value.
    """

    value: str
    raw: str
    span: Span
    resolved: str | None = None


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


class Command(NamedTuple):
    """A command that a RUN, CMD, ENTRYPOINT or script runs, found in command position.

    argv         its words with quotes removed; a word that the shell expands keeps its `$…` text
    name         the program without its folder (`curl` for /usr/bin/curl); "" for a bare assignment
    assignments  `A=1` before the program
    redirects    (operator, target): (">", "/tmp/x")
    pipeline     number of the pipeline it belongs to within its instruction; `position` in it
    via          programs it was started through, outermost first: ("sudo", "env")
    parent       index of the command whose words hold it (`$(…)`, `<(…)`, `sh -c '…'`), None at
                 the top; `role` says how: "substitution", "process", "script" or ""
    within       the groups `( … )`, `{ … }`, if, loops around it, outermost first: each the
                 (pipeline, position) that the group has
    """

    argv: tuple[str, ...]
    name: str
    span: Span
    assignments: tuple[tuple[str, str], ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    pipeline: int = 0
    position: int = 0
    via: tuple[str, ...] = ()
    parent: int | None = None
    role: str = ""
    within: tuple[tuple[int, int], ...] = ()


Arguments = tuple[tuple[Word, ...], tuple[tuple[Word, Word | None], ...]]
"""The words of an instruction, and its pairs."""

Splitter = Callable[["Instruction"], Arguments]

_NO_ARGUMENTS: Arguments = ((), ())


def pipelines(commands: Iterable[Command]) -> Iterable[list[tuple[int, Command]]]:
    """The members of each pipeline with their positions, in order.

    What is inside a group is also a member, at the group's position, of the pipeline it is in.
    """
    members: dict[int, list[tuple[int, Command]]] = {}
    for command in commands:
        for number, position in (*command.within, (command.pipeline, command.position)):
            members.setdefault(number, []).append((position, command))
    return members.values()


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
    def commands(self) -> tuple[Command, ...]:
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


class Stage:
    """One FROM and what follows it.

    reference    the external image, a Field of None when a variable leaves it unknown, and None
                 when the stage is built from an earlier one (`parent`)
    image        the configuration the stage ends with
    span         the FROM instruction; `base_span` its image word
    """

    __slots__ = (
        "base_raw", "base_span", "image", "index", "instructions", "name", "parent", "platform",
        "reference", "span",
    )  # fmt: skip

    def __init__(self, index: int, name: str | None, span: Span, base_span: Span) -> None:
        self.index = index
        self.name = name
        self.span = span
        self.base_span = base_span
        self.base_raw = ""
        self.platform: str | None = None
        self.parent: Stage | None = None
        self.reference: Field[ImageRef] | None = None
        self.instructions: tuple[Instruction, ...] = ()
        self.image: Image

    @property
    def chain(self) -> tuple["Stage", ...]:
        """This stage and its ancestors, nearest first."""
        found: list[Stage] = []
        stage: Stage | None = self
        while stage is not None:
            found.append(stage)
            stage = stage.parent
        return tuple(found)

    @property
    def title(self) -> str:
        """How to name the stage to a person."""
        return self.name or f"stage {self.index}"


class ExternalImage(NamedTuple):
    """An image that a build reads besides FROM: COPY --from, RUN --mount=from=."""

    reference: Field[ImageRef]
    stage: int


class Build(Subject):
    """A Dockerfile as written.

    `target` is the stage that ships (the last one, or the one asked for). `needed` are the
    stages it needs (FROM, COPY --from, RUN --mount=from=), itself included, in file order;
    `reached` those that are judged: the same, or all of them where the file itself was named.
    `external` are the images read besides FROM; `preamble` the ARGs before the first FROM.
    `inline` is where the text begins inside a compose file (`dockerfile_inline`), None for a file.
    `directive_spans` are the places of the directives that were found, by name.
    `ignored` tells what `.dockerignore` keeps out of the context, None where nobody can know.
    """

    __slots__ = (
        "_shipping", "directive_spans", "directives", "external", "ignored", "inline", "needed",
        "preamble", "reached", "stages", "target",
    )  # fmt: skip
    kind: ClassVar[str] = "image"
    folder: ClassVar[str] = "image"

    def __init__(self, name: str, span: Span) -> None:
        super().__init__(name, span, "dockerfile")
        self.directives: dict[str, str | None] = {"syntax": None, "escape": None, "check": None}
        self.directive_spans: dict[str, Span] = {}
        self.preamble: tuple[Instruction, ...] = ()
        self.stages: tuple[Stage, ...] = ()
        self.target: Stage
        self.needed: tuple[Stage, ...] = ()
        self.reached: tuple[Stage, ...] = ()
        self.external: tuple[ExternalImage, ...] = ()
        self.inline: Span | None = None
        self.ignored: Callable[[str], bool | None] | None = None
        self._shipping: frozenset[int] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes as what a report needs: also with where its stages begin."""
        stages = [(stage.index, stage.name, stage.span, stage.base_span) for stage in self.stages]
        return (_bare, (self.name, self.span, stages))

    def context_excludes(self, path: str) -> bool | None:
        """Whether a path of the build context is kept out of the build; None when not known."""
        return None if self.ignored is None else self.ignored(path)

    def place(self, span: Span) -> Span:
        """Say where a part of this Dockerfile stands: for an inline one, in the compose file."""
        start = self.inline
        if start is None or span.path == start.path:
            return span
        lines, columns = start.line - 1, start.column - 1
        return span._replace(
            path=start.path,
            line=span.line + lines,
            column=span.column + columns,
            end_line=span.end_line + lines,
            end_column=span.end_column + columns,
            pointer=start.pointer,
        )

    @property
    def image(self) -> Image:
        """What ships."""
        return self.target.image

    @property
    def shipped(self) -> tuple[Instruction, ...]:
        """Whose effect is in the image that ships: the target and its ancestors, in order."""
        return tuple(i for stage in reversed(self.target.chain) for i in stage.instructions)

    def ships(self, instruction: Instruction) -> bool:
        """Whether its effect is in the image that ships."""
        if self._shipping is None:
            self._shipping = frozenset(stage.index for stage in self.target.chain)
        return instruction.stage in self._shipping

    def instruction_at(self, span: Span) -> Instruction | None:
        """The instruction that has exactly this place."""
        at = bisect_right(self.stages, span.line, key=lambda stage: stage.span.line)
        among = self.stages[at - 1].instructions if at else self.preamble
        at = bisect_left(among, span.line, key=lambda instruction: instruction.line)
        return among[at] if at < len(among) and among[at].span == span else None

    @property
    def built(self) -> tuple[Instruction, ...]:
        """The instructions of every stage that is built for it."""
        return tuple(i for stage in self.reached for i in stage.instructions)

    @property
    def references(self) -> tuple[Field[ImageRef], ...]:
        """The images that the reached stages pull, each place once, in order of reading."""
        reached = {stage.index for stage in self.reached}
        found = [stage.reference for stage in self.reached if stage.reference is not None]
        found += [image.reference for image in self.external if image.stage in reached]
        return tuple(
            {
                field.span: field
                for field in found
                if field.value is None or not field.value.is_scratch
            }.values()
        )


def _bare(name: str, span: Span, stages: list[tuple[int, str | None, Span, Span]]) -> Build:
    build = Build(name, span)
    build.stages = tuple(Stage(*stage) for stage in stages)
    return build
