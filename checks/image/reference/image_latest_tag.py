from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note


@check(Severity.LOW, cis=("5.28",), references=("CWE-1357", "OWASP Docker rule 9"))
def image_latest_tag(image: Image) -> Iterator[Finding]:
    """Image has a tag that moves: latest, a channel, a variant

    ## Why

    `latest` is a name that moves, and so is a channel (`stable`, `main`, `lts`) or a variant
    without a version (`alpine`, `fpm`). Whoever can push it decides what the next pull executes,
    nobody can tell afterwards which version ran, and a rollback to "the one before" has no name.

    ## Fix

    ### In a Dockerfile

    Name a version, and better its digest, in FROM and `COPY --from`: `debian:12.8@sha256:…`.

    ### In compose

    Name a version in `image`, and better its digest: `image: redis:7.4@sha256:…`.

    ### With docker run

    Create the container from `name:version`, or from `name@sha256:…`.

    ## When it is a false alarm

    A short-lived experiment whose versions nobody needs to know.

    ## Examples

    ```dockerfile bad
    ARG VERSION=latest
    FROM debian:${VERSION}
    ```

    ```yaml bad
    services: {cache: {image: "redis:latest"}}
    ```

    ```yaml bad
    services: {cache: {image: "redis:alpine"}, db: {image: "mariadb:lts"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/cache", "Config": {"Image": "redis:latest"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:latest@sha256:17122fe3d66916e55c0cbd5bbf54bb3f87b3582f4d86a755a0fd3498d360f91b
    ```

    ```yaml good
    services: {cache: {image: "redis:7.4-alpine"}, base: {image: "debian:bookworm-slim"}}
    ```
    """
    for field in image.references:
        ref = field.value
        if ref is None or ref.digest or ref.tag[:1].isdigit():
            continue
        from hardenlint.facts import moving_tags  # noqa: PLC0415 - most tags begin with a version

        if not moving_tags.moves(ref):
            continue
        without = "" if ref.tag == "latest" else " and names no version"
        yield Finding(
            field.span,
            f"uses {ref}, a tag that moves{without}{default_note(field.within(*ref.tag_place))}",
            evidence=ref.repository,
        )
