"""What an image runs besides its process: in its health check, and in builds that start from it."""

from collections.abc import Iterator

from .build import Command
from .image import Image
from .span import Field

Hidden = tuple[str, tuple[Command, ...]]


def hidden_of(image: Image) -> Iterator[Hidden]:
    """Yield what to call each place, and its commands."""
    from hardenlint.shell import commands_of_argv, commands_of_text  # noqa: PLC0415

    check = image.healthcheck
    if check.value is not None and check.stated:
        kind, *words = check.value.test or ("",)
        if kind == "CMD-SHELL":
            yield "the health check", commands_of_text(" ".join(words), check.span)
        elif kind == "CMD":
            yield "the health check", commands_of_argv((word, check.span) for word in words)
    for trigger in image.onbuild:
        text = _run(trigger)
        if text:
            yield "ONBUILD", commands_of_text(text, trigger.span)


def _run(trigger: Field[str]) -> str:
    """The shell text of a trigger that runs one; "" for others."""
    keyword, _, text = (trigger.value or "").partition(" ")
    return text if keyword.upper() == "RUN" and not text.lstrip().startswith("[") else ""
