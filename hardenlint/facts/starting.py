"""What a container starts with, whichever source says it."""

from collections.abc import Iterator

from hardenlint.model import Command, Image


def commands(image: Image) -> tuple[Command, ...]:
    """The commands of the entrypoint and the command that take effect.

    Those of a Dockerfile, too, unless the container replaces them.
    """
    found = image.started
    if image.build is None:
        return found
    last = {i.keyword: i for i in image.build.shipped if i.keyword in ("ENTRYPOINT", "CMD")}
    own = image.source != "dockerfile"
    if own and image.entrypoint.origin == "stated":
        return found
    if own and image.command.origin == "stated":
        last.pop("CMD", None)
    return tuple(c for i in last.values() for c in i.commands) + found


def files(image: Image) -> Iterator[str]:
    """The programs that these commands name by a path, and the scripts that interpreters run."""
    from hardenlint.knowledge import interpreter  # noqa: PLC0415 - few checks ask

    for command in commands(image):
        if command.argv and "/" in command.argv[0]:
            yield command.argv[0]
        if interpreter.language(command.name):
            yield interpreter.script(command.name, command.argv) or ""
