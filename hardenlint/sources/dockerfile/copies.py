"""What stages copy from and mount: other stages, and images."""

from hardenlint.text.numbers import whole

from ...model import ExternalImage, Field, ImageRef, Instruction, Span, Stage
from ...model.span import because
from .parts import SCRATCH, Part


class Sources:
    """What stages copy from and mount: other stages, and images."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        # Unlike FROM, these look names up when all stages are known: the last of a name counts.
        self.names = {part.stage.name: part.stage for part in parts if part.stage.name}
        self.external: list[ExternalImage] = []
        self.needs: list[list[Stage]] = [[] for _ in parts]
        for part in parts:
            for built in part.instructions:
                for name, span, by_index in _named(built):
                    self._add(part.stage, name, span, by_index=by_index)

    def _add(self, stage: Stage, name: str, span: Span, *, by_index: bool) -> None:
        found = self.names.get(name.lower())
        if by_index and name.isascii() and name.isdigit():
            number = whole(name)
            is_there = number is not None and number < len(self.parts)
            found = self.parts[number or 0].stage if is_there else None
        elif found is None and name != SCRATCH:
            unknown = "$" in name
            reference = None if unknown else ImageRef.parse(name)
            field = Field(reference, span, "stated", because("unexpanded") if unknown else ())
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
                    # A mount names stages by their names only.
                    found.append((value, flag.span, False))
    return found
