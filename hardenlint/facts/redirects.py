"""The files that the commands of a build write with `>`."""

from collections.abc import Iterable, Iterator

from hardenlint.knowledge.secret_files import is_secret_file
from hardenlint.knowledge.secret_names import is_secret_name
from hardenlint.model import Command, Instruction

from . import removals
from .folders import located, with_workdirs
from .running import commands_of


def takes_secret(command: Command) -> bool:
    """Whether a command is given a mounted secret, or a variable that is called like one."""
    for word in command.argv:
        if "/run/secrets/" in word:
            return True
        names = (part.lstrip("{") for part in word.split("$")[1:])
        if any(is_secret_name(_name(part)) for part in names):
            return True
    return False


def _name(text: str) -> str:
    end = next((n for n, char in enumerate(text) if not (char.isalnum() or char == "_")), len(text))
    return text[:end]


def secret_files(instructions: Iterable[Instruction]) -> Iterator[tuple[Instruction, Command, str]]:
    """Files of secrets that a RUN writes with `>` and does not remove again."""
    for instruction, workdir in with_workdirs(instructions):
        commands = commands_of(instruction) if instruction.keyword == "RUN" else ()
        gone: removals.Gone | None = None
        told: set[str] = set()
        for command in commands:
            for operator, target in command.redirects:
                path = located(target, workdir)
                if operator in (">", ">>", ">|") and is_secret_file(target) and path not in told:
                    told.add(path)
                    gone = gone or removals.of_commands(commands, workdir)
                    if gone.after(-1, path) is None:
                        yield instruction, command, path
