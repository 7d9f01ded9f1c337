"""A command that is run: by an instruction, an entrypoint, a health check or a hook."""

from collections.abc import Iterable
from typing import NamedTuple

from .span import Span


class Command(NamedTuple):
    """A command that a RUN, CMD, ENTRYPOINT or script runs, found in command position.

    argv         its words with quotes removed; a word that the shell expands keeps its `$…` text
    name         the program without its folder (`curl` for /usr/bin/curl); "" for a bare assignment
    assignments  `A=1` before the program
    redirects    (operator, target): (">", "/tmp/x")
    pipeline     number of the pipeline it belongs to within its instruction; `position` in it
    via          programs it was started through, outermost first: ("sudo", "env"); `before` all
                 words before its own, which are those programs with their options
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
    before: tuple[str, ...] = ()


def pipelines(commands: Iterable[Command]) -> Iterable[list[tuple[int, Command]]]:
    """The members of each pipeline with their positions, in order.

    What is inside a group is also a member, at the group's position, of the pipeline it is in.
    """
    members: dict[int, list[tuple[int, Command]]] = {}
    for command in commands:
        for number, position in (*command.within, (command.pipeline, command.position)):
            members.setdefault(number, []).append((position, command))
    return members.values()
