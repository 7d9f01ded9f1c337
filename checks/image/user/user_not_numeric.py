from collections.abc import Iterator

from hardenlint import Container, Finding, Image, Severity, check, default_note


@check(
    Severity.INFO,
    "restricted",
    references=("CWE-250",),
    without=("compose", "live", "windows"),
)
def user_not_numeric(image: Image) -> Iterator[Finding]:
    """User is a name instead of a number

    ## Why

    A name means whatever /etc/passwd of the image says, 0 included, so an orchestrator that has to
    make sure that nobody runs as root (`runAsNonRoot` of Kubernetes) refuses to start the image,
    and people then switch the test off.

    ## Fix

    ### In a Dockerfile

    Create the account with a fixed id, `useradd --uid 10001 app`, and write `USER 10001:10001`.

    ### With docker run

    Build the image with a number in its last USER, or start it with `--user 10001:10001`.

    ## When it is a false alarm

    When no orchestrator ever runs the image.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    RUN useradd app
    USER app
    ```

    ```dockerfile good
    FROM debian:12
    RUN useradd --uid 10001 app
    USER 10001
    ```

    ```json bad
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "Config": {"User": "app"}, "RootFS": {}}]
    ```

    ```json good
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "Config": {"User": "10001"}, "RootFS": {}}]
    ```
    """
    user = image.user.value
    if isinstance(image, Container) or user is None or not user.name or user.is_root:
        return
    windows = user.name.lower() == "containeruser" or "\\" in user.name
    if user.uid is None and not windows:
        note = default_note(image.user)
        here = (("useradd --uid 10001 app", f"useradd --uid 10001 {user.name}"),)
        message = f"runs as {user.name!r}, a name{note}"
        yield Finding(image.user.span, message, evidence=user.name, here=here)
