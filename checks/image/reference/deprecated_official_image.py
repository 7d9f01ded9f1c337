from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check, default_note


@check(Severity.LOW, cis=("4.4",), references=("CWE-1104",))
def deprecated_official_image(image: Image) -> Iterator[Finding]:
    """Official image is no longer maintained

    ## Why

    Docker rebuilds official images when their base gets fixes, but not those that it has declared
    deprecated. They stay as they were on their last day, with every vulnerability found since.

    ## Fix

    ### In a Dockerfile

    Build from the successor that the message names, or from a maintained image of your choice.

    ### In compose

    Use the successor that the message names, or a maintained image of your choice.

    ### With docker run

    Create the container from the successor.

    ## When it is a false alarm

    An internal registry answers for Docker Hub and serves a maintained image under the old name.

    ## Examples

    ```dockerfile bad
    FROM openjdk:17-jdk-slim
    ```

    ```yaml bad
    services: {ci: {image: "jenkins:2.60.3"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/vault", "Config": {"Image": "vault:1.13.3"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM eclipse-temurin:21
    ```

    ```yaml good
    services: {ci: {image: "jenkins/jenkins:2.479"}}
    ```
    """
    for field in image.references:
        ref = field.value
        if ref is None or not ref.is_official:
            continue
        from hardenlint.knowledge import publishers  # noqa: PLC0415 - only where one is official

        successor = publishers.DEPRECATED.get(ref.name)
        if successor is not None:
            instead = f"; use {successor}" if successor else ""
            yield Finding(
                field.span,
                f"uses {ref}, an official image that is no longer maintained{instead}"
                f"{default_note(field.within(*ref.repository_place))}",
                evidence=ref.repository,
            )
