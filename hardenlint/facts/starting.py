"""What a container starts with, whichever source says it."""

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
