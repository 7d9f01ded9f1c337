"""What a container starts with, whichever source says it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hardenlint.model import Command, Image

from .running import commands_of, started

if TYPE_CHECKING:
    from hardenlint.model import Instruction

    from .scripts import Script


def commands(image: Image) -> tuple[Command, ...]:
    """The commands of the entrypoint and the command that take effect.

    Those of a Dockerfile, too, unless the container replaces them, and what the scripts run that
    the Dockerfile writes.
    """
    found = stated(image)
    return found + tuple(c for script in _followed(image, found) for c in script.commands)


def scripts(image: Image) -> "Iterator[Script]":
    """The scripts that its Dockerfile writes and it starts."""
    return _followed(image, stated(image))


def _followed(image: Image, found: tuple[Command, ...]) -> "Iterator[Script]":
    build = image.build
    if build is not None and found and any(map(_may_write, build.shipped)):
        from .scripts import started  # noqa: PLC0415 - most images are built from files

        yield from started(build, found, image.workdir.value)


def _may_write(instruction: "Instruction") -> bool:
    """Whether it may write a file whose text it says: a cheap question."""
    return bool(instruction.heredocs) or (
        instruction.keyword == "RUN" and instruction.mentions(">", "tee")
    )


def stated(image: Image) -> tuple[Command, ...]:
    """The commands of the entrypoint and the command, without what their scripts run."""
    found = started(image)
    if image.build is None:
        return found
    # Of several the last one counts.
    last = {i.keyword: i for i in image.build.shipped if i.keyword in ("ENTRYPOINT", "CMD")}
    own = not image.source.builds
    # An entrypoint of its own does away with the image's command.
    if own and image.entrypoint.origin == "stated":
        return found
    if own and image.command.origin == "stated":
        last.pop("CMD", None)
    return tuple(c for i in last.values() for c in commands_of(i)) + found


def files(image: Image) -> Iterator[str]:
    """The programs that these commands name by a path, and the scripts that interpreters run."""
    from . import interpreter  # noqa: PLC0415 - few checks ask

    for command in commands(image):
        if command.argv and "/" in command.argv[0]:
            yield command.argv[0]
        if interpreter.language(command.name):
            yield interpreter.script(command.name, command.argv) or ""
