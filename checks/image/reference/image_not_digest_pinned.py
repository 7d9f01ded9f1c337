from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note


@check(Severity.INFO, "restricted", cis=("4.2",), references=("CWE-494", "SLSA"))
def image_not_digest_pinned(image: Image) -> Iterator[Finding]:
    """Image is not pinned by digest

    ## Why

    A tag can be pushed again with other content, by its owner or by whoever stole the owner's
    token. Only a digest names the very bytes that were reviewed and scanned.

    ## Fix

    ### In a Dockerfile

    Append the digest to FROM: `FROM debian:12.8@sha256:…` (`docker buildx imagetools inspect
    debian:12.8` shows it) and let a bot keep it up to date.

    ### In compose

    Append the digest to `image`: `image: redis:7.4@sha256:…`; `docker compose config
    --resolve-image-digests` prints it.

    ### With docker run

    Create the container from `name:version@sha256:…`.

    ## When it is a false alarm

    A registry whose tags are immutable by its own policy.

    ## Examples

    ```dockerfile bad
    FROM debian:12.8
    ```

    ```yaml bad
    services: {cache: {image: "redis:7.4"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/cache", "Config": {"Image": "redis:7.4"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM debian:12.8@sha256:17122fe3d66916e55c0cbd5bbf54bb3f87b3582f4d86a755a0fd3498d360f91b
    ```

    ```yaml good
    services: {app: {build: {dockerfile_inline: "FROM scratch"}, image: "app:1"}}
    ```
    """
    for field in image.references:
        ref = field.value
        if ref is not None and ref.tag not in ("", "latest") and not ref.digest:
            from hardenlint.facts import at_hand  # noqa: PLC0415 - only for a finding

            yield Finding(
                field.span,
                f"uses {ref} without a digest{default_note(field)}",
                evidence=f"{ref.repository}:{ref.tag}",
                here=at_hand.image(ref, "debian:12.8", "redis:7.4", "name:version", keeps_tag=True),
            )
