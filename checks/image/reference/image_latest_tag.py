from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note


@check(Severity.LOW, cis=("5.28",), references=("CWE-1357", "OWASP Docker rule 9"))
def image_latest_tag(image: Image) -> Iterator[Finding]:
    """Image is tagged latest

    ## Why

    `latest` is a name that moves. Whoever can push it decides what the next pull executes, nobody
    can tell afterwards which version ran, and a rollback to "the one before" has no name.

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

    ```json bad
    [{"Id": "1", "Name": "/cache", "Config": {"Image": "redis:latest"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:latest@sha256:17122fe3d66916e55c0cbd5bbf54bb3f87b3582f4d86a755a0fd3498d360f91b
    ```

    ```yaml good
    services: {cache: {image: "redis:7.4"}}
    ```
    """
    for field in image.references:
        ref = field.value
        if ref is not None and ref.tag == "latest" and not ref.digest:
            from hardenlint.facts import at_hand  # noqa: PLC0415 - only for a finding

            yield Finding(
                field.span,
                f"uses {ref}, a tag that moves{default_note(field.within(*ref.tag_place))}",
                evidence=ref.repository,
                here=at_hand.image(ref, "debian:12.8", "redis:7.4", "name:version", "name@"),
            )
