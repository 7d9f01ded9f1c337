from collections.abc import Iterator

from hardenlint import Finding, Image, ImageRef, Severity, check, default_note


@check(Severity.LOW, cis=("5.28",), references=("CWE-1357", "OWASP Docker rule 9"))
def image_untagged(image: Image) -> Iterator[Finding]:
    """Image has no tag

    ## Why

    Without a tag an engine takes `latest`, whatever that is on the day of the pull. Two hosts run
    different software under one name, and whoever can push that tag decides what the next start
    of the container executes.

    ## Fix

    ### In a Dockerfile

    Name a version, and better its digest, in FROM and `COPY --from`: `debian:12.8@sha256:…`.

    ### In compose

    Name a version in `image`, and better its digest: `image: redis:7.4@sha256:…`.

    ### With docker run

    Create the container from `name:version`, or from `name@sha256:…`.

    ## When it is a false alarm

    The image is built on the machine and pushed nowhere. Say so with `build:` beside `image:`, or
    give it a tag.

    ## Examples

    ```dockerfile bad
    FROM localhost:5000/base
    ```

    ```yaml bad
    services: {cache: {image: redis}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/cache", "Config": {"Image": "redis"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:12.8 AS base
    FROM base
    ```

    ```yaml good
    services: {app: {image: "redis:7.4"}}
    ```
    """
    is_built = image.own_build is not None
    for field in image.references:
        ref = field.value
        if ref is None or ref.tag or ref.digest:
            continue
        from hardenlint.facts import at_hand  # noqa: PLC0415 - most have a tag

        yield Finding(
            field.span,
            f"uses {ref} without a tag, so whatever `latest` is that day{default_note(field)}",
            # A name that no registry knows is mostly one that somebody makes beforehand.
            severity=Severity.INFO if is_built and _is_local(ref) else None,
            evidence=ref.repository,
            here=at_hand.image(ref, "debian:12.8", "redis:7.4", "name:version", "name@"),
        )


def _is_local(ref: ImageRef) -> bool:
    """Whether it is a name that no registry knows: of a build context, or of an image made here."""
    from hardenlint.knowledge.official_images import OFFICIAL  # noqa: PLC0415 - most have a tag

    return ref.is_official and ref.name not in OFFICIAL
