"""Tags that are moved to whatever is current.

Source: the tags of Docker official images and of images that are built nightly. As of 2026-11.
"""

FLOATING = frozenset(
    """canary current dev devel develop development edge insiders lts main mainline master next
    nightly rawhide rolling sid snapshot stable testing tip trunk unstable""".split()
)
"""Names of branches and channels, as the README files of images use them for tags."""

_SHORTEST_COMMIT = 7


def is_floating(tag: str) -> bool:
    """Whether a tag names a channel: `edge`, `lts-alpine`, `server-latest`; not `latest` itself.

    A channel with a version, a date or a commit behind it (`main-1a2b3c4`) stands still.
    """
    parts = tag.lower().split("-")
    if tag == "latest" or any(_is_fixed(part) for part in parts):
        return False
    return parts[0] in FLOATING or "latest" in parts


def _is_fixed(part: str) -> bool:
    is_commit = len(part) >= _SHORTEST_COMMIT and not part.strip("0123456789abcdef")
    return part[:1].isdigit() or is_commit
