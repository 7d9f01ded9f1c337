from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note


@check(Severity.INFO, "restricted", cis=("4.2",), references=("CWE-829",))
def unofficial_image_source(image: Image) -> Iterator[Finding]:
    """Image comes from a personal namespace of Docker Hub

    ## Why

    Anybody can publish on Docker Hub, and one stolen password replaces what a person published.
    Nobody reviews these images, and nobody has promised to keep them up to date.

    ## Fix

    ### In a Dockerfile

    Build from an official image, or from one of the project's own. Where this one was reviewed,
    pin its digest, copy it to your registry, and name what you trust with `--allow-image`.

    ### In compose

    Use an official image, or one of the project's own. Where this one was reviewed, pin its
    digest, copy it to your registry, and name what you trust with `--allow-image`.

    ### With docker run

    Create the container from an official image, or from one of the project's own.

    ## When it is a false alarm

    The namespace is your own, or that of a project you know. `--allow-image` says which sources
    are trusted, and then only the others are reported, by untrusted-registry.

    ## Examples

    ```dockerfile bad
    FROM somebody4711/python:3.13
    ```

    ```yaml bad
    services: {db: {image: "somebody4711/postgres:17"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "somebody4711/app:1"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM grafana/grafana:11.3.0
    ```

    ```yaml good
    services: {db: {image: "registry.example.com/db/postgres:17"}}
    ```
    """
    if image.allowed_images is not None:  # then untrusted-registry judges
        return
    for field in image.references:
        ref = field.value
        if ref is None or ref.registry != "docker.io" or ref.is_official or not ref.name:
            continue
        from hardenlint.knowledge import publishers  # noqa: PLC0415 - only where it may matter

        if not publishers.is_well_known(ref.namespace):
            yield Finding(
                field.span,
                f"uses {ref}, from {ref.namespace}, which is no well-known publisher"
                f"{default_note(field.within(*ref.repository_place))}",
                evidence=ref.repository,
            )
