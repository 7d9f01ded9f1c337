"""The texts of an image or a container that may carry a secret."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from hardenlint.model import Container, Field, Image, Instruction

PAIRS = {"ENV": "", "LABEL": "the label ", "ARG": "the build argument "}
"""The instructions made of names and values, and how to name one."""

NEEDS = (
    "build", "env", "labels", "entrypoint.value", "command.value", "healthcheck.value.test",
    "annotations", "lifecycle.hooks", "networking.extra_hosts", "provenance.build_link",
)  # fmt: skip
"""The facts without any of which there is no such text."""

Text = tuple[str, Field[str]]


def texts_of(image: Image) -> Iterable[Text]:
    """Every text that may carry a secret: where it is ("the label a"), and the text.

    As written in a Dockerfile, so `$X` is still there. What a service inherits from its image is
    left out: it is told where that image is judged.
    """
    return _kept(image) if image.own_build is None else _texts(image)


@lru_cache(8)  # images: all checks of one are asked before the next
def _kept(image: Image) -> tuple[Text, ...]:
    """Kept where no Dockerfile is read, whose instructions may be very many."""
    return tuple(_texts(image))


def _texts(image: Image) -> Iterator[Text]:
    build = image.own_build
    for instruction in (*build.preamble, *build.built) if build else ():
        yield from _written(instruction)
    # What the image of a Dockerfile is configured with stands in these same instructions.
    if build is image.build and build is not None and not isinstance(image, Container):
        return
    yield from _configured(image)
    link = image.provenance.build_link if isinstance(image, Container) else None
    for name, field in link.args.items() if link else ():
        if (said := here(field)) is not None:
            yield f"the build argument {name}", said


def _written(instruction: Instruction) -> Iterator[Text]:
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
    for name, field in named:
        if (said := here(field)) is not None:
            yield name, said


def here(field: Field[str]) -> Field[str] | None:
    """What of a text stands in its file; None when it is inherited, or set elsewhere.

    What variables of other files gave stands there as `${NAME}`.
    """
    if field.value is None or field.origin != "stated" or field.from_environment:
        return None
    if not any(cause.kind == "file" for cause in field.causes):
        return field
    if any(cause.part is None or cause.part[1] > len(field.value) for cause in field.causes):
        return None
    others = [cause for cause in field.causes if cause.is_from_elsewhere]
    gone = [(cause.part or (0, 0), f"${{{cause.name}}}") for cause in others]

    def moved(place: int) -> int:
        return place + sum(len(sign) - end + start for (start, end), sign in gone if end <= place)

    text = field.value
    for (start, end), sign in reversed(gone):
        text = text[:start] + sign + text[end:]
    causes = tuple(
        cause._replace(part=(moved(start), moved(end)))
        for cause, (start, end) in ((each, each.part or (0, 0)) for each in field.causes)
    )
    return field._replace(value=text, causes=causes)


def _of_container(container: Container) -> Iterator[Text]:
    for name, field in container.annotations.items():
        yield f"the annotation {name}", field
    for hook in container.lifecycle.hooks:
        yield f"the {hook.event} hook", _joined(hook.command)
    for host in container.networking.extra_hosts:
        words = None if host.value is None else (*host.value,)
        yield "an extra host", _joined(host.holding(words))
    link = container.provenance.build_link
    for name, field in link.labels if link is not None else ():
        yield f"the build label {name}", field


def _joined(field: Field[tuple[str, ...]]) -> Field[str]:
    text = None if field.value is None else " ".join(field.value)
    return field.holding(text)
