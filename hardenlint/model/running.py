"""Everything that an image or a container runs, place by place."""

from collections.abc import Iterator

from .build import Command
from .container import Container
from .image import Image
from .span import Field

Run = tuple[str, Field[str], tuple[Command, ...]]


def runs_of(image: Image) -> Iterator[Run]:
    """Yield what to call a place ("RUN", "the command"), its field without a text, its commands.

    What a service inherits from its image is left out, and so is what a variable gave.
    """
    build = image.own_build
    for instruction in build.built if build is not None else ():
        if instruction.commands:
            yield instruction.keyword, Field("", instruction.span), instruction.commands
    if image.source != "dockerfile":
        yield from _configured(image)


def _configured(image: Image) -> Iterator[Run]:
    from hardenlint.shell import commands_of_argv  # noqa: PLC0415 - only where a check asks

    parts = [part for part in (image.entrypoint, image.command) if _is_here(part)]
    whole = parts[-1] if parts else image.command
    if any(part.from_default for part in parts):
        whole = next(part for part in parts if part.from_default)
    if parts:
        title = "the entrypoint" if whole is image.entrypoint else "the command"
        words = [(word, part.span) for part in parts for word in part.value or ()]
        yield title, _place(whole), commands_of_argv(words)
    yield from _health_check(image)
    for hook in image.hooks if isinstance(image, Container) else ():
        if _is_here(hook.command):
            words = [(word, hook.command.span) for word in hook.command.value or ()]
            yield f"the {hook.event} hook", _place(hook.command), commands_of_argv(words)


def _health_check(image: Image) -> Iterator[Run]:
    from hardenlint.shell import commands_of_argv, commands_of_text  # noqa: PLC0415 - see above

    check = image.healthcheck
    test = check.value.test if check.value is not None else ()
    if not test or check.origin != "stated" or check.from_environment:
        return
    if test[0] == "CMD-SHELL":
        commands = commands_of_text(" ".join(test[1:]), check.span)
    else:
        commands = commands_of_argv((word, check.span) for word in test[1:])
    yield "the health check", Field("", check.span, check.origin, check.note), commands


def _is_here(field: Field[tuple[str, ...]]) -> bool:
    return bool(field.value) and field.origin == "stated" and not field.from_environment


def _place(field: Field[tuple[str, ...]]) -> Field[str]:
    return Field("", field.span, field.origin, field.note)
