from collections.abc import Iterator

from hardenlint import Container, Finding, Severity, check


@check(Severity.LOW, "restricted", references=("CWE-1104",), sources=("inspect", "live"))
def image_drift(container: Container) -> Iterator[Finding]:
    """Container runs an older image than its name stands for

    ## Why

    A newer image was pulled or built under the same name, but this container still runs the old
    one: fixes that everybody believes to be in place are not.

    ## Fix

    Create the container anew: `docker compose up -d`, or `docker rm` and `docker run`.

    ## When it is a false alarm

    The container is held back on purpose; then name the image it runs by digest.

    ## Examples

    ```json bad
    [{
      "Id": "1",
      "Name": "/app",
      "Config": {"Image": "app:1", "User": "10001"},
      "HostConfig": {},
      "Image": "sha256:a",
      "ReferenceImage": "sha256:b"}]
    ```

    ```json good
    [{
      "Id": "1",
      "Name": "/app",
      "Config": {"Image": "app:1", "User": "10001"},
      "HostConfig": {},
      "Image": "sha256:a",
      "ReferenceImage": "sha256:a"}]
    ```
    """
    runs, named = container.image_id.value, container.reference_id.value
    reference = container.reference.value
    if runs is None or named is None or runs == named or reference is None:
        return
    yield Finding(
        container.image_id.span,
        f"runs an image that {reference.text} no longer stands for",
        evidence=reference.text,
    )
