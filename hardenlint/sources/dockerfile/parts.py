"""The stages of a file as they are written: FROM, and the instructions that follow it."""

from ...errors import InputError
from ...model import Instruction, Span, Stage
from . import instructions
from .lines import Reader
from .nodes import Node, parse

SCRATCH = "scratch"
MAX_INSTRUCTIONS = 120_000
"""A file of more instructions is refused: an image has at most 127 layers."""
MAX_STAGES = 15_000


class Part:
    """A stage while it is read: its platform as written, what it holds, what it is made of."""

    __slots__ = ("children", "errors", "instructions", "platforms", "scratch", "stage", "triggers")

    def __init__(self, stage: Stage, platforms: tuple[tuple[str, Span], ...]) -> None:
        self.stage = stage
        self.platforms = platforms
        self.instructions: list[Instruction] = []
        self.triggers: list[Node] = []
        self.children: list[Part] = []
        self.errors: tuple[InputError, ...] = ()
        self.scratch = False


class Parts:
    """The parts of a file, and the ARGs before its first FROM."""

    def __init__(self, reader: Reader) -> None:
        self.path = reader.path
        self.parts: list[Part] = []
        self.preamble: list[Instruction] = []
        refused: InputError | None = None
        node: Node | None = None
        for count, node in enumerate(parse(reader)):
            if count == MAX_INSTRUCTIONS:
                raise node.error(f"holds more than {count:,} instructions: split it")
            if refused is None:
                try:
                    self._add(node, reader.directives.escape)
                except InputError as error:
                    refused = error  # unless a later line cannot even be split into words
        if refused is not None:
            raise refused
        if not self.parts:
            what = "there are no instructions" if node is None else "there is no FROM to build"
            raise InputError("parse", what, Span(reader.path, max(reader.at, 1)))

    def _add(self, node: Node, escape: str) -> None:
        instructions.check(node)
        index = len(self.parts)
        if node.keyword == "FROM":
            if index == MAX_STAGES:
                raise node.error(f"holds more than {index:,} stages: split it")
            stage = instructions.stage_of(node, index)
            self.parts.append(Part(stage, instructions.platforms(node)))
            return
        if not self.parts and node.keyword != "ARG":
            raise node.error(f"{node.keyword} stands before the first FROM")
        stage_index = index - 1 if index else None
        built = instructions.instruction_of(node, stage_index, escape)
        if not self.parts:
            self.preamble.append(built)
        elif node.keyword == "ONBUILD":
            self.parts[-1].triggers.append(node)
        if self.parts:
            self.parts[-1].instructions.append(built)

    def target(self, name: str | None) -> Part:
        """The stage of a name, the last one without; raises InputError."""
        if not name:
            return self.parts[-1]
        for part in reversed(self.parts):
            if part.stage.name == name.lower():
                return part
        from ...facts.telling import name as told  # noqa: PLC0415 - only for a mistake

        message = f"the target stage {told(name)!r} could not be found"
        raise InputError("missing", message, self.parts[-1].stage.span)
