"""Whose owner a later `chown` changes: the kernel takes setuid and setgid from such files."""

from hardenlint.model import Build, Command, Span
from hardenlint.text import glob

from .mode_changes import Change
from .running import commands_of


class Owners:
    """The last `chown` of every path in the image that ships, and of all that is in a folder."""

    __slots__ = ("_deep", "_here")

    def __init__(self, build: Build) -> None:
        self._here: dict[str, Span] = {}
        self._deep: dict[str, Span] = {}
        for instruction in build.shipped:
            for command in commands_of(instruction) if instruction.keyword == "RUN" else ():
                if command.name == "chown":
                    self._note(command)

    def _note(self, command: Command) -> None:
        words = command.argv[1:]
        options = [word for word in words if word[:1] == "-"]
        operands = [word.rstrip("/") for word in words if word[:1] != "-"][1:]
        is_deep = any(option == "--recursive" or "R" in option.strip("-") for option in options)
        for last in (self._here, self._deep) if is_deep else (self._here,):
            for operand in operands:
                last[operand] = max(last.get(operand, command.span), command.span)

    def keep_setuid(self, change: Change) -> bool:
        """Whether no later `chown` takes the bits away again."""
        return not change.paths or any(not self._changes(p, change.span) for p in change.paths)

    def _changes(self, path: str, after: Span) -> bool:
        places = [self._here.get(path), *(self._deep.get(folder) for folder in glob.above(path))]
        return any(place is not None and after < place for place in places)
