"""Additional build contexts, which take the place of images that a Dockerfile names."""

from typing import TYPE_CHECKING

from ..model import Build, BuildLink, Field, ImageRef
from ..model.span import because
from .local_names import named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..knowledge.base_images import DefaultUser


def replace(build: Build, link: BuildLink) -> None:
    """Give a Dockerfile what replaces its images: another image, or one that nobody knows.

    The image of a context is judged where the context is written, never in the Dockerfile.
    """
    put(build, dict(link.contexts))


def put(build: Build, contexts: "Mapping[str, Field[str] | None]") -> None:
    """The same by name; a context of None is one that nobody needs to know more of."""
    for stage in build.stages:
        reference = stage.reference
        if reference is not None and _name(reference) in contexts:
            stage.reference = _unknown(reference)
            stage.image.reference = _image_of(contexts[_name(reference)], stage.reference)
            stage.image.base_user = _user_of(stage.image.reference)
        elif stage.parent is not None:
            # A parent stands earlier in the file, and has by now what it gets.
            above = stage.parent.image
            stage.image.reference, stage.image.base_user = above.reference, above.base_user
    build.external = tuple(
        image._replace(reference=_unknown(image.reference))
        if _name(image.reference) in contexts
        else image
        for image in build.external
    )


def _name(reference: Field[ImageRef]) -> str:
    """The name of an image as contexts replace it: familiar, without the tag `latest`."""
    return "" if reference.value is None else named(reference.value)


def _unknown(reference: Field[ImageRef]) -> Field[ImageRef]:
    return reference._replace(value=None, causes=because("context", _name(reference)))


def _image_of(context: Field[str] | None, unknown: Field[ImageRef]) -> Field[ImageRef]:
    """The image of a context, at the place of the FROM that it replaces."""
    kind, _, text = ((context and context.value) or "").partition("://")
    return unknown._replace(value=ImageRef.parse(text)) if kind == "docker-image" else unknown


def _user_of(reference: Field[ImageRef]) -> "DefaultUser | None":
    from ..knowledge.base_images import default_user  # noqa: PLC0415 - only where contexts are

    return None if reference.value is None else default_user(reference.value)
