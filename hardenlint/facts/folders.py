"""Which folder the commands of a Dockerfile work in: WORKDIR, and `cd` as far as it reaches."""

import posixpath
from collections.abc import Iterable, Iterator

from hardenlint.model import Command, Instruction

_HOMES = ("~/", "$HOME/", "${HOME}/")


def located(path: str, workdir: str) -> str:
    """A path of a command as an absolute one; the home is root's."""
    for home in _HOMES:
        if path.startswith(home):
            path = "/root/" + path[len(home) :]
    return posixpath.normpath(posixpath.join(workdir, path))


def with_workdirs(instructions: Iterable[Instruction]) -> Iterator[tuple[Instruction, str]]:
    """Each instruction of a stage and its ancestors, with the working directory of that place."""
    workdir = "/"
    for instruction in instructions:
        if instruction.keyword == "WORKDIR" and instruction.words:
            workdir = posixpath.join(workdir, instruction.words[0].text)
        yield instruction, workdir


class Folders:
    """Follows the working directory of one stage and its ancestors.

    Show it each instruction (`see`) and each of its commands (`pass_by`) in their order, and it
    makes paths absolute. Those of a base image that says nothing begin at `/`, a home is root's.
    """

    __slots__ = ("_inside", "_workdir")

    def __init__(self) -> None:
        self._workdir = "/"
        self._inside: dict[tuple[tuple[int, int], ...], str] = {(): "/"}

    def see(self, instruction: Instruction) -> None:
        """Begin an instruction: every RUN starts in the working directory."""
        self._inside = {(): self._workdir}
        if instruction.keyword == "WORKDIR" and instruction.words:
            word = instruction.words[0]
            self._workdir = self.path(word.text)
            self._inside = {(): self._workdir}

    def pass_by(self, command: Command) -> None:
        """Take a `cd` into account, for the group that it is in."""
        if command.name == "cd" and len(command.argv) == 2:
            self._inside[command.within] = self.path(command.argv[1], command.within)

    def path(self, text: str, within: tuple[tuple[int, int], ...] = ()) -> str:
        """A path as an absolute one, for a command inside of these groups."""
        # A group in which nothing has changed the folder is where the one around it is.
        while within not in self._inside:
            within = within[:-1]
        return located(text, self._inside[within])
