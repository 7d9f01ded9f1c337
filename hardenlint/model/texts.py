"""The texts of an image or a container that may carry a secret."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .container import Container
from .image import Image
from .span import Field

if TYPE_CHECKING:
    from .instruction import Instruction

PAIRS = {"ENV": "", "LABEL": "the label ", "ARG": "the build argument "}
"""The instructions made of names and values, and how to name one."""

Text = tuple[str, Field[str]]


def texts_of(image: Image) -> Iterator[Text]:
    """Yield what to call each text, and the text with its place."""
    build = image.own_build
    for instruction in (*build.preamble, *build.built) if build else ():
        yield from _written(instruction)
    # What the image of a Dockerfile is configured with stands in these same instructions.
    if build is image.build and build is not None and not isinstance(image, Container):
        return
    yield from _configured(image)
    link = image.build_link if isinstance(image, Container) else None
    for name, field in link.args.items() if link else ():
        if field.is_here:
            yield f"the build argument {name}", field


def _written(instruction: "Instruction") -> Iterator[Text]:
    if instruction.keyword in PAIRS:
        for name, value in instruction.pairs:
            if value is not None:
                yield PAIRS[instruction.keyword] + name.value, Field(value.value, value.span)
        return
    yield instruction.keyword, Field(instruction.text, instruction.span)
    for heredoc in instruction.heredocs:
        if heredoc.content not in instruction.text:
            yield f"the here-document {heredoc.name}", Field(heredoc.content, heredoc.span)


def _configured(image: Image) -> Iterator[Text]:
    named = [
        *image.env.items(),
        *((f"the label {name}", field) for name, field in image.labels.items()),
        ("the command", _joined(image.command)),
        ("the entrypoint", _joined(image.entrypoint)),
    ]
    check = image.healthcheck
    if check.value is not None:
        words = check.holding(check.value.test)
        named.append(("the health check", _joined(words)))
    if isinstance(image, Container):
        named += _of_container(image)
    yield from ((name, field) for name, field in named if field.is_here)


def _of_container(container: Container) -> Iterator[Text]:
    for name, field in container.annotations.items():
        yield f"the annotation {name}", field
    for hook in container.hooks:
        yield f"the {hook.event} hook", _joined(hook.command)
    for host in container.extra_hosts:
        words = None if host.value is None else (*host.value,)
        yield "an extra host", _joined(host.holding(words))
    link = container.build_link
    for name, field in link.labels if link is not None else ():
        yield f"the build label {name}", field


def _joined(field: Field[tuple[str, ...]]) -> Field[str]:
    text = None if field.value is None else " ".join(field.value)
    return field.holding(text)
