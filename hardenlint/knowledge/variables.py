"""What `$NAME` stands for on the command lines of a Dockerfile: the values of ENV and ARG."""

import re

from hardenlint.model import Instruction, Stage

_MAX_ANCESTORS = 16
_VARIABLE = r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})"


class Variables:
    """The values that ENV and ARG have given so far, stage by stage.

    Show it the instructions in their order (`see`), and it can `fill` what they run.
    """

    __slots__ = ("_args", "_env", "_seen", "_stages")

    def __init__(self, stages: tuple[Stage, ...]) -> None:
        self._stages = stages
        self._seen: list[Instruction] = []
        self._env: dict[tuple[int | None, str], str | None] = {}
        self._args: dict[tuple[int | None, str], str | None] = {}

    def see(self, instruction: Instruction) -> None:
        """Note an ENV or ARG; what it sets is read when a word asks for a variable."""
        if instruction.keyword in ("ENV", "ARG"):
            self._seen.append(instruction)

    def _read(self, instruction: Instruction) -> None:
        known = self._env if instruction.keyword == "ENV" else self._args
        for name, value in instruction.pairs:
            text = None
            if value is not None:
                text = value.value if "$" not in value.value else value.resolved
            known[instruction.stage, name.value] = text

    def fill(self, text: str, stage: int | None) -> str:
        """A word with the variables that are known in that stage; the others stay."""
        if "$" not in text:
            return text
        for instruction in self._seen:
            self._read(instruction)
        self._seen.clear()
        return re.sub(_VARIABLE, lambda m: self._value(m[1] or m[2], stage) or m[0], text)

    def fill_all(self, words: tuple[str, ...], stage: int | None) -> tuple[str, ...]:
        """The words of a command, filled."""
        if not any("$" in word for word in words):
            return words
        return tuple(self.fill(word, stage) for word in words)

    def _value(self, name: str, index: int | None) -> str | None:
        stage = None if index is None else self._stages[index]
        for _ in range(_MAX_ANCESTORS):
            key = (None if stage is None else stage.index, name)
            if value := self._env.get(key) or self._args.get(key):
                return value
            if stage is None:
                break
            stage = stage.parent
        return None
