from collections.abc import Iterator

from hardenlint import Container, Finding, ImageRef, Severity, check


@check(Severity.LOW, "restricted", references=("CWE-1104",), without=("compose",))
def image_drift(container: Container) -> Iterator[Finding]:
    """Container runs another image than its name, or its compose file, stands for

    ## Why

    A newer image was pulled or built under the same name, or written into the compose file, but
    this container still runs the old one: fixes that everybody believes to be in place are not.

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

    ```compose.yaml beside
    services: {web: {image: "app:2"}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/web", "HostConfig": {}, "Config": {"Image": "app:1", "Labels": {
      "com.docker.compose.project.config_files": "compose.yaml",
      "com.docker.compose.service": "web"}}}]
    ```
    """
    reference, provenance = container.reference, container.provenance
    runs, named = provenance.image_id, provenance.reference_id
    if reference.value is None:
        return
    declared = container.declared.reference if container.declared is not None else None
    if declared is not None and _differ(declared.value, reference.value):
        yield Finding(
            reference.span,
            f"was made from {reference.value}, which its compose file no longer names",
            related=(("the compose file names another image", declared.span),),
            evidence="declared otherwise",
        )
    elif runs.value is not None and named.value is not None and runs.value != named.value:
        yield Finding(
            runs.span,
            f"runs an image that {reference.value} no longer stands for",
            evidence=str(reference.value),
        )


def _differ(said: ImageRef | None, runs: ImageRef) -> bool:
    if said is None or runs.is_image_id:
        return False
    return (said.repository, _version(said)) != (runs.repository, _version(runs))


def _version(reference: ImageRef) -> tuple[str, str]:
    """Tag and digest; "latest" where there is neither."""
    return (reference.tag or ("" if reference.digest else "latest"), reference.digest)
