"""What stages are built from: earlier stages, and images with what is known about them."""

from ...errors import InputError
from ...model import Field, Image, ImageRef, Span, Stage
from ...model.span import because, whole
from .expand import Expanded, ExpansionError, expand
from .parts import SCRATCH, Part
from .scope import Scope


def resolve(parts: list[Part], scope: Scope) -> None:
    """Expand every FROM, and find the earlier stage or the image that it names."""
    names: dict[str, Part] = {}
    for part in parts:
        stage = part.stage
        text, causes = _expand(scope, stage.base_raw, stage.base_span)
        _resolve_platform(scope, part)
        parent = names.get(text or "")
        if parent is not None:
            stage.parent = parent.stage
            parent.children.append(part)
            part.scratch = parent.scratch
        else:
            part.scratch = text == SCRATCH
            reference = ImageRef.parse(text) if text else None
            if text is None and (reference := _behind(scope, stage)) is not None:
                causes = ()
            if reference is not None and text is not None and reference.text != text:
                causes = whole(causes)
            elif text == "" and not causes:
                causes = because("empty")
            stage.reference = Field(reference, stage.base_span, "stated", causes)
        # After its own FROM: in `FROM alpine AS alpine` the first word is still the image. Of two
        # stages with one name the later one counts.
        if stage.name:
            names[stage.name] = part


def _expand(scope: Scope, text: str, span: Span) -> Expanded:
    try:
        return expand(text, scope.of_from, scope.escape, scope.spend)
    except ExpansionError as error:
        raise InputError("parse", str(error), span) from None


def _behind(scope: Scope, stage: Stage) -> ImageRef | None:
    """What is known of an image whose registry or namespace is not: `${HUB}/ubuntu:24.04`."""
    try:
        text = expand(stage.base_raw, scope.of_from_partly, scope.escape, scope.spend).text or ""
    except ExpansionError:
        return None
    first, _, rest = text.partition("}")
    # `${REG}acme/app`: what brings its own slash, or is empty.
    joined = f"{first}}}/{rest}" if text.startswith("$") and rest[:1].isalnum() else text
    head, _, last = joined.rpartition("/")
    if not head or not last or "$" in last:
        return None
    return ImageRef.parse(joined)._replace(text=text)


def _resolve_platform(scope: Scope, part: Part) -> None:
    for value, span in part.platforms:
        if value:
            part.stage.platform = _expand(scope, value, span).text or value


def complete(part: Part) -> None:
    """Tell the image of a stage what only its whole chain knows."""
    stage, image = part.stage, part.stage.image
    if stage.parent is not None:
        above = stage.parent.image
        image.reference, image.base_user = above.reference, above.base_user
    elif stage.reference is not None:
        image.reference = stage.reference
        if stage.reference.value is not None:
            from ...knowledge.base_images import default_user  # noqa: PLC0415 - not for `show`

            image.base_user = default_user(stage.reference.value)
    image.is_windows = _is_windows(stage, image)
    _expect_healthcheck(image)
    if image.base_user == "drops" and image.entrypoint.stated:
        image.base_user = "root"  # whatever gave root up does not run


def _is_windows(stage: Stage, image: Image) -> bool:
    base = image.reference.value
    said = (stage.platform or "").startswith("windows")
    return said or (base is not None and base.is_windows)


def _expect_healthcheck(image: Image) -> None:
    """A health check that the base image is known to bring is there, but not known."""
    base = image.reference.value
    if base is None or image.healthcheck.stated:
        return
    from ...knowledge.image_settings import brings_healthcheck  # noqa: PLC0415 - not for `show`

    if brings_healthcheck(base):
        causes = because("brought", base.familiar)
        image.healthcheck = image.healthcheck._replace(value=None, causes=causes)
