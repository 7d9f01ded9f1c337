from collections.abc import Iterator

from hardenlint import Container, Field, Finding, Image, ImageRef, Severity, check, default_note


@check(Severity.HIGH, "opt-in", cis=("4.2",), references=("CWE-829",))
def untrusted_registry(image: Image) -> Iterator[Finding]:
    """Image comes from a source that is not allowed

    ## Why

    Who publishes an image decides what runs on the host. An allowlist keeps builds and services
    to the registries and namespaces that the organisation reviews; everything else is code from
    strangers. It applies only when patterns are given (`--allow-image`).

    ## Fix

    ### In a Dockerfile

    Build from an allowed image, or copy the image to an allowed registry; allow it with
    `--allow-image` when it was reviewed.

    ### In compose

    Use an allowed image, or copy the image to an allowed registry; allow it with `--allow-image`
    when it was reviewed.

    ### With docker run

    Create the container from an image of an allowed registry.

    ## When it is a false alarm

    The pattern is too narrow: `nginx` allows one repository, `docker.io/library/*` all official
    images, `ghcr.io/acme/**` whatever lies below.

    ## Examples

    With `--allow-image docker.io/library/* --allow-image ghcr.io/acme/**`:

    ```dockerfile bad
    FROM debian:12
    COPY --from=ghcr.io/somebody/tool:1 /tool /usr/bin/tool
    ```

    ```yaml bad
    services: {app: {image: "quay.io/somebody/app:1"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "somebody/app:1"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM ghcr.io/acme/base/python:3
    ```

    ```yaml good
    services: {cache: {image: "redis:7.4"}}
    ```
    """
    if image.allowed_images is None:
        return
    for field in (*image.references, *_mounted(image)):
        ref = field.value
        if ref is None or ref.is_partial:
            continue
        if not any(ref.matches(pattern) for pattern in image.allowed_images):
            yield Finding(
                field.span,
                f"uses {ref}, which no allowed pattern covers{default_note(field)}",
                evidence=ref.repository,
            )


def _mounted(image: Image) -> Iterator[Field[ImageRef]]:
    """Images that a container mounts as a volume."""
    if isinstance(image, Container):
        for mount in image.storage.mounts:
            if mount.value is not None and mount.value.type == "image" and mount.value.source:
                yield Field(ImageRef.parse(mount.value.source), mount.span, causes=mount.causes)
