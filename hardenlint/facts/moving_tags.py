"""Which tags are moved to the next version by whoever publishes the image."""

from hardenlint.knowledge import tags
from hardenlint.model import ImageRef

_NAMED_RELEASES = frozenset(
    "alt archlinux buildpack-deps debian neurodebian photon ros sourcemage ubuntu".split()
)
"""Official images whose releases have names: `debian:bookworm`, `ros:jazzy`."""


def moves(ref: ImageRef) -> bool:
    """Whether the tag is a channel (`lts`) or a variant without a version (`alpine`).

    `latest` is a kind of its own. Where no registry knows the image (`app:dev`), somebody makes it
    beforehand, and what is called after a branch stays as it was made.
    """
    if ref.tag in ("", "latest") or (ref.is_official and not _is_known(ref)):
        return False
    if tags.is_floating(ref.tag):
        return True
    # What an official image calls a tag without any version is a variant of its newest one.
    has_version = any(char.isdigit() for char in ref.tag) or ref.name in _NAMED_RELEASES
    return ref.is_official and not has_version


def _is_known(ref: ImageRef) -> bool:
    from hardenlint.knowledge.official_images import OFFICIAL  # noqa: PLC0415 - most have a version

    return ref.name in OFFICIAL
