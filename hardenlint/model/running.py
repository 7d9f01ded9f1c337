"""Everything that an image or a container runs, place by place."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from .container import Container
from .image import Image
from .span import Field, Span

if TYPE_CHECKING:
    from .command import Command

Run: TypeAlias = "tuple[str, Field[str], tuple[Command, ...]]"


def runs_of(image: Image) -> Iterator[Run]:
    """Yield what to call a place ("RUN", "the command"), its field without a text, its commands.

    What a service inherits from its image is left out, and so is what a variable gave.
    """
    build = image.own_build
    for instruction in build.built if build is not None else ():
        if instruction.commands:
            yield instruction.keyword, Field("", instruction.span), instruction.commands
    if not image.source.builds:
        yield from _configured(image)


def _configured(image: Image) -> Iterator[Run]:
    parts = [part for part in (image.entrypoint, image.command) if part.value and part.is_here]
    whole = parts[-1] if parts else image.command
    # That it is a default is to reach whoever reads the finding, so that part is told as the
    # place.
    if any(part.from_default for part in parts):
        whole = next(part for part in parts if part.from_default)
    if parts:
        title = "the entrypoint" if whole is image.entrypoint else "the command"
        words = [word for part in parts for word in image.words(part)]
        yield title, whole.holding(""), _commands(words)
    if image.healthcheck.is_here:
        yield from _health_check(image)
    for hook in image.hooks if isinstance(image, Container) else ():
        if hook.command.value and hook.command.is_here:
            words = [(word, hook.command.span) for word in hook.command.value or ()]
            yield f"the {hook.event} hook", hook.command.holding(""), _commands(words)


def _commands(words: Iterable[tuple[str, Span]]) -> "tuple[Command, ...]":
    from hardenlint.shell import commands_of_argv  # noqa: PLC0415 - many containers name no command

    return commands_of_argv(words)


def hidden_of(image: Image) -> Iterator[Run]:
    """Yield what it runs besides its process: in health checks, in builds that start from it."""
    from hardenlint.shell import commands_of_text  # noqa: PLC0415 - see above

    if image.healthcheck.stated:
        yield from _health_check(image)
    for trigger in image.onbuild:
        keyword, _, text = (trigger.value or "").partition(" ")
        if keyword.upper() == "RUN" and not text.lstrip().startswith("["):
            yield "ONBUILD", trigger.holding(""), commands_of_text(text, trigger.span)


def _health_check(image: Image) -> Iterator[Run]:
    from hardenlint.shell import commands_of_argv, commands_of_text  # noqa: PLC0415 - see above

    title, check = "the health check", image.healthcheck
    kind, *words = (check.value.test if check.value is not None else ()) or ("",)
    if kind == "CMD-SHELL":
        yield title, check.holding(""), commands_of_text(" ".join(words), check.span)
    elif kind:
        argv = [(word, check.span) for word in words]
        yield title, check.holding(""), commands_of_argv(argv)
