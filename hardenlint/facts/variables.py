"""Variables: which are set where, and what `$NAME` stands for on the command lines of a build."""

import re
from collections.abc import Iterable, Iterator

from hardenlint.model import Build, Command, Field, Image, Instruction, Stage, Word

_MAX_ANCESTORS = 16
_VARIABLE = r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})"


def assigned(
    instructions: Iterable[Instruction], keywords: tuple[str, ...] = ("ENV", "ARG")
) -> Iterator[tuple[Instruction, Word, Word]]:
    """Every name that such instructions give a value, and the value, as they are written."""
    for instruction in instructions:
        for name, value in instruction.pairs if instruction.keyword in keywords else ():
            if value is not None:
                yield instruction, name, value


def own(image: Image) -> Iterator[tuple[str, Field[str]]]:
    """What the environment of a container or of an image sets itself.

    Not what it inherits, which is told where the image is judged; and nothing of a Dockerfile,
    whose ENV are read as they are written (`assigned`).
    """
    for name, field in image.env.items() if not image.source.builds else ():
        if field.value is not None and field.origin == "stated":
            yield name, field


class Variables:
    """The values that ENV and ARG have given so far, stage by stage.

    Show it the instructions of the stages in their order (`see`), and it can `fill` what they run.
    """

    __slots__ = ("_args", "_env", "_seen", "_stages")

    def __init__(self, build: Build) -> None:
        self._stages = build.stages
        self._env: dict[tuple[int | None, str], str | None] = {}
        self._args: dict[tuple[int | None, str], str | None] = {}
        self._seen = [*build.preamble]

    def see(self, instruction: Instruction) -> None:
        """Note an ENV or ARG; what it sets is read once a word asks for a variable."""
        if instruction.keyword in ("ENV", "ARG"):
            self._seen.append(instruction)

    def _read(self, instruction: Instruction) -> None:
        """Take what it sets; an ARG without a default takes that of the preamble."""
        known = self._env if instruction.keyword == "ENV" else self._args
        for name, value in instruction.pairs:
            if value is None:
                text = self._args.get((None, name.value))
            else:
                text = value.resolved if "$" in value.value else value.value
            known[instruction.stage, name.value] = text  # from here on; None where nobody knows

    def fill(self, text: str, stage: int | None) -> str:
        """A word with the variables that are known in that stage; the others stay."""
        if "$" not in text or stage is None:
            return text
        for instruction in self._seen:
            self._read(instruction)
        self._seen.clear()
        home = self._stages[stage]
        return re.sub(_VARIABLE, lambda m: self._value(m[1] or m[2], home) or m[0], text)

    def fill_all(self, words: tuple[str, ...], stage: int | None) -> tuple[str, ...]:
        """The words of a command, filled."""
        if not any("$" in word for word in words):
            return words
        return tuple(self.fill(word, stage) for word in words)

    def options_of(self, words: tuple[str, ...], stage: int | None) -> tuple[str, ...]:
        """The words of a command, filled; a variable may hold several of them."""
        filled = self.fill_all(words, stage)
        return words if filled == words else tuple(" ".join(filled).split())

    def _value(self, name: str, home: Stage) -> str | None:
        stage: Stage | None = home
        for _ in range(_MAX_ANCESTORS):
            if stage is None:
                break
            key = (stage.index, name)
            if value := self._env.get(key) or self._args.get(key):  # ENV goes before ARG
                return value
            stage = stage.parent
        return None


class Assigned:
    """The variables that the commands of one script assign: `OPTIONS=-k; curl $OPTIONS`."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def note(self, command: Command) -> None:
        """Take the assignments of a command that does nothing else into account."""
        words = command.argv[1:] if command.name in _ASSIGNING else ()
        assigned = command.assignments if not command.argv else ()
        for name, value in (*assigned, *(word.partition("=")[::2] for word in words)):
            if set(value) & {"$", "`"}:
                self._values.pop(name, None)
            else:
                self._values[name] = value

    def options_of(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words of a command, filled; a variable may hold several of them."""
        if not self._values or not any("$" in word for word in words):
            return words
        text = " ".join(words)
        filled = re.sub(_VARIABLE, lambda m: self._values.get(m[1] or m[2], m[0]), text)
        return words if filled == text else tuple(filled.split())


_ASSIGNING = ("export", "declare", "local", "readonly", "typeset")
