from collections.abc import Iterator

from hardenlint import Finding, Image, ImageRef, Severity, check, default_note
from hardenlint.knowledge import official_images


@check(Severity.HIGH, cis=("4.2",), references=("CWE-1357", "CAPEC-630"))
def image_typosquat(image: Image) -> Iterator[Finding]:
    """Image name imitates a well-known one

    ## Why

    Attackers publish images under the misspellings of popular names and wait. One swapped letter
    in a name, a namespace or a registry is enough, and their code runs with everything that the
    service can reach.

    ## Fix

    ### In a Dockerfile

    Correct the name in FROM or `--from`; pin the digest of the right image.

    ### In compose

    Correct the name in `image`; pin the digest of the right image.

    ### With docker run

    Remove the container and its image, find out what it did, and start the right one.

    ## When it is a false alarm

    An image of your own has that name. Say `build:` beside `image:`, or give it a namespace.

    ## Examples

    ```dockerfile bad
    FROM pyhton:3.13
    ```

    ```yaml bad
    services: {web: {image: "ngnix:1.27"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/web", "Config": {"Image": "gchr.io/acme/web:1"}, "HostConfig": {}}]
    ```

    ```dockerfile good
    FROM python:3.13
    ```

    ```yaml good
    services: {db: {image: "postgis/postgis:17-3.5"}}
    ```
    """
    for field in image.references:
        ref = field.value
        resemblance = _resemblance(ref) if ref is not None else ""
        if ref is not None and resemblance:
            yield Finding(
                field.span,
                f"uses {ref}: {resemblance}{default_note(field.within(*ref.repository_place))}",
                evidence=ref.repository,
            )


def _resemblance(ref: ImageRef) -> str:
    """What is suspicious about a reference, "" when nothing is."""
    host = ref.registry.partition(":")[0]
    if known := official_images.squatted_registry(host):
        return f"the registry {host} looks like {known}"
    if ref.is_official:
        known = official_images.squatted_image(ref.name)
        return f"one letter away from the official image {known}" if known else ""
    if ref.registry == "docker.io" and official_images.squatted_namespace(ref.namespace):
        return f"the namespace {ref.namespace} looks like library, the official one"
    return ""
