"""Tags that are moved to whatever is current.

Source: the tags of Docker official images and of images that are built nightly. As of 2026-11.
"""

FLOATING = frozenset(
    """canary current dev devel develop development edge insiders lts main mainline master next
    nightly rawhide release rolling sid snapshot stable testing tip trunk unstable""".split()
)
"""Names of branches and channels, as the README files of images use them for tags."""

_VARIANTS = frozenset("alpine apache fpm management slim".split())
"""What official images are built on or for: without a version before it, that of the latest."""

_SHORTEST_COMMIT = 7


def is_floating(tag: str) -> bool:
    """Whether a tag names a channel: `edge`, `lts-alpine`, `server-latest`; not `latest` itself.

    A variant alone (`alpine`, `alpine3.20`, `fpm-alpine`) is that of the latest version.

    A channel with a version, a date or a commit behind it (`main-1a2b3c4`) stands still.
    """
    parts = tag.lower().split("-")
    if tag == "latest" or any(_is_fixed(part) for part in parts):
        return False
    is_variant = parts[0].rstrip("0123456789.") in _VARIANTS
    return is_variant or parts[0] in FLOATING or "latest" in parts


def _is_fixed(part: str) -> bool:
    is_commit = len(part) >= _SHORTEST_COMMIT and not part.strip("0123456789abcdef")
    return part.removeprefix("v")[:1].isdigit() or is_commit
