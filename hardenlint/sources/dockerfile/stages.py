"""The meaning of a Dockerfile: its stages as a tree, and the image that each ends with."""

from collections.abc import Callable
from typing import Any

from ...errors import InputError
from ...model import Build, ExternalImage, Field, ImageRef, Instruction, Span, Stage
from . import instructions
from .config import Config
from .expand import Expanded, ExpansionError, expand
from .nodes import Node, node_of
from .scope import Scope

SCRATCH = "scratch"

MAX_ITEMS = 200_000
"""Variables, labels and ports that all images together are told; beyond, only the target's."""

MAX_TRIGGERS = 100_000
"""Most ONBUILD triggers that all stages together run."""

Visit = Callable[[Stage, Config], None]


class Part:
    """A stage while it is read: its FROM, what it holds, and what it is made of."""

    __slots__ = ("children", "commands", "errors", "node", "scratch", "stage", "triggers")

    def __init__(self, node: Node, stage: Stage) -> None:
        self.node = node
        self.stage = stage
        self.commands: list[tuple[Node, Instruction]] = []
        self.triggers: list[Node] = []
        self.children: list[Part] = []
        self.errors: list[InputError] = []
        self.scratch = False


class Reading:
    """One reading of a Dockerfile: nodes to a Build."""

    def __init__(self, path: str, nodes: list[Node], scope: Scope, last: Span) -> None:
        self.path = path
        self.scope = scope
        self.parts: list[Part] = []
        self.preamble: list[Instruction] = []
        self._triggers = 0
        for node in nodes:
            self._add(node)
        if not self.parts:
            raise InputError("parse", "there is no FROM: nothing to build", last)

    def _add(self, node: Node) -> None:
        instructions.check(node)
        index = len(self.parts)
        if node.keyword == "FROM":
            self.parts.append(Part(node, instructions.stage_of(node, index)))
            return
        if not self.parts and node.keyword != "ARG":
            raise node.error(f"{node.keyword} stands before the first FROM")
        escape = self.scope.escape
        built = instructions.instruction_of(node, index - 1 if index else None, escape)
        if not self.parts:
            self.preamble.append(built)
        elif node.keyword == "ONBUILD":
            self.parts[-1].triggers.append(node)
        if self.parts:
            self.parts[-1].commands.append((node, built))

    def build(self, target: str | None, visit: Visit | None = None) -> Build:
        """Resolve everything; raises InputError for what BuildKit refuses to build."""
        chosen = self._target(target)
        self.scope.predefine(target or self.parts[-1].stage.name or "")
        for instruction in self.preamble:
            self.scope.declare(instruction)
        self._resolve_bases()
        self._walk(chosen, visit)
        build = Build(self.path, chosen.stage.span)
        build.preamble = tuple(self.preamble)
        build.stages = tuple(part.stage for part in self.parts)
        build.target = chosen.stage
        sources = Sources(self.parts)
        build.external = tuple(sources.external)
        build.reached = sources.reached(chosen.stage)
        for stage in build.reached:
            for error in self.parts[stage.index].errors:
                raise error
        return build

    def _target(self, name: str | None) -> Part:
        if not name:
            return self.parts[-1]
        for part in reversed(self.parts):
            if part.stage.name == name.lower():
                return part
        message = f"the target stage {name!r} could not be found"
        raise InputError("missing", message, self.parts[-1].stage.span)

    def _resolve_bases(self) -> None:
        """Expand every FROM, and find the earlier stage or the image that it names."""
        names: dict[str, Part] = {}
        for part in self.parts:
            stage = part.stage
            text, note = self._expand_from(stage.base_raw, stage.base_span)
            self._resolve_platform(part)
            parent = names.get(text or "")
            if parent is not None:
                stage.parent = parent.stage
                parent.children.append(part)
                part.scratch = parent.scratch
            else:
                part.scratch = text == SCRATCH
                reference = ImageRef.parse(text) if text else None
                note = note or ("the name of the image is empty" if text == "" else "")
                stage.reference = Field(reference, stage.base_span, "stated", note)
            if stage.name:
                names[stage.name] = part

    def _expand_from(self, text: str, span: Span) -> Expanded:
        try:
            return expand(text, self.scope.of_from, self.scope.escape)
        except ExpansionError as error:
            raise InputError("parse", str(error), span) from None

    def _resolve_platform(self, part: Part) -> None:
        for text, start, end in part.node.flags:
            value = text.partition("=")[2]
            span = part.node.line.span(start, end, part.node.pointer)
            if value:
                part.stage.platform = self._expand_from(value, span).text or value

    def _walk(self, chosen: Part, visit: Visit | None) -> None:
        """Configure every stage, parents before children, with one configuration for all."""
        config = Config(self.scope)
        items = 0
        todo: list[tuple[Part, Any]] = [(part, None) for part in reversed(self.parts)]
        todo = [(part, None) for part, _ in todo if part.stage.parent is None]
        while todo:
            part, point = todo.pop()
            if point is not None:
                config.undo(point)
                continue
            todo.append((part, config.begin(part.stage.span, scratch=part.scratch)))
            self._configure(config, part)
            items += len(config.environment) + len(config.labels) + len(config.exposed)
            part.stage.image = config.image(
                self.path, part.stage.span, bare=items > MAX_ITEMS and part is not chosen
            )
            if visit is not None:
                visit(part.stage, config)
            todo += [(child, None) for child in reversed(part.children)]
        for part in self.parts:
            self._complete(part)

    def _configure(self, config: Config, part: Part) -> None:
        parent = part.stage.parent
        if parent is not None:
            for node in self.parts[parent.index].triggers:
                self._trigger(config, node, part)
        for node, built in part.commands:
            if not built.onbuild:
                config.apply(node, built)
        part.stage.instructions = tuple(built for _, built in part.commands)
        part.errors += config.errors

    def _trigger(self, config: Config, node: Node, part: Part) -> None:
        """Run what ONBUILD of the parent holds; it is split anew, with the default escape token."""
        child = node.child
        self._triggers += 1
        if child is None or self._triggers > MAX_TRIGGERS:
            raise node.error(f"ONBUILD runs more than {MAX_TRIGGERS} times")
        try:
            if self.scope.escape != "\\":
                child = node_of(node.line, node.start, "\\", nested=True)
            instructions.check(child)
        except InputError as error:
            part.errors.append(error)
            return
        built = instructions.instruction_of(child, part.stage.index, self.scope.escape)
        config.apply(child, built)

    def _complete(self, part: Part) -> None:
        """Tell the image of a stage what only its whole chain knows."""
        stage, image = part.stage, part.stage.image
        if stage.parent is not None:
            above = stage.parent.image
            image.reference, image.base_user = above.reference, above.base_user
        elif stage.reference is not None:
            image.reference = stage.reference
            if stage.reference.value is not None:
                from ...knowledge.base_images import default_user  # noqa: PLC0415 - not for `show`

                image.base_user = default_user(stage.reference.value)
        if image.base_user == "drops" and image.entrypoint.stated:
            image.base_user = "root"  # whatever gave root up does not run


