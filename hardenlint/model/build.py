"""A Dockerfile: its stages, and what each needs of the others."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from .image import Image
from .image_ref import ImageRef
from .source import Source
from .span import Field, Span
from .subject import Subject

if TYPE_CHECKING:
    from .container import Container
    from .instruction import Instruction


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
    `context_file` gives the text of a file of the context, by its path there, None for none.
    `run_by` are the services that build it for themselves; `developer` is the user of the
    development container that it is for ("" for the image's own), None where it is for none.
    `exceeded` is what makes too much of its variables, and where; they are unknown then.
    """

    __slots__ = (
        "context_file", "developer", "directive_spans", "directives", "exceeded", "external",
        "ignored", "inline", "needed", "preamble", "reached", "run_by", "stages", "target",
    )  # fmt: skip
    kind: ClassVar[str] = "image"

    def __init__(self, name: str, span: Span, source: Source) -> None:
        super().__init__(name, span, source)
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
        self.exceeded: tuple[str, Span] | None = None
        self.context_file: Callable[[str], tuple[str, str] | None] | None = None
        self.run_by: tuple[Container, ...] = ()
        self.developer: str | None = None

    def context_excludes(self, path: str) -> bool | None:
        """Whether a path of the build context is kept out of the build; None when not known."""
        return None if self.ignored is None else self.ignored(path)

    def place(self, span: Span) -> Span:
        """Say where a part of this Dockerfile stands: for an inline one, in the compose file."""
        start = self.inline
        if start is None or span.path == start.path:
            return span
        # One shift of columns serves all lines: those of a block scalar share their indent.
        lines, columns = start.line - 1, start.column - 1
        return span._replace(
            path=start.path,
            line=span.line + lines,
            column=span.column + columns,
            end_line=span.end_line + lines,
            end_column=span.end_column + columns,
            pointer=start.pointer,
        )

    def mentions(self, keyword: str, text: str) -> bool:
        """Whether an instruction of that keyword has a text, in any stage."""
        stages = (i for stage in self.stages for i in stage.instructions)
        return any(i.keyword == keyword and i.mentions(text) for i in stages)

    @cached_property
    def keywords(self) -> frozenset[str]:
        """The instructions that it has, in any stage."""
        written = (*self.preamble, *(i for stage in self.stages for i in stage.instructions))
        return frozenset(instruction.keyword for instruction in written)

    @property
    def image(self) -> Image:
        """What ships."""
        return self.target.image

    @cached_property
    def shipped(self) -> "tuple[Instruction, ...]":
        """Whose effect is in the image that ships: the target and its ancestors, in order."""
        return tuple(i for stage in reversed(self.target.chain) for i in stage.instructions)

    def ships(self, instruction: "Instruction") -> bool:
        """Whether its effect is in the image that ships."""
        return instruction.stage in self._shipping

    @cached_property
    def _shipping(self) -> frozenset[int]:
        """The numbers of the stages whose effect is in the image that ships."""
        return frozenset(stage.index for stage in self.target.chain)

    def instruction_at(self, span: Span) -> "Instruction | None":
        """The instruction that has exactly this place."""
        # All are in the order of their lines, and a long file is asked for many of its
        # instructions.
        at = bisect_right(self.stages, span.line, key=lambda stage: stage.span.line)
        among = self.stages[at - 1].instructions if at else self.preamble
        at = bisect_left(among, span.line, key=lambda instruction: instruction.line)
        return among[at] if at < len(among) and among[at].span == span else None

    @cached_property
    def built(self) -> "tuple[Instruction, ...]":
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
