from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note


@check(
    Severity.LOW,
    cis=("5.28",),
    references=("CWE-1357",),
    outranks=("external-stage-unpinned", "image-not-digest-pinned"),
)
def image_floating_tag(image: Image) -> Iterator[Finding]:
    """Image tag names a channel or a variant, not a version

    ## Why

    `edge`, `lts`, `latest-alpine` or a bare `alpine` are moved to whatever is current. Whoever can
    push that tag decides what the next pull executes, and two hosts run different software under
    one name.

    ## Fix

    ### In a Dockerfile

    Name a version in FROM, and better its digest: `FROM node:22.11-alpine@sha256:…`.

    ### In compose

    Name a version in `image`, and better its digest: `image: caddy:2.8.4@sha256:…`.

    ### With docker run

    Create the container from `name:version`, or from `name@sha256:…`.

    ## When it is a false alarm

    A test that is meant to run against whatever comes next.

    ## Examples

    ```dockerfile bad
    FROM node:lts-alpine
    ```

    ```yaml bad
    services: {app: {image: "ghcr.io/acme/app:main"}}
    ```

    ```yaml bad
    services: {cache: {image: "redis:alpine"}, db: {image: "mariadb:lts"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "acme/app:server-latest"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM node:22.11-alpine
    ```

    ```yaml good
    services: {app: {image: "ghcr.io/acme/app:main-1a2b3c4"}, os: {image: "debian:bookworm"}}
    ```
    """
    for field in image.references:
        ref = field.value
        if ref is None or ref.digest or ref.tag[:1].isdigit():
            continue
        from hardenlint.facts import at_hand, moving_tags  # noqa: PLC0415 - most tags begin so

        if moving_tags.moves(ref):
            note = default_note(field.within(*ref.tag_place))
            yield Finding(
                field.span,
                f"uses {ref}, a tag that moves and names no version{note}",
                evidence=f"{ref.repository}:{ref.tag}",
                here=at_hand.image(
                    ref, "node:22.11-alpine", "caddy:2.8.4", "name:version", "name@"
                ),
            )
