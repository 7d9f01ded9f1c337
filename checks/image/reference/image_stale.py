from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check
from hardenlint.text.numbers import whole

DAYS = 90
"""How old an image may be: fixes for a base come about monthly."""

_FIRST_YEAR = 2013
"""Docker's own; builds that leave the time out write 1970, 1980 or the year 1."""


@check(
    Severity.INFO,
    "restricted",
    cis=("4.4",),
    references=("CWE-1104",),
    without=("dockerfile", "compose"),
)
def image_stale(image: Image) -> Iterator[Finding]:
    """Image was built long ago

    ## Why

    An image holds the packages of the day it was built. Fixes published since then are not in it
    until somebody builds it again and starts the containers from the new one. Images older than 90
    days are reported: fixes for a base come about monthly.

    ## Fix

    ### With docker run

    Pull or build the image again (`docker build --pull --no-cache`), and create the container
    anew. Let a schedule do it monthly.

    ## When it is a false alarm

    The image holds nothing that gets fixes, such as a single static program without libraries.

    The age is that of today. `--as-of 2026-11-01`, or `as-of` in the configuration, asks about
    another day.

    ## Examples

    ```json bad
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "RepoDigests": [], "RootFS": {},
      "Created": "2015-06-01T12:00:00Z", "Config": {}}]
    ```

    ```json good
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "RepoDigests": [], "RootFS": {},
      "Created": "1970-01-01T00:00:00Z", "Config": {}}]
    ```
    """
    created = image.created.value
    if created is None or (whole(created[:4]) or 0) < _FIRST_YEAR:
        return
    from datetime import date  # noqa: PLC0415 - only where an engine said it

    from hardenlint import clock  # noqa: PLC0415

    try:
        day = date.fromisoformat(created[:10])
    except ValueError:
        return
    if str(day) < clock.days_ago(DAYS):
        yield Finding(
            image.created.span,
            f"runs an image built on {day}, more than {DAYS} days ago",
            evidence=str(day),
        )
