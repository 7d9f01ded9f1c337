"""A walk over the tree of stages: the image that each of them ends with."""

from collections.abc import Callable

from ...errors import InputError
from ...model import Stage
from . import effects, instructions
from .config import Config, Point
from .nodes import Node, node_of
from .parts import Part
from .scope import Scope

MAX_ITEMS = 50_000
"""Variables, labels, ports, volumes that all images together are told; beyond, the target's."""

MAX_TRIGGERS = 100_000
"""Most ONBUILD triggers that all stages together run."""

Visit = Callable[[Stage, Config], None]


class Walk:
    """Configures every stage, parents before children, with one configuration for all."""

    def __init__(self, path: str, parts: list[Part], scope: Scope) -> None:
        self.path = path
        self.parts = parts
        self.scope = scope
        self._triggers = 0

    def run(self, chosen: Part, visit: Visit | None) -> None:
        """Visit all stages; `chosen` is the target."""
        config = Config(self.scope)
        items = 0
        todo: list[tuple[Part, Point | None]] = [(part, None) for part in reversed(self.parts)]
        todo = [(part, None) for part, _ in todo if part.stage.parent is None]
        while todo:
            # A stage leaves its point below its children, so that what it set is taken back when
            # they are done.
            part, point = todo.pop()
            if point is not None:
                config.undo(point)
                continue
            last = not todo and len(part.children) < 2
            point = config.begin(part.stage.span, scratch=part.scratch, last=last)
            if not last:
                todo.append((part, point))
            self._configure(config, part)
            items += len(config.environment) + len(config.labels)
            items += len(config.exposed) + len(config.volumes)
            part.stage.image = config.image(
                self.path, part.stage.span, bare=items > MAX_ITEMS and part is not chosen
            )
            if visit is not None:
                visit(part.stage, config)
            todo += [(child, None) for child in reversed(part.children)]

    def _configure(self, config: Config, part: Part) -> None:
        parent = part.stage.parent
        if parent is not None:
            for node in self.parts[parent.index].triggers:
                self._trigger(config, node, part)
        for built in part.instructions:
            if not built.onbuild:
                effects.apply(config, built)
        part.stage.instructions = tuple(part.instructions)
        part.errors += tuple(config.errors)

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
            part.errors += (error,)
            return
        built = instructions.instruction_of(child, part.stage.index, self.scope.escape)
        effects.apply(config, built)
