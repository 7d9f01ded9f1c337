"""Which program of a container gains privileges: what no-new-privileges would break."""

from collections.abc import Iterator

from hardenlint.knowledge import gaining_programs
from hardenlint.model import Command, Container

from . import starting
from .running import commands_of, runs

_AT_RUN_TIME = ("ENTRYPOINT", "CMD", "HEALTHCHECK", "ONBUILD")
_STARTERS = ("service", "rc-service", "systemctl", "invoke-rc.d")
_GRANTS = ("sudo", "doas", "setcap", "u+s", "g+s", "ug+s", "+s ", "4755", "2755", "6755", "4711")
"""What stands in a RUN that prepares files for it: a package, a rule, a bit, a capability."""


def program(container: Container) -> str:
    """The first such program that is seen; "" where none is, which is no proof.

    Looked at are what is started, its scripts, its health check and its hooks; what the Dockerfile
    prepares; the image and that which the Dockerfile starts from.
    """
    for command in _commands(container):
        if found := next((n for n in _names(command) if n in gaining_programs.PROGRAMS), ""):
            return found
    found = _of_image(container) or _prepared(container)
    return "a program with file capabilities" if found == "setcap" else found


def _names(command: Command) -> tuple[str, ...]:
    """The programs of a command; of `service cron start` that which it starts as well."""
    named = command.argv[1:3] if command.name in _STARTERS else ()
    return (*command.via, command.name, *named)


def _commands(container: Container) -> Iterator[Command]:
    yield from starting.stated(container)
    for _, _, commands in runs(container):
        yield from commands
    build = container.build
    if build is None:
        return
    for instruction in build.shipped:
        if instruction.keyword in _AT_RUN_TIME:
            yield from commands_of(instruction)
    from .scripts import started  # noqa: PLC0415 - few containers are built here

    for script in started(build, starting.stated(container), container.workdir.value, copied=True):
        yield from script.every


def _of_image(container: Container) -> str:
    build = container.build
    fields = [container.reference, *(build.references if build is not None else ())]
    names = (gaining_programs.of_image(f.value.repository) for f in fields if f.value is not None)
    return next(filter(None, names), "")


def _prepared(container: Container) -> str:
    build = container.build
    for instruction in build.shipped if build is not None else ():
        if instruction.keyword in ("RUN", "COPY", "ADD"):
            for words in _GRANTS:
                if instruction.mentions(words):
                    return words if words.isalpha() else "a program with the setuid bit"
    return ""
