"""What an instruction, an image or a container runs, place by place, as commands."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from hardenlint.model import Field

if TYPE_CHECKING:
    from hardenlint.model import Command, Image, Instruction, Span

Run: TypeAlias = "tuple[str, Field[str], tuple[Command, ...]]"
"""What to call a place ("RUN", "the command"), its field without a text, its commands."""

_KEPT = 8  # images: all checks of one are asked before the next


def commands_of(instruction: "Instruction") -> "tuple[Command, ...]":
    """What an instruction runs, command by command; () where no shell can be understood."""
    if instruction.commands is None:
        # Read once, however many checks ask; kept where it goes when the instruction goes.
        instruction.commands = _read(instruction)
    return instruction.commands


def _read(instruction: "Instruction") -> "tuple[Command, ...]":
    if instruction.form is None and not instruction.heredocs:
        return ()
    from hardenlint.shell import commands_of as read  # noqa: PLC0415 - many files run nothing

    return read(instruction)


def _of_words(words: "Iterable[tuple[str, Span]]") -> "tuple[Command, ...]":
    from hardenlint.shell import commands_of_argv  # noqa: PLC0415 - many containers name no command

    return commands_of_argv(words)


def _of_text(text: str, span: "Span") -> "tuple[Command, ...]":
    from hardenlint.shell import commands_of_text  # noqa: PLC0415 - see above

    return commands_of_text(text, span)


@lru_cache(_KEPT)
def started(image: "Image") -> "tuple[Command, ...]":
    """What the process starts with: the commands of `entrypoint` and `command` together.

    Only what this source states: () where a Dockerfile says it, whose instructions tell.
    """
    parts = [part for part in (image.entrypoint, image.command) if part.origin == "stated"]
    if image.source.builds or not any(part.value for part in parts):
        return ()
    return _of_words(_words(image, parts))


def runs(image: "Image") -> Iterable[Run]:
    """Everything that is run, at build time too.

    What a service inherits from its image is left out, and so is what a variable gave.
    """
    return _of_container(image) if image.own_build is None else _runs(image)


@lru_cache(_KEPT)
def _of_container(image: "Image") -> tuple[Run, ...]:
    """Kept where no Dockerfile is read, whose instructions may be very many."""
    return tuple(_runs(image))


def _runs(image: "Image") -> Iterator[Run]:
    build = image.own_build
    for instruction in build.built if build is not None else ():
        if commands := commands_of(instruction):
            yield instruction.keyword, Field("", instruction.span), commands
    if not image.source.builds:
        yield from _configured(image)


def _configured(image: "Image") -> Iterator[Run]:
    parts = [part for part in (image.entrypoint, image.command) if part.value and part.is_here]
    whole = parts[-1] if parts else image.command
    # That it is a default is to reach whoever reads the finding, so that part is told as the
    # place.
    if any(part.from_default for part in parts):
        whole = next(part for part in parts if part.from_default)
    if parts:
        title = "the entrypoint" if whole is image.entrypoint else "the command"
        yield title, whole.holding(""), _of_words(_words(image, parts))
    if image.healthcheck.is_here:
        yield from _health_check(image)
    from hardenlint.model import Container  # noqa: PLC0415 - not for the image of a Dockerfile

    for hook in image.lifecycle.hooks if isinstance(image, Container) else ():
        if hook.command.value and hook.command.is_here:
            words = [(word, hook.command.span) for word in hook.command.value]
            yield f"the {hook.event} hook", hook.command.holding(""), _of_words(words)


def hidden(image: "Image") -> Iterator[Run]:
    """What it runs besides its process: its health check, and ONBUILD of a built image."""
    if image.healthcheck.stated:
        yield from _health_check(image)
    for trigger in image.onbuild:
        keyword, _, text = (trigger.value or "").partition(" ")
        if keyword.upper() == "RUN" and not text.lstrip().startswith("["):
            yield "ONBUILD", trigger.holding(""), _of_text(text, trigger.span)


def _health_check(image: "Image") -> Iterator[Run]:
    title, check = "the health check", image.healthcheck
    kind, *words = (check.value.test if check.value is not None else ()) or ("",)
    if kind == "CMD-SHELL":
        yield title, check.holding(""), _of_text(" ".join(words), check.span)
    elif kind:
        yield title, check.holding(""), _of_words((word, check.span) for word in words)


def _words(image: "Image", parts: Iterable[Field[tuple[str, ...]]]) -> "Iterator[tuple[str, Span]]":
    return (word for part in parts for word in image.words(part))
