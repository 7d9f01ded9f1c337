from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Image, ImageRef, Severity, check, default_note


@check(
    Severity.LOW,
    "restricted",
    cis=("4.2",),
    references=("CWE-494", "SLSA"),
    outranks=("image-not-digest-pinned",),
    without=("inspect", "live"),
)
def external_stage_unpinned(image: Image) -> Iterator[Finding]:
    """Files are copied from an image that is not pinned by digest

    ## Why

    `COPY --from=` takes programs out of somebody else's image and puts them into this one. Their
    tag can be pushed again with other content, and unlike a FROM nothing of it shows later: the
    image that ships has no trace of where the file came from.

    ## Fix

    ### In a Dockerfile

    Append the digest: `COPY --from=busybox:1.37@sha256:… /bin/busybox /bin/`. Or give the image a
    stage of its own (`FROM …@sha256:… AS tools`) and copy from there.

    ### In compose

    Append the digest: `additional_contexts: {tools: "docker-image://busybox:1.37@sha256:…"}`.

    ## When it is a false alarm

    A registry whose tags are immutable by its own policy.

    ## Examples

    ```dockerfile bad
    FROM debian:12.8
    COPY --from=ghcr.io/astral-sh/uv:0.5.4 /uv /bin/
    ```

    ```yaml bad
    services:
      app:
        build:
          dockerfile_inline: FROM scratch
          additional_contexts: {tools: "docker-image://busybox:1.37"}
    ```

    ```dockerfile good
    FROM debian:12.8 AS tools
    FROM debian:12.8
    COPY --from=tools /bin/ls /bin/
    ```

    ```yaml good
    services:
      app:
        build: {dockerfile_inline: FROM scratch, additional_contexts: {tools: "./tools"}}
    ```
    """
    for field in _external(image):
        ref = field.value
        if ref is not None and ref.tag not in ("", "latest") and not ref.digest:
            from hardenlint.facts import at_hand  # noqa: PLC0415 - only for a finding

            yield Finding(
                field.span,
                f"copies from {ref} without a digest{default_note(field)}",
                evidence=f"{ref.repository}:{ref.tag}",
                here=(
                    *at_hand.image(ref, "busybox:1.37", keeps_tag=True),
                    ("/bin/busybox /bin/", "…"),
                ),
            )


def _external(image: Image) -> Iterator[Field[ImageRef]]:
    """What the stages that are built copy and mount, and the additional contexts of a service."""
    build = image.own_build
    if build is not None:
        reached = {stage.index for stage in build.reached}
        spans: dict[object, Field[ImageRef]] = {}
        for found in build.external:
            if found.stage in reached:
                spans.setdefault(found.reference.span, found.reference)
        yield from spans.values()
    if isinstance(image, Container) and image.provenance.build_link is not None:
        yield from image.provenance.build_link.images