class Sources:
    """What stages copy from and mount: other stages, and images."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.names = {part.stage.name: part.stage for part in parts if part.stage.name}
        self.external: list[ExternalImage] = []
        self.needs: list[list[Stage]] = [[] for _ in parts]
        for part in parts:
            for _, built in part.commands:
                for name, span, by_index in _named(built):
                    self._add(part.stage, name, span, by_index=by_index)

    def _add(self, stage: Stage, name: str, span: Span, *, by_index: bool) -> None:
        found = self.names.get(name.lower())
        if by_index and name.isascii() and name.isdigit():
            number = int(name) if len(name) < 10 else len(self.parts)
            found = self.parts[number].stage if number < len(self.parts) else None
        elif found is None and name != SCRATCH:
            unknown = "$" in name
            reference = None if unknown else ImageRef.parse(name)
            note = "variables are not expanded here" if unknown else ""
            field = Field(reference, span, "stated", note)
            self.external.append(ExternalImage(field, stage.index))
        if found is not None and found.index < stage.index:
            self.needs[stage.index].append(found)

    def reached(self, target: Stage) -> tuple[Stage, ...]:
        """The stages that a target needs, itself included, in file order."""
        seen: set[int] = set()
        todo = [target]
        while todo:
            stage = todo.pop()
            if stage.index in seen:
                continue
            seen.add(stage.index)
            todo += self.needs[stage.index]
            if stage.parent is not None:
                todo.append(stage.parent)  # its list holds what its ONBUILD copies from, too
        return tuple(self.parts[index].stage for index in sorted(seen))


def _named(built: Instruction) -> list[tuple[str, Span, bool]]:
    """What COPY --from and RUN --mount=from= name, and whether a number is a stage's index."""
    found: list[tuple[str, Span, bool]] = []
    for flag in built.flags:
        if flag.name == "from" and built.keyword == "COPY" and flag.value:
            found.append((flag.value, flag.span, True))
        elif flag.name == "mount" and built.keyword == "RUN":
            from .csv_fields import split  # noqa: PLC0415 - only where there are mounts

            for field in split(flag.value) or ():
                key, _, value = field.partition("=")
                if key.lower() == "from" and value:
                    found.append((value, flag.span, False))
    return found
